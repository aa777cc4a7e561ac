"""Terminate end event: everything else in its scope ends, and the scope completes."""

from __future__ import annotations

from lingqu.engine.ending import terminate_children
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    terminate_children(turn, turn.element(n).scope, but=n)
    finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin)
