"""Throw and end events with several triggers: all are thrown; messages and signals first, what ends things last.

Of escalation, compensation, error, cancel and terminate there is at most one each, so that an event which waits (for
an answer, for what is undone) knows by what has come where it goes on.
"""

from __future__ import annotations

from lingqu.engine.behaviours.events import cancel, error, escalation, signal, terminate
from lingqu.engine.behaviours.tasks import send
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.undoing import trigger, undo_rest


def begin(turn: Turn, n: int, node: Node) -> None:
    """Evaluate all, then throw. Raises Stuck."""
    parts = [turn.node(part) for part in node.parts]
    told = [send.publication(turn, n, one.trigger) for one in parts if one.trigger.kind == "message"]
    told += [signal.broadcast(turn, n, one.trigger) for one in parts if one.trigger.kind == "signal"]
    raised = _part(turn, node, "escalation")
    code = "" if raised is None else escalation.code_of(turn, n, raised.trigger)
    for tell in told:
        if turn.alive(n):
            tell()
    if turn.alive(n) and (raised is None or escalation.escalate(turn, n, code)):
        _undo(turn, n, node)


def _undo(turn: Turn, n: int, node: Node) -> None:
    """The escalation has been judged: compensate."""
    undone = _part(turn, node, "compensation")
    if undone is None or not trigger(turn, n, undone.trigger.activity):
        _end(turn, n, node)


def drained(turn: Turn, n: int, node: Node) -> None:
    """What was begun is undone."""
    undone = _part(turn, node, "compensation")
    if undone is None:
        cancel.drained(turn, n, node)
    elif not undo_rest(turn, n, undone.trigger.activity):
        _end(turn, n, node)


def _end(turn: Turn, n: int, node: Node) -> None:
    """All is thrown that leaves the scope as it is."""
    thrown = _part(turn, node, "error")
    if _part(turn, node, "cancel") is not None:
        cancel.begin(turn, n, node)
    elif thrown is not None:
        error.begin(turn, n, thrown)
    elif _part(turn, node, "terminate") is not None:
        terminate.begin(turn, n, node)
    else:
        finish(turn, n, node)


def cleared(turn: Turn, n: int, node: Node) -> None:
    """All is gone that one of its triggers had to end."""
    if _part(turn, node, "cancel") is not None:
        cancel.cleared(turn, n, node)
    else:
        finish(turn, n, node)


def _part(turn: Turn, node: Node, kind: str) -> Node | None:
    parts = (turn.node(part) for part in node.parts)
    return next((one for one in parts if one.trigger.kind == kind), None)


BEHAVIOUR = Behaviour(begin=begin, cleared=cleared, drained=drained, answered=_undo)
