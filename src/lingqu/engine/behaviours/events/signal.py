"""Signal throw and end event: reaches its catchers in this instance before the token goes on."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine.flow import finish
from lingqu.engine.program import Node, Trigger
from lingqu.engine.throwing import throw_signal
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import local, text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    """Signal, then go on, unless a catcher has ended the scope in which the event stands."""
    broadcast(turn, n, node.trigger)()
    if turn.alive(n):
        finish(turn, n, node)


def broadcast(turn: Turn, n: int, trigger: Trigger) -> Callable[[], None]:
    """What throws the signal with the variables that the input mappings gave. Raises Stuck."""
    if trigger.name is None:
        return lambda: None
    name = text_of(turn, n, trigger.name, "signal name")
    variables = local(turn, n)
    return lambda: throw_signal(turn, n, name, variables)


BEHAVIOUR = Behaviour(begin=begin)
