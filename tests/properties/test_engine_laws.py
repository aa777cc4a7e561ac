"""Laws of the engine over generated block-structured processes.

`given` checks after every command that the history folds to the state, that the given state was not touched, that
the same input gives the same output, and that all of it survives a round trip through JSON and XML.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from engine.given import Given, given
from lingqu.engine import commands as c
from lingqu.engine.state import ROOT, ElementInstance, Lifecycle, Status
from lingqu.kernel.errors import Conflict

_SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_LEAVES = ["task", "user", "service", "script", "timer PT1H", "message m", "heard"]


def blocks(depth: int) -> st.SearchStrategy[Any]:
    """Trees of blocks: leaves, sequences, forks, choices, loops, sub-processes, multi-instances, boundary timers."""
    leaf = st.sampled_from(_LEAVES).map(lambda kind: ("leaf", kind))
    if depth == 0:
        return leaf
    inner = blocks(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(st.just("seq"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["and", "xor", "or"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.sampled_from(["scope", "many", "row"]), inner),
        st.tuples(st.sampled_from(["timed", "beside", "watched"]), inner),
        st.tuples(st.just("race"), st.tuples(inner, inner)),
        st.tuples(st.sampled_from(["escalated", "noted", "watching", "undone", "again", "deal"]), inner),
    )


class _Drawer:
    def __init__(self) -> None:
        self.names = (f"n{number}" for number in count())

    def draw(self, tree: Any) -> str:
        return "\n".join(self.content(tree))

    def content(self, tree: Any) -> list[str]:
        """The lines of a scope that holds the tree."""
        lines: list[str] = []
        self.edge(lines, self.put(lines, tree, "start"), "end")
        return lines

    def escalated(self, lines: list[str], name: str, *, quiet: bool) -> str:
        """The scope that was drawn last tells at its end; who hears it ends it, or acts beside it."""
        teller = next(self.names)
        at = len(lines) - 1
        ends = max(number for number in range(at) if lines[number].endswith("-> end"))
        lines[ends] = lines[ends].removesuffix("-> end") + f"-> {teller}[throw escalation E] -> end"
        if quiet:
            lines.append(f"{name} ~(?escalation E)~> {next(self.names)}[user] -> end")
            return name
        after = next(self.names)
        lines += [f"{name} -> {after}[xor]", f"{name} ~(escalation E)~> {after}"]
        return after

    def deal(self, lines: list[str], inside: Any, name: str) -> str:
        """A transaction whose content can be undone, and which is cancelled at its end if `go` is 1."""
        part, back, sure = next(self.names), next(self.names), next(self.names)
        lines += [
            f"{name} {{",
            f"start -> {part}[scope] {{",
            *self.content(inside),
            "}",
            f"{part} ~(compensation)~> {back}[service]",
            f"{part} -> {sure}[xor] -(go = 1)-> {next(self.names)}[end cancel]",
            f"{sure} -(default)-> end",
            "}",
        ]
        after = next(self.names)
        lines += [f"{name} -> {after}[xor]", f"{name} ~(cancel)~> {after}"]
        return after

    def edge(self, lines: list[str], source: str, target: str, condition: str = "") -> str:
        lines.append(f"{source} -({condition})-> {target}" if condition else f"{source} -> {target}")
        return target.split("[", maxsplit=1)[0]

    def put(self, lines: list[str], tree: Any, before: str, condition: str = "") -> str:
        """Draw the tree behind `before`; answers the element at which it ends."""
        kind, inside = tree
        name = next(self.names)
        if kind == "leaf":
            made = f"{name}[user]{{on-canceling=heard}}" if inside == "heard" else f"{name}[{inside}]"
            return self.edge(lines, before, made, condition)
        if kind == "seq":
            for one in inside:
                before, condition = self.put(lines, one, before, condition), ""
            return before
        if kind in ("and", "xor", "or"):
            fork = self.edge(lines, before, f"{name}[{kind}]", condition)
            join = next(self.names)
            made = f"{join}[{kind}]"
            for number, one in enumerate(inside):
                default = number == len(inside) - 1
                wanted = "" if kind == "and" else "default" if default else f"go >= {number}"
                self.edge(lines, self.put(lines, one, fork, wanted), made)
                made = join
            return join
        if kind == "race":
            gate = self.edge(lines, before, f"{name}[event-gateway]", condition)
            join = next(self.names)
            made = f"{join}[xor]"
            for event, one in zip(("timer PT2H", "message m"), inside, strict=True):
                first = self.edge(lines, gate, f"{next(self.names)}[{event}]")
                self.edge(lines, self.put(lines, one, first), made)
                made = join
            return join
        if kind == "loop":
            entry = self.edge(lines, before, f"{name}[xor]", condition)
            tries = next(self.names)
            self.edge(
                lines,
                self.put(lines, inside, entry),
                f"{tries}[script]{{expression='=if {tries} = null then 1 else {tries} + 1' result={tries}}}",
            )
            gate = self.edge(lines, tries, f"{next(self.names)}[xor]")
            self.edge(lines, gate, entry, f"{tries} < 2")
            return self.edge(lines, gate, f"{next(self.names)}[task]", "default")
        options = {"many": "{count=2}", "row": "{mi-sequential=[1,2,3]}", "again": "{most=2}"}.get(kind, "")
        if kind == "deal":
            return self.deal(lines, inside, self.edge(lines, before, f"{name}[transaction]", condition))
        self.edge(lines, before, f"{name}[scope]{options}", condition)
        lines += [f"{name}[scope] {{".replace("[scope]", ""), *self.content(inside)]
        if kind == "watched":
            own = next(self.names)
            lines += [f"{own}[event-scope] {{", "start[start? message m] -> note[user] -> end", "}"]
        lines.append("}")
        if kind in ("escalated", "noted"):
            return self.escalated(lines, name, quiet=kind == "noted")
        if kind == "watching":
            lines += [f"{name} ~(?condition =go > 1)~> {next(self.names)}[user] -> end"]
        if kind == "undone":
            lines += [f"{name} ~(compensation)~> {next(self.names)}[user]"]
            return self.edge(lines, name, f"{next(self.names)}[throw compensation]")
        if kind == "timed":
            after = next(self.names)
            lines += [f"{name} -> {after}[xor]", f"{name} ~(timer PT30M)~> {after}"]
            return after
        if kind == "beside":
            lines += [f"{name} ~(?timer R2/PT30M)~> {next(self.names)}[user] -> end"]
        return name


processes = blocks(3).map(lambda tree: _Drawer().draw(tree))


def end(case: Given) -> None:
    """Cancel the instance; listeners answer, and what went wrong with them is resolved."""
    if not case.case.running:
        return
    root = case.case.live_element(ROOT)
    if root is not None and root.state is not Lifecycle.TERMINATING:
        case.cancel()
    while case.case.running:
        assert all(place.state is Lifecycle.TERMINATING for place in case.case.records(ElementInstance))
        for incident in case.case.incidents:
            case.do(c.ResolveIncident(at=case.world.now, incident=incident.n))
        case.do(c.CompleteJob(at=case.world.now, job=case.case.jobs[0].n))


def moves(case: Given) -> list[Any]:
    """Everything that could happen next, in all instances."""
    now, instance = case.world.now, case.case
    if not instance.running:
        return []
    found: list[Any] = [c.CompleteTask(at=now, task=task.n) for task in instance.tasks if task.change is None]
    found += [c.CompleteJob(at=now, job=job.n, variables={"done": True}) for job in instance.jobs]
    found += [c.FireTimer(at=now, timer=timer.n) for timer in instance.timers]
    quiet = len(case.case.history) > 150  # events that come again and again would keep a process going for ever
    found += [
        c.CorrelateMessage(at=now, subscription=one.n, message=1)
        for one in instance.subscriptions
        if instance.program.node(one.element).interrupting or not quiet
    ]
    return found


@_SETTINGS
@generated(processes, st.integers(0, 2), st.data())
def test_a_sound_process_ends_and_leaves_nothing(drawing, go, data):
    case = given(drawing).start(go=go)

    for _ in range(600):
        possible = moves(case)
        if not possible:
            break
        case.do(data.draw(st.sampled_from(possible)))

    assert case.problems == []
    assert case.ended
    assert list(case.case.state.shelf.records()) == []


@_SETTINGS
@generated(processes, st.integers(0, 2), st.integers(0, 12), st.data())
def test_cancelling_anywhere_leaves_nothing(drawing, go, steps, data):
    case = given(drawing).start(go=go)
    for _ in range(steps):
        possible = moves(case)
        if possible:
            case.do(data.draw(st.sampled_from(possible)))

    end(case)

    assert case.case.status in (Status.COMPLETED, Status.CANCELLED)
    assert list(case.case.state.shelf.records()) == []
    assert case.case.state.head.open_incidents == 0


def go_back(case: Given, data: st.DataObject) -> None:
    """One of the tasks asks to go back to something that it came from."""
    askers = [task.owner for task in (*case.case.tasks, *case.case.jobs)]
    if not askers:
        return
    asker = data.draw(st.sampled_from(askers))
    lineage = {n: tokens for n, _, _, tokens in case.case.lineage}
    scopes = {n: scope for n, _, scope, _ in case.case.lineage}
    target = asker
    for _ in range(data.draw(st.integers(0, 6))):
        sources = [source for flow, source in lineage[target] if flow >= 0]
        if sources:
            target = data.draw(st.sampled_from(sources))
        elif scopes[target]:
            target = scopes[target]
    try:
        case.do(c.Rewind(at=case.world.now, target=target, asker=asker))
    except Conflict as refused:
        assert refused.code == "engine.rewind_inner"  # noqa: PT017 - anything else must work


@_SETTINGS
@generated(processes, st.integers(0, 2), st.data())
def test_after_any_returns_the_process_still_ends(drawing, go, data):
    case = given(drawing).start(go=go)
    for _ in range(data.draw(st.integers(0, 4))):
        for _ in range(data.draw(st.integers(0, 6))):
            possible = moves(case)
            if possible:
                case.do(data.draw(st.sampled_from(possible)))
        go_back(case, data)

    for _ in range(600):
        possible = moves(case)
        if not possible:
            break
        case.do(data.draw(st.sampled_from(possible)))

    assert case.problems == []
    assert case.ended
    assert list(case.case.state.shelf.records()) == []


def mischief(case: Given, data: st.DataObject) -> list[Any]:
    """What goes wrong in real life: failed jobs, thrown errors, variables of the wrong kind; and its repair."""
    now, instance = case.world.now, case.case
    found: list[Any] = [c.SetVariables(at=now, variables={"go": data.draw(st.sampled_from([0, 1, None, "x", [1]]))})]
    for job in instance.jobs:
        found.append(c.FailJob(at=now, job=job.n, retries=data.draw(st.integers(0, 1)), error="broken"))
        if not job.listener:
            found.append(c.ThrowJobError(at=now, job=job.n, code="E"))
        found.append(c.SetJobRetries(at=now, job=job.n, retries=2))
    found += [c.AssignTask(at=now, task=task.n, assignee="li.na") for task in instance.tasks if task.change is None]
    found += [c.ResolveIncident(at=now, incident=incident.n) for incident in instance.incidents]
    return found


@_SETTINGS
@generated(processes, st.sampled_from([0, 2, None, "x"]), st.data())
def test_whatever_goes_wrong_becomes_an_incident_and_cancelling_leaves_nothing(drawing, go, data):
    case = given(drawing).start(go=go)

    for _ in range(data.draw(st.integers(0, 25))):
        if case.case.running:
            case.do(data.draw(st.sampled_from([*moves(case), *mischief(case, data)])))

    assert case.case.state.head.open_incidents == len(case.case.incidents)
    end(case)
    assert list(case.case.state.shelf.records()) == []


@_SETTINGS
@generated(processes, st.data())
def test_what_is_repaired_goes_on_to_the_end(drawing, data):
    case = given(drawing).start(go="x")
    for _ in range(data.draw(st.integers(0, 10))):
        if case.case.running:
            case.do(data.draw(st.sampled_from([*moves(case), *mischief(case, data)])))
    if case.case.running:
        case.set(go=1)

    for _ in range(1200):
        repairs = [c.ResolveIncident(at=case.world.now, incident=one.n) for one in case.case.incidents]
        possible = moves(case) if case.case.running else []
        if not (repairs or possible):
            break
        case.do(data.draw(st.sampled_from(repairs or possible)))

    assert case.ended
