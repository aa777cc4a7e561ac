"""An event with several event definitions."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        if len(event.definitions) + len(event.definition_refs) > 1:
            yield Found(element=event)


RULE = Rule(code="single_event_definition", severity="warning", find=find)
