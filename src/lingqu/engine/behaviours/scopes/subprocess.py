"""Embedded sub-process: a scope in the process. Event sub-processes are started by `firing` and end the same way."""

from __future__ import annotations

from lingqu.engine.entering import enter_all
from lingqu.engine.flow import finish, rest
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    """Enter its start event, or all that begins instead. An incident inside is the inside's own.

    An empty one has nothing to wait for.
    """
    if node.starts:
        enter_all(turn, node.starts, n)
    else:
        rest(turn, n)


def drained(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin, drained=drained)
