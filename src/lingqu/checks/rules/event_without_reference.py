"""An event that does not say which message or signal it is about, in a process that is meant to run."""

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
            if view.runs(event) and _open(definition, works=works):
                yield Found(element=event)
            elif view.runs(event) and event.position == "end" and _any_error(definition):
                yield Found(element=event, text="error_without_code", severity="info")
    for task in view.of(Task):
        if task.kind == "receive" and not task.message_ref and view.runs(task):
            yield Found(element=task)


def _any_error(definition: EventDefinition) -> bool:
    """Whether it is an error that says no more."""
    return isinstance(definition, ErrorDefinition) and not definition.error_ref


def _open(definition: EventDefinition, *, works: bool) -> bool:
    """Whether the definition leaves open what it is about; `works` = a job does the throwing."""
    match definition:
        case MessageDefinition():
            return not definition.message_ref and not works
        case SignalDefinition():
            return not definition.signal_ref
        case _:
            return False


RULE = Rule(code="event_without_reference", severity="error", find=find)
