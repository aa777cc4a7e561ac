"""How tokens move: into an element, out of it, along the flows, and out of a scope that has come to rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.engine import ad_hoc, incidents
from lingqu.engine import events as e
from lingqu.engine.catching import Catch, open_catches, plan_catches
from lingqu.engine.choosing import chosen
from lingqu.engine.ending import close_waits
from lingqu.engine.formulas import Stuck
from lingqu.engine.keeping import keep
from lingqu.engine.listening import START, hear, hear_end
from lingqu.engine.program import Flow, Node
from lingqu.engine.state import (
    NOWHERE,
    ROOT,
    RUN,
    ElementInstance,
    Job,
    Lifecycle,
    Subscription,
    Task,
    Timer,
    Token,
)
from lingqu.engine.turn import LOOP_LIMIT, Behaviour, Turn
from lingqu.engine.variables import mapped, merge, set_local
from lingqu.kernel.keys import COUNTER_LIMIT
from lingqu.kernel.values import Json

#: What an element that has begun leaves open; a Condition opens before it begins.
_WORK = (Job, Task, Timer, Subscription)


def settle(turn: Turn) -> None:
    """Do what is on the agenda until nothing is; then ask the joins that were patient, one at a time."""
    agenda = turn.agenda
    while True:
        while agenda or turn.dirty:
            if turn.dirty:
                _judge(turn, min(turn.dirty))
                continue
            work, first, second, third = agenda.popleft()
            work(turn, first, second, third)
        if not turn.stirred:
            return
        _ask_patient(turn, min(turn.stirred))


def _judge(turn: Turn, n: int) -> None:
    """Something has changed that conditional events below `n` read."""
    turn.dirty.discard(n)
    if turn.alive(n):
        turn.behaviours["conditions"].begin(turn, n, turn.node(turn.element(n).element))


def _ask_patient(turn: Turn, scope: int) -> None:
    """Let the first patient join of a scope that is ready go on; if none is, the scope is calm."""
    if turn.alive(scope):
        place = turn.element(scope)
        for join in (*place.parked, *(one for one in place.opened if one not in place.parked)):
            node = turn.node(join)
            asked = turn.behaviours[node.behaviour].asked
            if asked is not None and asked(turn, node, scope):
                return
    turn.stirred.discard(scope)


# ---- in -----------------------------------------------------------------------------------------------------------


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
    _judge(turn, n)
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


# ---- out ----------------------------------------------------------------------------------------------------------


def finish(turn: Turn, n: int, node: Node, brought: Mapping[str, Json] | None = None) -> None:
    """An element has done its work: map its results outward, complete it, send tokens on.

    `brought`: variables that the work gave. What cannot be evaluated leaves the element completing, with an incident.
    """
    try:
        if brought or node.outputs:
            _bring(turn, n, node, brought or {})
        if node.end_listeners and (node.loop is None or turn.element(n).index) and hear_end(turn, n, node):
            return
        _leave(turn, n, node)
    except Stuck as why:
        suspend_completion(turn, n, why)


def _bring(turn: Turn, n: int, node: Node, brought: Mapping[str, Json]) -> None:
    """Lay what the work gave, or what is mapped of it, into the scopes around. Raises Stuck."""
    place = turn.element(n)
    if place.index == RUN or place.heard:
        return
    if node.loop is not None and place.index == 0:
        merge(turn, n, brought)
    elif node.outputs:
        for name, value in brought.items():
            set_local(turn, n, name, value)
        merge(turn, place.scope, mapped(turn, n, node.outputs))
    elif node.called and turn.node(turn.element(place.scope).element).outputs:
        for name, value in brought.items():  # with output mappings of the call only their targets travel
            set_local(turn, place.scope, name, value)
    else:
        merge(turn, n, brought)


def suspend_completion(turn: Turn, n: int, why: Stuck) -> None:
    """An element cannot complete: it stays completing until the incident is resolved."""
    if turn.element(n).state is not Lifecycle.COMPLETING:
        turn.emit(e.ElementCompleting(n=n))
    turn.stuck(n, why)


def _leave(turn: Turn, n: int, node: Node) -> None:
    """Complete and take the flows. Raises Stuck before anything is done."""
    place = turn.element(n)
    scope = place.scope
    if place.index:
        _leave_body(turn, place, node)
        return
    outgoing = chosen(turn, n, node) if node.conditional else node.outgoing
    over = node.asks and outgoing and ad_hoc.over(turn, n)
    if place.waits:
        close_waits(turn, n)
    if place.ledger or node.undo != NOWHERE or node.undo_start != NOWHERE:
        keep(turn, n, node)
    turn.emit(e.ElementCompleted(n=n))
    if over:
        around = turn.element(scope).scope
        ad_hoc.close(turn, around)
        if not turn.alive(scope):
            rest(turn, around)
            return
    if outgoing:
        take(turn, n, scope, outgoing if node.gives == 1 else outgoing * node.gives)
    else:
        rest(turn, scope)


def _leave_body(turn: Turn, place: ElementInstance, node: Node) -> None:
    """An inner instance of a multi-instance takes no flow: the body counts it. So does an ad-hoc sub-process."""
    n, body, enough = place.n, place.scope, False
    if place.index == RUN or node.loop is None or node.loop.heeds:
        behaviour = _body(turn, node, turn.element(body))
        enough = behaviour.collects is not None and behaviour.collects(turn, n, node)
        if node.loop is not None and node.loop.throws and not turn.alive(n):
            return  # what it threw has interrupted the whole
        place = turn.element(n)
    if place.waits:
        close_waits(turn, n)
    if place.ledger or node.undo != NOWHERE or node.undo_start != NOWHERE:
        keep(turn, n, node)
    turn.emit(e.ElementCompleted(n=n))
    turn.agenda.append((counted, body, node, enough))


def _body(turn: Turn, node: Node, body: ElementInstance) -> Behaviour:
    """How the body of a multi-instance, a loop or an ad-hoc sub-process behaves."""
    if body.ad_hoc is not None:
        return turn.behaviours["adHoc"]
    return turn.behaviours["multiInstance" if node.loop is None else node.loop.behaviour]


def counted(turn: Turn, body: int, node: Node, enough: bool) -> None:  # noqa: FBT001 - an agenda item
    """An inner instance of a multi-instance or loop, or a run, has ended: its body goes on, or ends."""
    place: Any = turn.draft.find(body)
    then = None if place is None else _body(turn, node, place).counted
    if then is not None:
        try:
            then(turn, body, node, enough)
        except Stuck as why:
            turn.stuck(body, why)


def take(turn: Turn, source: int, scope: int, outgoing: tuple[Flow, ...]) -> None:
    """Send a token along each flow."""
    nodes = turn.program.nodes
    if turn.program.patient:
        turn.stirred.add(scope)
    for flow in outgoing:
        target: Any = nodes[flow.target]
        if target.joins:
            turn.emit(e.FlowTaken(flow=flow.ordinal, source=source, scope=scope, join=flow.target))
            turn.agenda.append((_join, target, scope, None))
        else:
            turn.emit(e.FlowTaken(flow=flow.ordinal, source=source, scope=scope))
            turn.agenda.append((_arrive, target, scope, ((flow.ordinal, source),)))


def _arrive(turn: Turn, node: Node, scope: int, tokens: tuple[Token, ...]) -> None:
    if turn.alive(scope):
        enter(turn, node, scope, tokens)


def _join(turn: Turn, node: Node, scope: int, _: None) -> None:
    """A token has parked at a join: ask the join whether it is ready."""
    if turn.alive(scope):
        joined = gathered if node.needs > 1 else turn.behaviours[node.behaviour].joined
        if joined is None:
            return
        tokens = joined(turn, node, scope)
        if tokens:
            pass_join(turn, node, scope, tokens)


def gathered(turn: Turn, node: Node, scope: int) -> tuple[Token, ...]:
    """The tokens that an activity with a start quantity needs, if there are so many."""
    waiting = turn.element(scope).parked.get(node.ordinal, ())
    return tuple(waiting[: node.needs]) if len(waiting) >= node.needs else ()


def pass_join(turn: Turn, node: Node, scope: int, tokens: tuple[Token, ...]) -> None:
    """The join consumes these tokens and is entered."""
    turn.emit(e.TokensJoined(scope=scope, join=node.ordinal, tokens=tokens))
    enter(turn, node, scope, tokens)


# ---- scopes at rest -----------------------------------------------------------------------------------------------


def rest(turn: Turn, scope: int) -> None:
    """Something in the scope has ended: if nothing lives in it any more, let the scope complete (by the agenda)."""
    if turn.program.patient:
        turn.stirred.add(scope)
    turn.agenda.append((_drained, scope, None, None))


def _drained(turn: Turn, scope: int, _: None, __: None) -> None:
    place: Any = turn.draft.find(scope)
    if place is None or scope_busy(place):
        return
    node = turn.node(place.element)
    drained = turn.behaviour(node, scope).drained if scope != ROOT else turn.behaviours["process"].drained
    if drained is not None:
        drained(turn, scope, node)


def scope_busy(place: Any) -> bool:
    return bool(place.children or place.crowd or place.flowing)
