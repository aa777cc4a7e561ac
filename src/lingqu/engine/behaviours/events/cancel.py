"""Cancel end event: ends all else in its transaction, compensates what has completed in it, leaves by the boundary."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.ending import close_handlers, plan_sequel, terminate, terminate_children
from lingqu.engine.firing import fire_boundary
from lingqu.engine.flow import rest
from lingqu.engine.keeping import keep_below
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.undoing import trigger, undo_next


def begin(turn: Turn, n: int, node: Node) -> None:
    """Cancel the innermost transaction around; from deeper inside, the event happens in the transaction itself."""
    scope = _transaction(turn, n)
    if turn.element(n).scope != scope:
        inside, n = n, turn.head.next
        turn.emit(e.ElementActivated(n=n, element=node.ordinal, scope=scope, brought_by=((NOWHERE, inside),)))
    keep_below(turn, scope, but=n)
    if terminate_children(turn, scope, but=n):
        cleared(turn, n, node)
    else:
        close_handlers(turn, scope)
        plan_sequel(turn, scope, by=n)


def _transaction(turn: Turn, n: int) -> int:
    """The innermost transaction in which an element instance stands; the drawing has been checked for it."""
    at = turn.element(n).scope
    while turn.node(turn.element(at).element).kind != "transaction":
        at = turn.element(at).scope
    return at


def cleared(turn: Turn, n: int, node: Node) -> None:  # noqa: ARG001 - one shape for all
    """All else is gone: undo what has completed."""
    if not trigger(turn, n, ""):
        _leave(turn, n)


def drained(turn: Turn, n: int, node: Node) -> None:  # noqa: ARG001 - one shape for all
    if not undo_next(turn, n):
        _leave(turn, n)


def _leave(turn: Turn, n: int) -> None:
    """All is undone: the transaction ends by its cancel boundary event, or without a token if it has none."""
    owner = turn.element(n).scope
    turn.emit(e.ElementCompleted(n=n))
    if turn.element(owner).index:
        owner = turn.element(owner).scope
    place = turn.element(owner)
    boundaries = (turn.node(one) for one in turn.node(place.element).boundaries)
    boundary = next((one for one in boundaries if one.trigger.kind == "cancel"), None)
    if boundary is not None:
        fire_boundary(turn, owner, boundary, {})
        return
    scope = place.scope
    terminate(turn, owner)  # its scope comes to rest when all of it is gone
    rest(turn, scope)


BEHAVIOUR = Behaviour(begin=begin, cleared=cleared, drained=drained)
