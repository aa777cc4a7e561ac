"""Inclusive gateway: takes every flow whose condition holds; waits for all tokens that can still come.

The join is asked only when everything else in the turn has come to rest. It goes on when each token elsewhere in
the scope that could reach an empty incoming flow could as well reach one that has a token already.
"""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.places import children
from lingqu.engine.program import Node
from lingqu.engine.state import Token
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


def joined(turn: Turn, node: Node, scope: int) -> tuple[Token, ...]:
    """The first token of each incoming flow that has one, if no more can come."""
    place = turn.element(scope)
    first: dict[int, Token] = {}
    for token in place.parked.get(node.ordinal, ()):
        first.setdefault(token[0], token)
    if not first:
        return ()
    elsewhere = {turn.element(n).element for n in children(turn.desk, scope)}
    elsewhere.update(join for join in place.parked if join != node.ordinal)
    here = first.keys()
    for element in elsewhere:
        reached = node.reach.get(element)
        if reached and reached.isdisjoint(here):
            return ()
    return tuple(first.values())


BEHAVIOUR = Behaviour(begin=begin, joined=joined, patient=True)
