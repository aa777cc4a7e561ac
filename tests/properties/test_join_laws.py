"""Laws of joins on random graphs, cycles and all: judged against the words of BPMN 2.0.2, 13.4, not the compiled table.

At each moment the state is folded from the history, and paths are looked for in the drawing, forward and one by one.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from engine.given import Given, given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.apply import fold
from lingqu.engine.state import NOWHERE, ROOT, State, empty

_SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def graphs(draw: Any) -> str:
    """A drawing: gateways lead forward, tasks anywhere, so that nothing turns in circles without a person."""
    kinds = ["user", "user", "xor", "or", "or", "and"]
    nodes = [draw(st.sampled_from(kinds)) for _ in range(draw(st.integers(3, 9)))]
    lines = ["start -> n0[user]"] + [f"n{at + 1}[{kind}]" for at, kind in enumerate(nodes)]
    for at in range(len(nodes) + 1):
        kind = "user" if not at else nodes[at - 1]
        first = 1 if kind == "user" else at + 1
        targets = [f"n{one}" for one in range(first, len(nodes) + 1) if one != at or kind == "user"] + ["end"]
        chosen = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
        for number, target in enumerate(chosen):
            split = kind in ("xor", "or") and len(chosen) > 1
            condition = "default" if number == len(chosen) - 1 else draw(st.sampled_from(["x", "y", "not(x)"]))
            lines.append(f"n{at} -({condition})-> {target}" if split else f"n{at} -> {target}")
    if draw(st.booleans()):
        lines.append(f"n0 ~(?message m)~> {draw(st.sampled_from([f'n{one}' for one in range(1, len(nodes) + 1)]))}")
    return "\n".join(lines)


class Reference:
    """The drawing as the standard reads it: nodes and sequence flows, nothing compiled."""

    def __init__(self, case: Given) -> None:
        program = case.case.program
        self.nodes = {node.ordinal: node for node in program.elements}
        self.after: dict[int, list[int]] = {
            n: [flow.ordinal for flow in node.outgoing] for n, node in self.nodes.items()
        }
        self.target = {flow.ordinal: flow.target for flow in program.flows.values()}
        self.events: dict[int, list[int]] = {n: [] for n in self.nodes}
        for node in program.elements:
            if node.attached_to != NOWHERE:
                self.events[node.attached_to].append(node.ordinal)

    def reaches(self, element: int, flow: int, join: int) -> bool:
        """Whether a token at an element can still come along a flow without passing the join.

        It leaves the element by its own flows, and those on its way by theirs or by those of their boundary events.
        """
        todo, seen = list(self.after[element]), set()
        while todo:
            at = todo.pop()
            if at == flow:
                return True
            if at not in seen and self.target[at] != join:
                seen.add(at)
                for one in (self.target[at], *self.events[self.target[at]]):
                    todo += self.after[one]
        return False

    def ready(self, state: State, join: int) -> bool:
        """The condition of the inclusive join, word by word."""
        root: Any = next(one for one in state.shelf.records() if one.n == ROOT)
        has = {flow for flow, _ in root.parked.get(join, ())}
        if not has:
            return False
        places = [
            one.element
            for one in state.shelf.records()
            if getattr(one, "scope", None) == ROOT and hasattr(one, "waits")
        ]
        places += [other for other in root.parked if other != join]
        places += [event for place in places for event in self.events[place]]
        empty_flows = [flow for flow in self.nodes[join].incoming if flow not in has]
        return not any(
            self.reaches(place, flow, join) and not any(self.reaches(place, held, join) for held in has)
            for place in places
            for flow in empty_flows
        )


def states(case: Given) -> Any:
    """Each event with the state before it."""
    before: list[e.Event] = []
    for _, _, events in case.case.history:
        for event in events:
            yield event, before
            before.append(event)


@_SETTINGS
@generated(graphs(), st.booleans(), st.booleans(), st.data())
def test_joins_go_on_when_the_standard_says_so_and_not_before(drawing, x, y, data):
    case = given(drawing).start(x=x, y=y)
    for _ in range(data.draw(st.integers(0, 12))):
        tasks = case.case.tasks if case.case.running else []
        if not tasks:
            break
        if data.draw(st.integers(0, 5)) == 0:
            case.message("m")
            continue
        task = data.draw(st.sampled_from(tasks))
        case.do(c.CompleteTask(at=case.world.now, task=task.n))
    reference = Reference(case)

    for event, before in states(case):
        if isinstance(event, e.TokensJoined):
            state = fold(before, empty(case.key))
            flows = Counter(flow for flow, _ in event.tokens)
            assert max(flows.values()) == 1, "one token of each flow"
            root: Any = next(one for one in state.shelf.records() if one.n == ROOT)
            held = {flow for flow, _ in root.parked[event.join]}
            assert set(flows) == held, "of each flow that has one"
            if reference.nodes[event.join].kind == "parallelGateway":
                assert held == set(reference.nodes[event.join].incoming)
            else:
                assert reference.ready(state, event.join)
    if case.case.running and not case.problems:
        root = next(one for one in case.case.state.shelf.records() if one.n == ROOT)
        for join in root.parked:
            if reference.nodes[join].kind == "inclusiveGateway":
                assert not reference.ready(case.case.state, join), "a join that is ready does not wait"
            else:
                held = {flow for flow, _ in root.parked[join]}
                assert held != set(reference.nodes[join].incoming)
