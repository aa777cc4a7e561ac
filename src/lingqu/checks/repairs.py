"""What can be put right without asking: for a rule, what becomes of the element that it names and of those around it.

To add one: a function and a line in the table. It answers {ordinal: new element}; None: the element goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from lingqu.checks.view import View
from lingqu.model.bpmn import Association, Element, Event, Gateway, Lane, SequenceFlow, TerminateDefinition
from lingqu.model.bpmn.formal import language_of, other_language

Changes: TypeAlias = Mapping[int, Element | None]
Repair: TypeAlias = Callable[[View, Element], Changes]


def _without_condition(_: View, flow: Element) -> Changes:
    if not isinstance(flow, SequenceFlow) or flow.condition is None:
        return {}
    return {flow.ordinal: msgspec.structs.replace(flow, condition=None)}


def _as_expression(view: View, flow: Element) -> Changes:
    """Mark what is taken as FEEL; what is written in another language somebody has to write anew."""
    if not isinstance(flow, SequenceFlow) or flow.condition is None:
        return {}
    if other_language(flow.condition, language_of(view.definitions)):
        return {}
    marked = msgspec.structs.replace(flow.condition, text=f"={flow.condition.text.strip()}")
    return {flow.ordinal: msgspec.structs.replace(flow, condition=marked)}


def _plain_end(_: View, event: Element) -> Changes:
    if not isinstance(event, Event):
        return {}
    rest = tuple(one for one in event.definitions if not isinstance(one, TerminateDefinition))
    return {event.ordinal: msgspec.structs.replace(event, definitions=rest)} if rest != event.definitions else {}


def _plain_start(_: View, event: Element) -> Changes:
    if not isinstance(event, Event):
        return {}
    return {event.ordinal: msgspec.structs.replace(event, definitions=(), definition_refs=())}


def _gone(_: View, element: Element) -> Changes:
    return {element.ordinal: None}


def _passed_by(view: View, gateway: Element) -> Changes:
    """The flow into the gateway leads where the one out of it led.

    Not where the gateway waits, may stop a token, or has a note.
    """
    if not isinstance(gateway, Gateway) or gateway.kind in ("event-based", "complex"):
        return {}
    before, after = view.incoming(gateway), view.outgoing(gateway)
    if len(before) != 1 or len(after) != 1 or before[0] is after[0] or after[0].condition is not None:
        return {}
    if any(gateway.id in (line.source, line.target) for line in view.of(Association)):
        return {}
    lanes = (lane for lane in view.of(Lane) if any(member.text == gateway.id for member in lane.members))
    return {
        before[0].ordinal: msgspec.structs.replace(before[0], target=after[0].target),
        after[0].ordinal: None,
        gateway.ordinal: None,
        **{
            lane.ordinal: msgspec.structs.replace(
                lane, members=tuple(member for member in lane.members if member.text != gateway.id)
            )
            for lane in lanes
        },
    }


REPAIRS: Mapping[str, Repair] = {
    "condition_without_choice": _without_condition,
    "default_with_condition": _without_condition,
    "empty_expression": _without_condition,
    "not_an_expression": _as_expression,
    "no_duplicate_sequence_flows": _gone,
    "sub_process_blank_start_event": _plain_start,
    "superfluous_gateway": _passed_by,
    "superfluous_termination": _plain_end,
}


def repaired(view: View, code: str, element: Element) -> Changes:
    """What putting it right changes; nothing, if it cannot be."""
    repair = REPAIRS.get(code)
    return {} if repair is None else repair(view, element)
