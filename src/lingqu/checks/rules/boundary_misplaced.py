"""A boundary event that sits on no activity of its own scope, waits for nothing, or is flowed into."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, Event


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        if event.position != "boundary":
            continue
        host = view.by_id.get(event.attached_to)
        if not isinstance(host, Activity) or view.container(host) is not view.container(event):
            yield Found(element=event, params={"host": event.attached_to})
        if not event.definitions and not event.definition_refs:
            yield Found(element=event, text="boundary_without_event")
        if view.incoming(event):
            yield Found(element=event, text="boundary_with_incoming")


RULE = Rule(code="boundary_misplaced", severity="error", find=find)
