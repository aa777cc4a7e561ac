"""Who compensates what: dotted lines from compensation boundary events, and compensation event sub-processes."""

from __future__ import annotations

from lingqu.engine.state import NOWHERE
from lingqu.model.bpmn.elements import Activity, Association, Container, Event, SubProcess
from lingqu.model.bpmn.events import CompensateDefinition


def handler_of(container: Container, boundary: Event) -> Activity | None:
    """The handler that an association leads to from a compensation boundary event, whichever way it was drawn."""
    elements = {one.id: one for one in container.elements}
    for line in container.artifacts:
        if isinstance(line, Association) and boundary.id in (line.source, line.target):
            other = elements.get(line.target if line.source == boundary.id else line.source)
            if isinstance(other, Activity) and other.for_compensation:
                return other
    return None


def leads_to_no_handler(container: Container, boundary: Event) -> bool:
    """Whether a line leads from a compensation boundary event to something that does not compensate.

    Without any line there is nothing to be done when the activity is compensated.
    """
    ends = {one.id for one in container.elements} - {boundary.id}
    lines = (one for one in container.artifacts if isinstance(one, Association))
    drawn = any(boundary.id in (one.source, one.target) and ends & {one.source, one.target} for one in lines)
    return drawn and handler_of(container, boundary) is None


def handlers_of(container: Container) -> dict[str, int]:
    """{id of an activity: ordinal of its compensation handler}, for the activities directly in a container."""
    found: dict[str, int] = {}
    for one in container.elements:
        if isinstance(one, Event) and one.position == "boundary" and compensates(one):
            handler = handler_of(container, one)
            if handler is not None:
                found[one.attached_to] = handler.ordinal
    return found


def undo_start_of(container: Container) -> int:
    """The start event of a scope's compensation event sub-process, or NOWHERE."""
    for one in container.elements:
        if isinstance(one, SubProcess) and one.triggered_by_event:
            for start in one.elements:
                if isinstance(start, Event) and start.position == "start" and compensates(start):
                    return start.ordinal
    return NOWHERE


def compensates(event: Event) -> bool:
    return any(isinstance(one, CompensateDefinition) for one in event.definitions)
