"""Ad-hoc sub-process: elements without incoming flows are activated by list or by command, in any order, repeatedly.

Each activation is a run: a scope of its own for the element and what follows it, with the variables that were given.
Without a completion condition it is over when a run has completed and no other is left; with one, when it holds. With
a job its worker decides both, anew after each run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lingqu.engine import ad_hoc, incidents
from lingqu.engine import events as e
from lingqu.engine.behaviours.tasks.job import create_job
from lingqu.engine.ending import close_wait
from lingqu.engine.entering import enter
from lingqu.engine.flow import finish, rest
from lingqu.engine.formulas import Stuck
from lingqu.engine.places import children
from lingqu.engine.program import AdHocPlan, Node
from lingqu.engine.state import NOWHERE, RUN, Job
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import found_of, list_of, local, merge, set_local, value_of
from lingqu.kernel.values import Json


def begin(turn: Turn, n: int, node: Node) -> None:
    """Activate what the list names: all at once, or the first if they go one by one. An empty one is passed."""
    plan = _plan(node)
    if not node.starts and node.job is None:
        finish(turn, n, node)
        return
    if turn.element(n).ad_hoc is not None:  # only the worker's job could not be created
        _ask(turn, n, node)
        return
    if node.job is not None:
        _ask(turn, n, node)
        set_local(turn, n, "adHocSubProcessElements", [_told(turn.node(start)) for start in node.starts])
    listed = _listed(turn, n, node, plan)
    now = listed[:1] if plan.sequential else listed
    turn.emit(e.AdHocQueued(n=n, elements=tuple(listed[len(now) :])))
    if plan.outputs:
        set_local(turn, n, plan.outputs, [])
    activate(turn, n, node, [(element, {}) for element in now])


def _ask(turn: Turn, n: int, node: Node) -> None:
    """Let the worker decide what comes next, by a new job in place of one that is still open. Raises Stuck."""
    if node.job is not None:
        create_job(turn, n, node.job)
        new = turn.head.next - 1
        for wait in tuple(turn.element(n).waits):
            if wait != new and isinstance(turn.draft.find(wait), Job):
                close_wait(turn, wait)


def _told(node: Node) -> Json:
    """What the worker is told of an element that it can activate."""
    return {"elementId": node.id, "elementName": node.name}


def _listed(turn: Turn, n: int, node: Node, plan: AdHocPlan) -> list[int]:
    """The ordinals of the elements that are activated on entry. Raises Stuck for what is no list of their ids."""
    if plan.elements is None:
        return []
    ids = list_of(turn, n, plan.elements, "active elements")
    found = [enabled(turn, node, one) if isinstance(one, str) else NOWHERE for one in ids]
    if NOWHERE in found:
        unknown = ids[found.index(NOWHERE)]
        shown = unknown if isinstance(unknown, str) else found_of(turn, n, plan.elements, unknown)["found"]
        raise Stuck(incidents.EXPRESSION, "ad_hoc_unknown", element=shown, ad_hoc=node.id)
    return found


def enabled(turn: Turn, node: Node, element: str) -> int:
    """The ordinal of the element with this id, if it can be activated, else NOWHERE."""
    ordinal = turn.program.by_id.get(element, NOWHERE)
    return ordinal if ordinal in node.starts else NOWHERE


def activate(turn: Turn, body: int, node: Node, elements: Iterable[tuple[int, Mapping[str, Json]]]) -> None:
    """Start a run for each element (by the agenda), with its variables."""
    for element, variables in elements:
        turn.later(_run, body, node, (element, dict(variables)))


def _run(turn: Turn, body: int, node: Node, what: Any) -> None:
    book = turn.element(body).ad_hoc if turn.alive(body) else None
    if book is None or book.closed:
        return
    element, variables = what
    run = turn.head.next
    turn.emit(e.ElementActivated(n=run, element=node.ordinal, scope=body, brought_by=((NOWHERE, body),), index=RUN))
    kept = _plan(node).kept
    for name, value in ({kept: None, **variables} if kept else variables).items():
        set_local(turn, run, name, value)
    enter(turn, turn.node(element), run, ((NOWHERE, run),))


def collects(turn: Turn, n: int, node: Node) -> bool:
    """A run is about to complete: take its output, say whether the sub-process is over by it. Raises Stuck."""
    plan = _plan(node)
    body = turn.element(n).scope
    outputs: list[Json] = []
    if plan.outputs:
        collected = local(turn, body).get(plan.outputs)
        outputs = [*collected] if isinstance(collected, list) else []
        outputs.append(None if plan.output is None else value_of(turn, n, plan.output))
    enough = ad_hoc.satisfied(turn, n, node.ordinal, {plan.outputs: outputs} if plan.outputs else None)
    if plan.outputs:
        set_local(turn, body, plan.outputs, outputs)
    return enough


def counted(turn: Turn, body: int, node: Node, enough: bool) -> None:  # noqa: FBT001 - the shape of Behaviour
    """A run has completed: close, or start what waits for its turn."""
    place = turn.element(body)
    book, plan = place.ad_hoc, _plan(node)
    if book is None or enough:
        ad_hoc.close(turn, body)
    elif book.queue:
        first, *queue = book.queue
        turn.emit(e.AdHocQueued(n=body, elements=tuple(queue)))
        activate(turn, body, node, [(first, {})])
    elif node.job is not None and not book.closed:
        _ask(turn, body, node)
    elif plan.until is None and not book.closed and not runs(turn, body):
        turn.emit(e.AdHocClosed(n=body))
    rest(turn, body)


def runs(turn: Turn, body: int) -> list[int]:
    """The runs that are under way."""
    return [n for n in children(turn.desk, body) if turn.element(n).index == RUN]


def drained(turn: Turn, n: int, node: Node) -> None:
    """Nothing lives in it any more: complete if it is closed, with what was collected, else wait for activations."""
    place = turn.element(n)
    if place.ad_hoc is None or not place.ad_hoc.closed:
        return
    plan = _plan(node)
    if plan.outputs:
        collected = local(turn, n).get(plan.outputs)
        merge(turn, place.scope, {plan.outputs: collected})
    finish(turn, n, node)


def _run_drained(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


def _run_begins(turn: Turn, n: int, node: Node) -> None:
    """A run was begun when it was activated."""


def _plan(node: Node) -> AdHocPlan:
    if node.ad_hoc is None:
        raise TypeError(f"Expected an ad-hoc sub-process, but {node.id} is none")
    return node.ad_hoc


BEHAVIOUR = Behaviour(begin=begin, drained=drained, collects=collects, counted=counted)
RUNNING = Behaviour(begin=_run_begins, drained=_run_drained)
