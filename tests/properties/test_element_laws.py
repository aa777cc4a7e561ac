"""Laws of the rarer elements in unusual company: ad-hoc in multi-instances, complex gateways in loops, quantities.

`given` checks after every command what holds of all: the history folds to the state, reloaded page by page, and the
given state stays untouched.
"""

from __future__ import annotations

from itertools import count, pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from engine.given import Given, given
from lingqu.engine import commands as c
from lingqu.engine.state import RUN, ElementInstance
from lingqu.kernel.errors import Rejected
from properties.test_engine_laws import end

_SETTINGS = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_MARKS = ["", "{count=2}", "{mi-sequential=items}", "{most=2}", '{count=2 throw-each="escalation E"}']


def trees(depth: int) -> st.SearchStrategy[Any]:
    """Leaves, sequences, discriminators, gathered tokens, ad-hoc sub-processes and scopes with a mark."""
    leaf = st.tuples(st.just("leaf"), st.sampled_from(["user", "service", "task", "heard"]))
    if not depth:
        return leaf
    inner = trees(depth - 1)
    several = st.lists(inner, min_size=1, max_size=2)
    return st.one_of(
        leaf,
        st.tuples(st.just("seq"), several),
        st.tuples(st.just("gate"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("pair"), inner),
        st.tuples(st.just("ad-hoc"), several, st.sampled_from(["", " until==ready", " ordering=Sequential"])),
        st.tuples(st.just("scope"), inner, st.sampled_from(_MARKS)),
    )


class _Drawer:
    """Draws a tree: each block is entered at its first name and left at its last."""

    def __init__(self) -> None:
        self.names = (f"n{number}" for number in count())
        self.listed: list[str] = []

    def block(self, lines: list[str], tree: Any) -> tuple[str, str]:
        kind, name = tree[0], next(self.names)
        if kind == "leaf":
            lines.append(f"{name}[user]{{on-canceling=heard}}" if tree[1] == "heard" else f"{name}[{tree[1]}]")
            return name, name
        if kind == "seq":
            ends = [self.block(lines, one) for one in tree[1]]
            lines += [f"{one[1]} -> {two[0]}" for one, two in pairwise(ends)]
            return ends[0][0], ends[-1][1]
        if kind == "gate":
            gate = next(self.names)
            lines += [f"{name}[and]", f'{gate}[complex]{{when="=activationCount >= 2"}}']
            for one in tree[1]:
                first, last = self.block(lines, one)
                lines += [f"{name} -> {first}", f"{last} -> {gate}"]
            return name, gate
        if kind == "pair":
            first, last = self.block(lines, tree[1])
            both = next(self.names)
            lines += [f"{name}[task]{{gives=2}} -> {first}", f"{last} -> {both}[task]{{needs=2}}"]
            return name, both
        return self.scope(lines, tree, name)

    def scope(self, lines: list[str], tree: Any, name: str) -> tuple[str, str]:
        if tree[0] == "ad-hoc":
            inside: list[str] = []
            starts = [self.block(inside, one)[0] for one in tree[1]]
            listed = ",".join(f'"{one}"' for one in starts)
            lines += [f"{name}[ad-hoc]{{active==[{listed}]{tree[2]}}} {{", *inside, "}"]
        else:
            inside = []
            first, last = self.block(inside, tree[1])
            lines += [f"{name}[scope]{tree[2]} {{", *inside]
            lines += [f"start -> {first}", f"{last} -> end", "}"]
        after, late = next(self.names), next(self.names)
        lines += [f"{name} -> {after}[xor]", f"{name} ~(timer PT1H)~> {after}"]
        lines += [f"{name} ~(?escalation E)~> {late}[user] -> end"]
        return name, after


def drawn(tree: Any) -> str:
    lines: list[str] = []
    first, last = _Drawer().block(lines, tree)
    return "\n".join([*lines, f"start -> {first}", f"{last} -> end"])


def moves(case: Given) -> list[Any]:
    """What people, workers and operators can do now."""
    instance, now = case.case, case.world.now
    found: list[Any] = [c.CompleteTask(at=now, task=one.n, variables={"ready": True}) for one in instance.tasks]
    found += [c.CompleteJob(at=now, job=one.n) for one in instance.jobs]
    found += [c.ResolveIncident(at=now, incident=one.n) for one in instance.incidents]
    found += [c.FireTimer(at=now, timer=one.n) for one in instance.timers]
    for place in instance.state.shelf.records():
        if not isinstance(place, ElementInstance) or not place.n:
            continue
        node = instance.program.node(place.element)
        if place.ad_hoc is not None:
            chosen = tuple(c.AdHocActivation(element=instance.program.node(one).id) for one in node.starts[:1])
            found.append(c.ActivateAdHoc(at=now, ad_hoc=place.n, elements=chosen))
            found.append(c.ActivateAdHoc(at=now, ad_hoc=place.n, elements=chosen, cancel_remaining=True))
        if place.loop is not None:
            found.append(c.AddItem(at=now, body=place.n, item=7))
        if place.index != RUN and not place.index:
            found.append(c.Rewind(at=now, target=place.n))
    return found


@_SETTINGS
@generated(trees(3), st.data())
def test_whatever_is_done_every_law_holds_and_cancelling_leaves_nothing(tree, data):
    case = given(drawn(tree)).start(items=[1, 2])
    for _ in range(data.draw(st.integers(0, 20))):
        possible = moves(case) if case.case.running else []
        if not possible:
            break
        try:
            case.do(data.draw(st.sampled_from(possible)))
        except Rejected:
            continue

    assert case.case.state.head.open_incidents == len(case.case.incidents)
    end(case)
    assert list(case.case.state.shelf.records()) == []


@_SETTINGS
@generated(trees(3), st.data())
def test_work_that_is_done_comes_to_an_end(tree, data):
    """No gateway of these drawings waits for more than comes: whoever does all the work sees the instance end."""
    case = given(drawn(tree)).start(items=[1, 2])
    for _ in range(400):
        instance = case.case
        tasks = [one for one in instance.tasks if one.change is None]
        work = [c.CompleteTask(at=case.world.now, task=one.n, variables={"ready": True}) for one in tasks]
        work += [c.CompleteJob(at=case.world.now, job=one.n, variables={"ready": True}) for one in instance.jobs]
        if not work or not instance.running:
            break
        case.do(data.draw(st.sampled_from(work)))

    waiting = [one for one in case.case.state.shelf.records() if isinstance(one, ElementInstance)]
    open_ad_hoc = [one for one in waiting if one.ad_hoc is not None and not one.ad_hoc.closed]
    odd = [one for one in waiting if one.flowing]
    assert case.problems == []
    assert case.ended or open_ad_hoc or odd
