"""The start event of an event sub-process says what starts it; without an event nothing ever does."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_event_scope
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        if (
            event.position == "start"
            and is_event_scope(view.container(event))
            and not event.definitions
            and not event.definition_refs
        ):
            yield Found(element=event)


RULE = Rule(code="event_sub_process_typed_start_event", severity="error", find=find)
