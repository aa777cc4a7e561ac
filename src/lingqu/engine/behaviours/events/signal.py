"""Signal throw and end event: reaches its catchers in this instance before the token goes on."""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.throwing import throw_signal
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import local, text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    """Signal, then go on, unless a catcher has ended the scope in which the event stands."""
    if node.trigger.name is not None:
        throw_signal(turn, n, text_of(turn, n, node.trigger.name, "signal name"), local(turn, n))
    if turn.alive(n):
        finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin)
