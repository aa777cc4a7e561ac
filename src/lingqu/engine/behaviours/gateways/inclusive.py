"""Inclusive gateway: takes every flow whose condition holds; waits for all tokens that can still come.

The join is asked only when everything else in the turn has come to rest. It goes on when each token elsewhere in
the scope that could reach an empty incoming flow could as well reach one that has a token already.
"""

from __future__ import annotations

from lingqu.engine.flow import finish, pass_join
from lingqu.engine.gates import first_of_each, more_can_come
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


def asked(turn: Turn, node: Node, scope: int) -> bool:
    """Consume the first token of each incoming flow that has one, if no more can come."""
    first = first_of_each(turn, node, scope)
    if not first or more_can_come(turn, node, scope, first):
        return False
    pass_join(turn, node, scope, tuple(first.values()))
    return True


BEHAVIOUR = Behaviour(begin=begin, asked=asked)
