"""Compensation throw and end event: undoes what has completed in its scope, and goes on when all is undone.

With `waitForCompletion="false"` its tokens go on at once; the event itself completes when all is undone.
"""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.ending import close_waits
from lingqu.engine.flow import finish, rest, take
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.undoing import trigger, undo_rest


def begin(turn: Turn, n: int, node: Node) -> None:
    if not trigger(turn, n, node.trigger.activity):
        finish(turn, n, node)
    elif not node.trigger.waits and node.outgoing:
        take(turn, n, turn.element(n).scope, node.outgoing)


def drained(turn: Turn, n: int, node: Node) -> None:
    """What was begun is undone: go on with what completed before it."""
    if undo_rest(turn, n, node.trigger.activity):
        return
    if node.trigger.waits:
        finish(turn, n, node)
        return
    scope = turn.element(n).scope
    close_waits(turn, n)
    turn.emit(e.ElementCompleted(n=n))
    rest(turn, scope)


BEHAVIOUR = Behaviour(begin=begin, drained=drained)
