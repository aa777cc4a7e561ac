"""An event-based gateway waits for one of several events: at least two, and no conditions."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Event, FlowNode, Gateway, Task


def find(view: View) -> Iterator[Found]:
    for gateway in view.of(Gateway):
        if gateway.kind != "event-based":
            continue
        outgoing = view.outgoing(gateway)
        if len(outgoing) < 2:
            yield Found(element=gateway, severity="warning" if outgoing else None)
        for flow in outgoing:
            if flow.condition is not None:
                yield Found(element=flow, text="event_based_condition")
            target = view.by_id.get(flow.target)
            if isinstance(target, FlowNode) and not _waits(target):
                yield Found(element=flow, text="event_based_target", params={"target": flow.target})


def _waits(node: FlowNode) -> bool:
    catches = isinstance(node, Event) and node.position == "catch"
    return catches or (isinstance(node, Task) and node.kind == "receive")


RULE = Rule(code="event_based_gateway", severity="error", find=find)
