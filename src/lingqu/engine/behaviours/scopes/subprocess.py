"""Embedded sub-process: a scope in the process. Event sub-processes are started by `firing` and end the same way."""

from __future__ import annotations

from lingqu.engine.entering import enter
from lingqu.engine.flow import finish, rest
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    """Enter its none start event; an incident inside is the inside's own. An empty one has nothing to wait for."""
    for start in node.starts:
        enter(turn, turn.node(start), n, ((NOWHERE, n),))
    if not node.starts:
        rest(turn, n)


def drained(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin, drained=drained)
