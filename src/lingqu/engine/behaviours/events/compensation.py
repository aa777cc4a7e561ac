"""Compensation throw and end event: undoes what has completed in its scope, and goes on when all is undone."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.undoing import handled_by_process, trigger, undo_next


def begin(turn: Turn, n: int, node: Node) -> None:
    if not trigger(turn, n, node.trigger.activity):
        finish(turn, n, node)


def drained(turn: Turn, n: int, node: Node) -> None:
    """What was begun is undone: go on with what completed before it, unless an event sub-process has decided on it."""
    if not node.trigger.activity and handled_by_process(turn, n):
        for kept in tuple(turn.element(n).ledger):
            turn.emit(e.CompensationDropped(kept=kept))
    if not undo_next(turn, n):
        finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin, drained=drained)
