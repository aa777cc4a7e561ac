"""A flow into a start event or an event sub-process, or out of an end event: no token can go there."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_event_scope
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        position = node.position if isinstance(node, Event) else ""
        if (position == "start" or is_event_scope(node)) and view.incoming(node):
            yield Found(element=node, text="flow_into_start")
        if (position == "end" or is_event_scope(node)) and view.outgoing(node):
            yield Found(element=node, text="flow_out_of_end")


RULE = Rule(code="wrong_direction", severity="error", find=find)
