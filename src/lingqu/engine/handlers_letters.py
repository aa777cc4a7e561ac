"""Letters from instances that were called, and answers from those that called."""

from __future__ import annotations

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.behaviours.scopes.call import returned
from lingqu.engine.escalating import throw_escalation
from lingqu.engine.formulas import Stuck
from lingqu.engine.naming import clean, record_of
from lingqu.engine.program import Node
from lingqu.engine.state import ElementInstance
from lingqu.engine.throwing import propagate_error, throw_error
from lingqu.engine.turn import Turn
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of


def caller(turn: Turn, owner: int, child: int) -> tuple[ElementInstance, Node]:
    """The call activity's element instance that waits for this child. Raises NotFound."""
    record = turn.draft.find(counter_of(owner))
    if not isinstance(record, ElementInstance) or record.called != child:
        raise NotFound("engine.child_not_found", owner=str(owner), child=str(child))
    return record, turn.node(record.element)


def child_completed(turn: Turn, command: c.ChildCompleted) -> None:
    place, node = caller(turn, command.owner, command.child)
    returned(turn, place.n, node, clean(command.variables))


def child_failed(turn: Turn, command: c.ChildFailed) -> None:
    """A called instance has ended without a result: its error is thrown here; a cancelled one needs an operator."""
    place, _ = caller(turn, command.owner, command.child)
    n = place.n
    variables = clean(command.variables)
    turn.emit(e.ChildReturned(owner=n, child=command.child))
    if command.kind == "cancelled":
        turn.stuck(n, Stuck(incidents.CALLED_CANCELLED, "called_cancelled"))
        return
    try:
        throw_error(turn, n, command.code, "", variables)
    except Stuck as why:
        turn.stuck(n, why)


def catch_escalation(turn: Turn, command: c.CatchEscalation) -> None:
    """A called instance asks who catches its escalation; an interrupting catcher cancels it, else it is answered."""
    place, _ = caller(turn, command.owner, command.child)
    n = place.n
    caught = throw_escalation(turn, n, command.code, clean(command.variables), command.thrower)
    if caught is not None and turn.alive(n):
        turn.emit(e.EscalationAnswered(thrower=command.thrower, caught=caught))


def return_escalation(turn: Turn, command: c.ReturnEscalation) -> None:
    place = record_of(turn, command.thrower, ElementInstance, "element_not_found")
    node = turn.node(place.element)
    answered = turn.behaviours[node.behaviour].answered
    if answered is None:
        raise NotFound("engine.element_not_found", key=str(turn.key(place.n)))
    answered(turn, place.n, node)


def catch_error(turn: Turn, command: c.CatchError) -> None:
    """A called instance asks who catches its error: whoever does cancels it, else it is told that nobody does."""
    place, _ = caller(turn, command.owner, command.child)
    variables = clean(command.variables)
    if not propagate_error(turn, place.n, command.code, command.error, variables, command.thrower):
        turn.emit(e.ErrorAnswered(thrower=command.thrower, code=command.code, error=command.error))


def return_error(turn: Turn, command: c.ReturnError) -> None:
    """Nobody further up catches the error: an operator has to help where it was thrown."""
    place = record_of(turn, command.thrower, ElementInstance, "element_not_found")
    why = Stuck(incidents.UNHANDLED_ERROR, "error_uncaught", error_code=command.code, error=command.error)
    turn.stuck(place.n, why)
