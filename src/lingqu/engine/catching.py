"""What an element instance listens for: its own event, its boundary events, the event sub-processes of a scope.

Planning evaluates (and may get Stuck), opening emits; so an incident never leaves half of the listeners open.
"""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.program import Node, Trigger
from lingqu.engine.state import NOWHERE, Arrival
from lingqu.engine.timers import first_due
from lingqu.engine.turn import Turn
from lingqu.engine.variables import found_of, text_of, value_of
from lingqu.kernel.values import Json

#: An event without its counter: its type and the fields.
Catch = tuple[type[e.TimerScheduled] | type[e.SubscriptionOpened] | type[e.ConditionAwaited], dict[str, Any]]


def plan_catches(turn: Turn, n: int, node: Node) -> list[Catch]:
    """The boundary events of an activity and the event sub-processes of a scope. Raises Stuck."""
    inner = node.loop is not None and turn.element(n).index > 0
    planned: list[Catch] = []
    if not inner:
        planned += [catch for other in node.boundaries for catch in plan_catch(turn, n, turn.node(other))]
    if node.loop is None or inner:
        planned += [catch for other in node.handlers for catch in plan_catch(turn, n, turn.node(other))]
    return planned


def plan_catch(turn: Turn, owner: int, node: Node) -> list[Catch]:
    """What must be open so that `node` can fire for the element instance `owner`. Raises Stuck.

    Errors are not waited for: whoever throws one looks for the catcher.
    """
    if node.parts:
        here = arrived(turn, owner, node) if node.every else ()
        wanted = [turn.node(one) for one in node.parts if one not in here]
        if node.every:
            wanted = [one for one in wanted if listening(turn, owner, one.ordinal) == NOWHERE]
        return [catch for one in wanted for catch in plan_catch(turn, owner, one)]
    trigger = node.trigger
    fields: dict[str, Any] = {"owner": owner, "element": node.ordinal}
    if trigger.kind == "timer":
        due, left = first_due(turn, owner, trigger)
        return [(e.TimerScheduled, fields | {"due": due, "left": left})]
    if trigger.kind == "message" and trigger.name is not None:
        name = text_of(turn, owner, trigger.name, "message name")
        key = key_of(turn, owner, trigger)
        return [(e.SubscriptionOpened, fields | {"name": name, "key": key, "once": node.interrupting})]
    if trigger.kind == "signal" and trigger.name is not None:
        name = text_of(turn, owner, trigger.name, "signal name")
        return [(e.SubscriptionOpened, fields | {"name": name, "signal": True, "once": node.interrupting})]
    if trigger.kind == "condition" and listening(turn, owner, node.ordinal) == NOWHERE:
        return [(e.ConditionAwaited, fields)]
    return []


def key_of(turn: Turn, n: int, trigger: Trigger) -> str:
    """The correlation key of a message, "" if none is drawn. Raises Stuck."""
    return "" if trigger.key is None else key_text(turn, n, trigger.key, "correlation key")


def key_text(turn: Turn, n: int, formula: Formula, what: str) -> str:
    """A key as text: that of a text or a number. Raises Stuck."""
    value: Json = value_of(turn, n, formula)
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | list | dict):
        raise Stuck(
            incidents.EXPRESSION,
            "not_text",
            what=what,
            text=formula.text,
            **found_of(turn, n, formula, value),
        )
    return str(value)


def open_catches(turn: Turn, n: int, planned: list[Catch]) -> None:
    """Open what was planned; conditions are judged before anything else happens."""
    for kind, fields in planned:
        turn.emit(kind(n=turn.head.next, **fields))
        if kind is e.ConditionAwaited:
            turn.dirty.add(n)


def arrived(turn: Turn, n: int, node: Node) -> dict[int, Arrival]:
    """What has come already of all that an event or gateway needs, by its part."""
    waits = (turn.draft.find(wait) for wait in turn.element(n).waits)
    return {one.part: one for one in waits if isinstance(one, Arrival) and one.element == node.ordinal}


def listening(turn: Turn, n: int, element: int) -> int:
    """The counter of the timer or subscription by which `element` listens for the element instance, or NOWHERE."""
    for wait in turn.element(n).waits:
        record: Any = turn.draft.find(wait)
        if getattr(record, "element", NOWHERE) == element:
            return wait
    return NOWHERE
