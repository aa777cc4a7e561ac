"""An event that does not say which message, signal or error it is about, in a process that is meant to run."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import (
    ErrorDefinition,
    Event,
    EventDefinition,
    MessageDefinition,
    SignalDefinition,
    Task,
    zeebe,
)


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        works = event.extensions.one(zeebe.TaskDefinition) is not None
        for definition in view.definitions_of(event):
            if view.runs(event) and _open(definition, event, works=works):
                yield Found(element=event)
    for task in view.of(Task):
        if task.kind == "receive" and not task.message_ref and view.runs(task):
            yield Found(element=task)


def _open(definition: EventDefinition, event: Event, *, works: bool) -> bool:
    """Whether the definition leaves open what it is about; `works` = a job does the throwing."""
    match definition:
        case MessageDefinition():
            return not definition.message_ref and not works
        case SignalDefinition():
            return not definition.signal_ref
        case ErrorDefinition():
            return not definition.error_ref and event.position == "end"
        case _:
            return False


RULE = Rule(code="event_without_reference", severity="error", find=find)
