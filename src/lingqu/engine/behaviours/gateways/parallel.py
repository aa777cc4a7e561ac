"""Parallel gateway: waits for one token on each incoming flow, then sends one along each outgoing flow."""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.gates import first_of_each
from lingqu.engine.program import Node
from lingqu.engine.state import Token
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


def joined(turn: Turn, node: Node, scope: int) -> tuple[Token, ...]:
    """The first token of each incoming flow, if each has one."""
    first = first_of_each(turn, node, scope)
    return tuple(first.values()) if len(first) == len(node.incoming) else ()


BEHAVIOUR = Behaviour(begin=begin, joined=joined)
