"""The process itself: the outermost scope. When nothing lives in it any more, the instance is complete."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.catching import open_catches, plan_catches
from lingqu.engine.ending import close_waits
from lingqu.engine.formulas import Stuck
from lingqu.engine.listening import hear_end
from lingqu.engine.program import Node
from lingqu.engine.sending import packed
from lingqu.engine.state import ROOT
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    """Let the event sub-processes of the process listen. Raises Stuck."""
    open_catches(turn, n, plan_catches(turn, n, node))


def drained(turn: Turn, n: int, node: Node) -> None:
    """Nothing lives any more: complete, after the end listeners."""
    if node.end_listeners:
        try:
            if hear_end(turn, n, node):
                return
        except Stuck as why:
            turn.stuck(n, why)
            return
    parent = turn.head.parent
    result = packed(turn, turn.element(ROOT).names) if parent else None
    close_waits(turn, ROOT)
    if result is None:
        turn.emit(e.InstanceCompleted())
    else:
        turn.emit(e.InstanceCompleted(parent=parent, variables=result.variables, large=result.large))


BEHAVIOUR = Behaviour(begin=begin, drained=drained)
