"""What instances of a multi-instance throw when they are about to complete (BPMN 2.0.2, 10.3.8).

Each, the first, or those for which a condition holds. The event carries the numbers of the multi-instance and can be
caught on its boundary; what interrupts it ends it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lingqu.engine import events as e
from lingqu.engine.catching import key_of
from lingqu.engine.choosing import holds
from lingqu.engine.escalating import throw_escalation
from lingqu.engine.program import LoopThrow, Node
from lingqu.engine.throwing import throw_signal
from lingqu.engine.turn import Turn
from lingqu.engine.variables import text_of
from lingqu.kernel.values import Json

#: Something evaluated that has only to be thrown.
Thrown = Callable[[], object]


def planned(turn: Turn, n: int, node: Node, throws: tuple[LoopThrow, ...], numbers: Mapping[str, Json]) -> list[Thrown]:
    """What instance `n` throws. Raises Stuck before anything is thrown."""
    found = []
    for one in throws:
        if one.first and numbers["numberOfCompletedInstances"] != 1:
            continue
        if one.condition is None or holds(turn, n, one.condition, numbers):
            found.append(_planned(turn, n, node, one, {**numbers, "loopCounter": turn.element(n).index}))
    return found


def _planned(turn: Turn, n: int, node: Node, one: LoopThrow, carried: dict[str, Json]) -> Thrown:
    trigger = one.trigger
    if trigger.kind == "escalation":
        code = "" if trigger.code is None else text_of(turn, n, trigger.code, "escalation code")
        return lambda: throw_escalation(turn, n, code, carried, turn.key(n))
    if trigger.name is None:
        raise TypeError(f"Expected a signal, message or escalation, but {node.id} throws {trigger.kind}")
    if trigger.kind == "signal":
        signal = text_of(turn, n, trigger.name, "signal name")
        return lambda: throw_signal(turn, n, signal, carried)
    name = text_of(turn, n, trigger.name, "message name")
    key = key_of(turn, n, trigger)
    return lambda: turn.emit(e.MessagePublished(n=turn.head.next, owner=n, name=name, key=key, variables=carried))
