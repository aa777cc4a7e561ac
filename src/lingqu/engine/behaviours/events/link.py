"""Throwing link event: the token goes on at the catching link of the same name in the same scope."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.entering import enter
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    scope = turn.element(n).scope
    turn.emit(e.ElementCompleted(n=n))
    enter(turn, turn.node(node.follow), scope, ((NOWHERE, n),))


BEHAVIOUR = Behaviour(begin=begin)
