"""A completed scope that stands up again to be compensated. It has no start, no boundary and no way out."""

from __future__ import annotations

from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.undoing import stand_down


def begin(turn: Turn, n: int, node: Node) -> None:
    """What it has to do was begun when it stood up."""


BEHAVIOUR = Behaviour(begin=begin, drained=stand_down)
