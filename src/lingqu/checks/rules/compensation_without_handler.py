"""A compensation boundary event that leads to no handler: when its activity is compensated, nothing is done."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.engine.compile_compensation import compensates, handler_of
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        container = view.container(event)
        if container is None or event.position != "boundary" or not compensates(event):
            continue
        if handler_of(container, event) is None:
            yield Found(element=event)


RULE = Rule(code="compensation_without_handler", severity="warning", find=find)
