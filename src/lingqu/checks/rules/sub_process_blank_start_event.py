"""A sub-process starts when its token arrives: its start event waits for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_event_scope
from lingqu.model.bpmn import Event, SubProcess


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        container = view.container(event)
        if (
            event.position == "start"
            and isinstance(container, SubProcess)
            and not is_event_scope(container)
            and (event.definitions or event.definition_refs)
        ):
            yield Found(element=event)


RULE = Rule(code="sub_process_blank_start_event", severity="error", find=find)
