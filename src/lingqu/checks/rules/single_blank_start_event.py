"""Two start events without an event in one scope: a sub-process begins at both, a process where it is told to."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for container in view.containers:
        blank = [
            node
            for node in container.elements
            if isinstance(node, Event)
            and node.position == "start"
            and not node.definitions
            and not node.definition_refs
        ]
        for second in blank[1:]:
            yield Found(element=second, params={"first": blank[0].id})


RULE = Rule(code="single_blank_start_event", severity="warning", find=find)
