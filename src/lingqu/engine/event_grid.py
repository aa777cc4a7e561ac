"""The event grid: which trigger an event can have at which position (BPMN 2.0.2, table 10.93). All of it runs.

Deployment refuses what is not in it, and the reference page draws its table from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lingqu.model.bpmn.elements import Container, Event, SubProcess
from lingqu.model.bpmn.events import (
    CancelDefinition,
    CompensateDefinition,
    ConditionalDefinition,
    ErrorDefinition,
    EscalationDefinition,
    EventDefinition,
    LinkDefinition,
    MessageDefinition,
    SignalDefinition,
    TerminateDefinition,
    TimerDefinition,
)

#: The triggers that are drawn as event definitions.
TRIGGERS: Final[Mapping[type[EventDefinition], str]] = {
    MessageDefinition: "message",
    TimerDefinition: "timer",
    ErrorDefinition: "error",
    EscalationDefinition: "escalation",
    CancelDefinition: "cancel",
    CompensateDefinition: "compensation",
    ConditionalDefinition: "condition",
    LinkDefinition: "link",
    SignalDefinition: "signal",
    TerminateDefinition: "terminate",
}
#: The rows of the grid, in the order of the standard.
ROWS: Final = ("none", *TRIGGERS.values(), "multiple", "parallel multiple")

_COMES = frozenset({"message", "timer", "condition", "signal"})  # from outside, one after the other
_CATCHES = _COMES | {"escalation", "multiple", "parallel multiple"}
_THROWS = frozenset({"message", "escalation", "compensation", "signal"})

#: Position: its triggers.
GRID: Final[Mapping[str, frozenset[str]]] = {
    "start": _COMES | {"none", "multiple", "parallel multiple"},
    "event sub-process start": _CATCHES | {"error", "compensation"},
    "non-interrupting event sub-process start": _CATCHES,
    "catch": _COMES | {"link", "multiple", "parallel multiple"},
    "boundary": _CATCHES | {"error", "cancel", "compensation"},
    "non-interrupting boundary": _CATCHES,
    "throw": _THROWS | {"none", "link", "multiple"},
    "end": _THROWS | {"none", "error", "cancel", "terminate", "multiple"},
}
#: What an event with several triggers can have at a position, of which one has to come (or all are thrown).
ONE_OF: Final[Mapping[str, frozenset[str]]] = {
    "start": _COMES,
    "event sub-process start": _COMES | {"error", "escalation"},
    "non-interrupting event sub-process start": _COMES | {"escalation"},
    "catch": _COMES,
    "boundary": _COMES | {"error", "escalation"},
    "non-interrupting boundary": _COMES | {"escalation"},
    "throw": _THROWS,
    "end": _THROWS | {"error", "cancel", "terminate"},
}
#: The same, if all have to come: only what can come and be kept.
ALL_OF: Final = _COMES
#: What one event throws at most once.
ONCE: Final = frozenset({"escalation", "compensation", "error", "cancel", "terminate"})


def position(container: Container, event: Event) -> str:
    """The column of the grid in which an event stands."""
    place: str = event.position
    if place == "start" and isinstance(container, SubProcess) and container.triggered_by_event:
        place = "event sub-process start"
    elif place != "boundary":
        return place
    undoes = any(isinstance(one, CompensateDefinition) for one in event.definitions)  # it interrupts nothing
    return place if event.interrupting or undoes else f"non-interrupting {place}"


def trigger(event: Event, definitions: Sequence[EventDefinition]) -> str:
    """The row of the grid in which an event stands."""
    if not definitions:
        return "none"
    if len(definitions) > 1:
        return "parallel multiple" if event.parallel_multiple else "multiple"
    return TRIGGERS.get(type(definitions[0]), type(definitions[0]).__name__)
