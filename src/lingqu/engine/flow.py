"""How tokens go on: out of an element, along the flows, and out of a scope that has come to rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.engine import ad_hoc
from lingqu.engine import events as e
from lingqu.engine.choosing import chosen
from lingqu.engine.ending import close_waits
from lingqu.engine.entering import enter
from lingqu.engine.formulas import Stuck
from lingqu.engine.keeping import keep
from lingqu.engine.listening import hear_end
from lingqu.engine.places import scope_busy
from lingqu.engine.program import Flow, Node
from lingqu.engine.state import NOWHERE, ROOT, RUN, ElementInstance, Lifecycle, Token
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import mapped, merge, set_local
from lingqu.kernel.values import Json


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
    then = _body(turn, node, turn.element(body)).counted if turn.alive(body) else None
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
        try:
            drained(turn, scope, node)
        except Stuck as why:
            turn.stuck(scope, why)
