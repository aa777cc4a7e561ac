"""Terminate end event: everything else in its scope ends, and the scope completes."""

from __future__ import annotations

from lingqu.engine.ending import close_handlers, plan_sequel, terminate_children
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    """End the rest; if listeners hold that up, no event sub-process of the scope starts any more meanwhile."""
    scope = turn.element(n).scope
    if terminate_children(turn, scope, but=n):
        finish(turn, n, node)
    else:
        close_handlers(turn, scope)
        plan_sequel(turn, scope, by=n)


BEHAVIOUR = Behaviour(begin=begin, cleared=finish)
