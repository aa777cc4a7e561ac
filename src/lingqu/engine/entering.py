"""How a token comes into an element: activated with mappings and listeners, begun, tried again after an incident."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.catching import Catch, open_catches, plan_catches
from lingqu.engine.formulas import Stuck
from lingqu.engine.listening import START, hear
from lingqu.engine.places import scope_busy
from lingqu.engine.program import Node
from lingqu.engine.settling import judge
from lingqu.engine.state import NOWHERE, ROOT, Job, Subscription, Task, Timer, Token
from lingqu.engine.turn import LOOP_LIMIT, Turn
from lingqu.engine.variables import mapped, set_local
from lingqu.kernel.keys import COUNTER_LIMIT
from lingqu.kernel.values import Json

#: What an element that has begun leaves open; a Condition opens before it begins.
_WORK = (Job, Task, Timer, Subscription)


def enter(  # noqa: PLR0917 - what is given to a place comes last
    turn: Turn,
    node: Node,
    scope: int,
    tokens: tuple[Token, ...],
    index: int = 0,
    given: Mapping[str, Json] | None = None,
) -> int:
    """A token comes to an element: activate it and let it begin. Answers the element instance's counter.

    `index` and `given` (loop counter, item) are of an inner instance of a multi-instance.
    """
    n = turn.head.next
    turn.entered += 1
    if turn.entered > LOOP_LIMIT or n >= COUNTER_LIMIT:
        _refuse(turn, node, scope, tokens, index=index, given=given or {})
        return n
    if node.plain and not given:
        turn.emit(e.ElementActivated(n=n, element=node.ordinal, scope=scope, brought_by=tokens, index=index))
        _begin(turn, n, node)
        return n
    try:
        inputs = _inputs(turn, node, scope, index, given) if node.inputs else {}
    except Stuck as why:
        turn.emit(e.ElementActivating(n=n, element=node.ordinal, scope=scope, brought_by=tokens, index=index))
        for name, value in (given or {}).items():
            set_local(turn, n, name, value)
        turn.stuck(n, why)
        return n
    waits = node.start_listeners and (node.loop is None or index)
    entered = e.ElementActivating if waits else e.ElementActivated
    turn.emit(entered(n=n, element=node.ordinal, scope=scope, brought_by=tokens, index=index))
    for name, value in ({**(given or {}), **inputs} if inputs else given or {}).items():
        set_local(turn, n, name, value)
    if waits:
        _hear_start(turn, n, node)
    else:
        _begin(turn, n, node)
    return n


def enter_all(turn: Turn, starts: tuple[int, ...], scope: int) -> None:
    """All of these begin at once: what one of them ends has been there, though nothing of it has happened yet."""
    if len(starts) == 1:
        _enter_one(turn, turn.node(starts[0]), scope, ())
        return
    for start in starts:
        turn.later(_enter_one, turn.node(start), scope, ())  # like a token on its way: it can be grounded


def _enter_one(turn: Turn, node: Node, scope: int, _: tuple[Token, ...]) -> None:
    if turn.alive(scope):
        enter(turn, node, scope, ((NOWHERE, scope),) if scope != ROOT else ())


def _inputs(turn: Turn, node: Node, scope: int, index: int, given: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """What the input mappings give; those of a multi-instance belong to each inner instance. Raises Stuck."""
    if not node.inputs or (node.loop is not None and not index):
        return {}
    return mapped(turn, scope, node.inputs, given)


def _refuse(
    turn: Turn, node: Node, scope: int, tokens: tuple[Token, ...], *, index: int, given: Mapping[str, Json]
) -> None:
    """Stop before an element: the turn runs in circles, or the instance has no local keys left."""
    n = turn.head.next
    turn.emit(e.ElementActivating(n=n, element=node.ordinal, scope=scope, brought_by=tokens, index=index))
    for name, value in given.items():
        set_local(turn, n, name, value)
    if n >= COUNTER_LIMIT:
        turn.stuck(n, Stuck(incidents.COUNTER_LIMIT, "counter_limit"))
    else:
        turn.stuck(n, Stuck(incidents.LOOP_LIMIT, "loop_limit", limit=LOOP_LIMIT))


def retry_entering(turn: Turn, n: int) -> None:
    """Try again to activate an element instance that could not be activated."""
    place = turn.element(n)
    node = turn.node(place.element)
    waits = bool(node.start_listeners) and (node.loop is None or place.index)
    try:
        inputs = {} if place.heard else _inputs(turn, node, n, place.index)
    except Stuck as why:
        turn.stuck(n, why)
        return
    if not waits:
        turn.emit(e.ElementActivated(n=n, element=place.element, scope=place.scope, index=place.index))
    for name, value in inputs.items():
        set_local(turn, n, name, value)
    if waits:
        _hear_start(turn, n, node)
    else:
        _begin(turn, n, node)


def _hear_start(turn: Turn, n: int, node: Node) -> None:
    """Let the start listeners come; when all are done the element becomes active."""
    try:
        if hear(turn, n, node.start_listeners, START):
            return
    except Stuck as why:
        turn.stuck(n, why)
        return
    place = turn.element(n)
    turn.emit(e.ElementActivated(n=n, element=place.element, scope=place.scope, index=place.index))
    _begin(turn, n, node)


def _begin(turn: Turn, n: int, node: Node) -> None:
    """Let an active element do what it does; its boundary events and event sub-processes listen from then on."""
    if node.plain:
        try:
            turn.behaviours[node.behaviour].begin(turn, n, node)
        except Stuck as why:
            turn.stuck(n, why)
        return
    try:
        catches = plan_catches(turn, n, node) if node.boundaries or node.handlers else []
        if catches and any(kind is e.ConditionAwaited for kind, _ in catches):
            catches = _open_conditions(turn, n, catches)
            if not turn.alive(n):
                return
            if _interrupted(turn, n):
                open_catches(turn, n, [one for one in catches if turn.node(one[1]["element"]).attached_to != NOWHERE])
                return
        turn.behaviour(node, n).begin(turn, n, node)
    except Stuck as why:
        turn.stuck(n, why)
        return
    if catches and turn.alive(n):
        open_catches(turn, n, catches)


def _open_conditions(turn: Turn, n: int, catches: list[Catch]) -> list[Catch]:
    """Conditions that are true already fire before the element begins; answers what is left to open."""
    open_catches(turn, n, [one for one in catches if one[0] is e.ConditionAwaited])
    judge(turn, n)
    return [one for one in catches if one[0] is not e.ConditionAwaited]


def _interrupted(turn: Turn, n: int) -> bool:
    """Whether an interrupting event sub-process has taken the place of what the scope would do."""
    for child in turn.element(n).children:
        node = turn.node(turn.element(child).element)
        if node.triggered and any(turn.node(start).interrupting for start in node.starts):
            return True
    return False


def begin_again(turn: Turn, n: int) -> None:
    """Try again what an active element could not begin; what is at work already is left alone."""
    place = turn.element(n)
    at_work = place.called or place.loop is not None or scope_busy(place)
    if not at_work and not any(isinstance(turn.draft.find(wait), _WORK) for wait in place.waits):
        _begin(turn, n, turn.node(place.element))
    if turn.program.watched:
        turn.dirty.add(n)  # what could not be evaluated may have been a condition
