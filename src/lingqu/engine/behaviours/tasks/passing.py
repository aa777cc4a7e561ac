"""Task and manual task: nothing to do for the engine, the token passes."""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin)
