"""A process or sub-process without a start event: it begins at everything that no flow leads to."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, instantiates, is_ad_hoc
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for container in view.containers:
        starts = any(isinstance(node, Event) and node.position == "start" for node in container.elements)
        starts = starts or any(instantiates(node) for node in container.elements)
        if not starts and not is_ad_hoc(container):
            yield Found(element=container)


RULE = Rule(code="start_event_required", severity="warning", find=find)
