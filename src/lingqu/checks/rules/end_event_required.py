"""A process or sub-process without an end event."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_ad_hoc
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for container in view.containers:
        ends = any(isinstance(node, Event) and node.position == "end" for node in container.elements)
        if not ends and not is_ad_hoc(container):
            yield Found(element=container)


RULE = Rule(code="end_event_required", severity="warning", find=find)
