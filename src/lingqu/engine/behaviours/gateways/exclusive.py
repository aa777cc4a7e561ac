"""Exclusive gateway: the first flow whose condition holds, else the default."""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    """`flow.chosen` stops at the first flow of an exclusive gateway."""
    finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin)
