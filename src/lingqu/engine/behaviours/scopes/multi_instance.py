"""Multi-instance: the body that counts inner instances, hands each its item and collects what they give.

The cost of one item does not depend on how many there are: outputs lie on counters reserved in advance, the input
collection is one large value, and the body holds numbers only.
"""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.behaviours.scopes.loop_events import planned
from lingqu.engine.ending import plan_sequel, sequel_of, terminate_children
from lingqu.engine.entering import enter
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import LoopPlan, Node
from lingqu.engine.state import NOWHERE, Output
from lingqu.engine.turn import Behaviour, Turn, sized
from lingqu.engine.variables import found_of, list_of, merge, value_of, whole_of
from lingqu.kernel.pages import page_of
from lingqu.kernel.values import Json, encode


def begin(turn: Turn, n: int, node: Node) -> None:
    """Find out how many there will be, and start the first or all."""
    plan = _plan(node)
    items = None
    if plan.collection is not None:
        collection = list_of(turn, n, plan.collection, "input collection")
        items = turn.keep(encode(collection), collection)
        total = len(collection)
    elif plan.cardinality is not None:
        total = whole_of(turn, n, plan.cardinality, "loop cardinality")
    else:
        raise Stuck(incidents.EXPRESSION, "not_list", what="input collection", text="", found="null", found_zh="null")
    outputs = turn.head.next if plan.outputs and total else NOWHERE
    turn.emit(e.LoopStarted(n=n, total=total, items=items, outputs=outputs))
    if not total:
        turn.later(_complete, n, node)
    elif plan.sequential:
        turn.later(_start, n, node, 1)
    else:
        for index in range(1, total + 1):
            turn.later(_start, n, node, index)


def _start(turn: Turn, body: int, node: Node, index: int) -> None:
    """Start inner instance `index` (from 1) with its item, if the body still lives."""
    place: Any = turn.draft.find(body)
    if not turn.alive(body) or (place.waits and sequel_of(turn, body) is not None):
        return  # it is over, or has enough
    plan = _plan(node)
    item: Json = None
    loop = place.loop
    drawn = loop.total - len(loop.added)
    if index > drawn:
        record: Any = turn.draft.find(loop.added[index - drawn - 1])
        item = record.value if record.large is None else turn.fetch(record.large)
    elif loop.items is not None:
        item = turn.fetch(loop.items)[index - 1]
    turn.entered -= 1  # inner instances are counted by the model, not by chance
    local: dict[str, Json] = {"loopCounter": index}
    if plan.item:
        local[plan.item] = item
    if plan.kept:
        local.setdefault(plan.kept, None)
    enter(turn, node, body, ((NOWHERE, body),), index, local)


def add(turn: Turn, body: int, node: Node, item: Json) -> None:
    """One more item while it runs: begun at once, or, in a sequence, after those that are there."""
    plain, large = sized(turn, item)
    turn.emit(e.ItemAdded(n=turn.head.next, body=body, value=plain, large=large))
    if not _plan(node).sequential:
        turn.later(_start, body, node, turn.element(body).loop.total)  # type: ignore[union-attr]  # it has a loop


def start_rest(turn: Turn, body: int, node: Node) -> None:
    """One after the other has become all at once: start those that have not begun."""
    loop: Any = turn.element(body).loop
    for index in range(loop.started + 1, loop.total + 1):
        turn.later(_start, body, node, index)


def collects(turn: Turn, n: int, node: Node) -> bool:
    """Take the output of an inner instance that is about to complete; say whether the loop is over by it."""
    plan = _plan(node)
    place = turn.element(n)
    body: Any = turn.element(place.scope)
    value = None if plan.output is None else value_of(turn, n, plan.output)
    enough = plan.until is not None and _enough(turn, n, body.loop, plan)
    thrown = planned(turn, n, node, plan.throws, _numbers(body.loop)) if plan.throws else ()
    if plan.outputs:
        plain, large = sized(turn, value)
        turn.emit(e.OutputCollected(n=body.loop.output(place.index), body=body.n, value=plain, large=large))
    for throw in thrown:
        if turn.alive(n):
            throw()
    return enough


def _numbers(loop: Any) -> dict[str, Json]:
    """The numbers of the multi-instance as they are once the instance that is about to complete has completed."""
    return {
        "numberOfInstances": loop.total,
        "numberOfActiveInstances": loop.started - loop.completed - loop.terminated - 1,
        "numberOfCompletedInstances": loop.completed + 1,
        "numberOfTerminatedInstances": loop.terminated,
    }


def _enough(turn: Turn, n: int, loop: Any, plan: LoopPlan) -> bool:
    if plan.until is None:
        return False
    value = value_of(turn, n, plan.until, _numbers(loop))
    if value is None or isinstance(value, bool):
        return value is True
    raise Stuck(
        incidents.EXPRESSION, "condition_not_boolean", text=plan.until.text, **found_of(turn, n, plan.until, value)
    )


def counted(turn: Turn, body: int, node: Node, enough: bool) -> None:  # noqa: FBT001 - the shape of Behaviour
    """An inner instance has completed: end the loop, or start the next."""
    place = turn.element(body)
    loop: Any = place.loop
    if place.waits and sequel_of(turn, body) is not None:
        return  # it has enough already
    if enough:
        if terminate_children(turn, body):
            cleared(turn, body, node)
        else:
            plan_sequel(turn, body, by=body)
    elif loop.completed + loop.terminated >= loop.total:
        _complete(turn, body, node, None)
    elif _plan(node).sequential and loop.started == loop.completed + loop.terminated:
        _start(turn, body, node, loop.started + 1)


def cleared(turn: Turn, body: int, node: Node) -> None:
    """Enough have completed, and what was left is gone."""
    _complete(turn, body, node, None)


def _complete(turn: Turn, body: int, node: Node, _: None) -> None:
    """All have completed (or enough of them): the collected outputs become a variable, the token goes on."""
    if not turn.alive(body):
        return
    plan = _plan(node)
    if plan.outputs:
        place = turn.element(body)
        outputs = _outputs(turn, place.loop)
        merge(turn, place.scope, {plan.outputs: outputs})
    finish(turn, body, node)


def _outputs(turn: Turn, loop: Any) -> list[Json]:
    """What was collected, in the order of the items; null where nothing came."""
    if loop.outputs == NOWHERE:
        return []
    drawn = loop.total - len(loop.added)
    first, last = loop.outputs, loop.outputs + drawn
    found: list[Json] = [None] * loop.total
    for record in _scanned(turn, range(page_of(first), page_of(last - 1) + 1)):
        if isinstance(record, Output) and first <= record.n < last:
            found[record.n - first] = _value(turn, record)
    for at, n in enumerate(loop.added, drawn):
        record = turn.draft.find(n)
        if isinstance(record, Output):
            found[at] = _value(turn, record)
    return found


def _value(turn: Turn, record: Output) -> Json:
    return record.value if record.large is None else turn.fetch(record.large)


def _scanned(turn: Turn, pages: range) -> list[Any]:
    """The records of all these pages; those that are not loaded are asked for at once."""
    missing = turn.missing(pages)
    if missing:
        raise Lack(Needs(pages=frozenset(missing)))
    return list(turn.draft.scan(pages))


def _plan(node: Node) -> LoopPlan:
    if node.loop is None:
        raise TypeError(f"Expected a multi-instance, but {node.id} is none")
    return node.loop


BEHAVIOUR = Behaviour(begin=begin, collects=collects, counted=counted, cleared=cleared)
