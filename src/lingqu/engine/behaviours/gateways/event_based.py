"""Event-based gateway: all events behind it are waited for, the first that comes decides.

The parallel kind starts instances: the first message makes the instance, which waits for the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.catching import Catch, arrived, open_catches, plan_catch
from lingqu.engine.ending import close_waits
from lingqu.engine.firing import occur
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.kernel.values import Json


def begin(turn: Turn, n: int, node: Node) -> None:
    here = arrived(turn, n, node) if node.every else ()
    planned: list[Catch] = []
    for flow in node.outgoing:
        if flow.target not in here:
            planned += plan_catch(turn, n, turn.node(flow.target))
    open_catches(turn, n, planned)


def caught(turn: Turn, n: int, node: Node, catcher: Node, brought: Mapping[str, Json]) -> None:
    """The gateway completes; the token goes straight through the event that came first.

    A parallel one completes when all have come, each of which goes its way at once.
    """
    flow = next(flow for flow in node.outgoing if flow.target == catcher.ordinal)
    scope = turn.element(n).scope
    if node.every:
        arrival = e.TriggerArrived(n=turn.head.next, owner=n, element=node.ordinal, part=catcher.ordinal)
        turn.emit(arrival)
        if len(arrived(turn, n, node)) == len(node.outgoing):
            _complete(turn, n)
    else:
        _complete(turn, n)
    turn.emit(e.FlowTaken(flow=flow.ordinal, source=n, scope=scope))
    occur(turn, catcher, scope, ((flow.ordinal, n),), brought)


def _complete(turn: Turn, n: int) -> None:
    close_waits(turn, n)
    turn.emit(e.ElementCompleted(n=n))


BEHAVIOUR = Behaviour(begin=begin, caught=caught)
