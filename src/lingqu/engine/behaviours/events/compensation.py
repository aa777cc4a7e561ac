"""Compensation throw and end event: undoes what has completed in its scope, and goes on when all is undone."""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.undoing import trigger, undo_rest


def begin(turn: Turn, n: int, node: Node) -> None:
    if not trigger(turn, n, node.trigger.activity):
        finish(turn, n, node)


def drained(turn: Turn, n: int, node: Node) -> None:
    """What was begun is undone: go on with what completed before it."""
    if not undo_rest(turn, n, node.trigger.activity):
        finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin, drained=drained)
