"""What can be put right without asking: for a rule, what becomes of the element that it names.

To add one: a function and a line in the table. None: the element goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from lingqu.model.bpmn import Element, Event, SequenceFlow, TerminateDefinition

Repair = Callable[[Element], Element | None]


def _without_condition(flow: Element) -> Element:
    return msgspec.structs.replace(flow, condition=None) if isinstance(flow, SequenceFlow) else flow


def _as_expression(flow: Element) -> Element:
    if not isinstance(flow, SequenceFlow) or flow.condition is None:
        return flow
    marked = msgspec.structs.replace(flow.condition, text=f"={flow.condition.text.strip()}")
    return msgspec.structs.replace(flow, condition=marked)


def _plain_end(event: Element) -> Element:
    if not isinstance(event, Event):
        return event
    rest = tuple(one for one in event.definitions if not isinstance(one, TerminateDefinition))
    return msgspec.structs.replace(event, definitions=rest)


def _plain_start(event: Element) -> Element:
    return msgspec.structs.replace(event, definitions=(), definition_refs=()) if isinstance(event, Event) else event


def _gone(_: Element) -> None:
    return None


REPAIRS: Mapping[str, Repair] = {
    "default_with_condition": _without_condition,
    "empty_expression": _without_condition,
    "not_an_expression": _as_expression,
    "no_duplicate_sequence_flows": _gone,
    "sub_process_blank_start_event": _plain_start,
    "superfluous_termination": _plain_end,
}


def fixable(code: str, element: Element) -> bool:
    """Whether putting it right changes anything."""
    repair = REPAIRS.get(code)
    return repair is not None and repair(element) != element
