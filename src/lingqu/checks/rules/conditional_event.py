"""A conditional event without a condition, in a process that is meant to run."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import ConditionalDefinition, Event


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        for definition in view.definitions_of(event):
            if (
                isinstance(definition, ConditionalDefinition)
                and (definition.condition is None or not definition.condition.text)
                and view.runs(event)
            ):
                yield Found(element=event)


RULE = Rule(code="conditional_event", severity="error", find=find)
