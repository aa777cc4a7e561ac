"""A sequence flow that leaves its process or sub-process, or stands in another one than its ends."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import FlowNode


def find(view: View) -> Iterator[Found]:
    for flow in view.flows:
        ends = [view.by_id.get(flow.source), view.by_id.get(flow.target)]
        scopes = [view.container(end) for end in ends if isinstance(end, FlowNode)]
        if len(scopes) == 2 and not scopes[0] is scopes[1] is view.container(flow):
            yield Found(element=flow, params={"source": flow.source, "target": flow.target})


RULE = Rule(code="flow_crosses_scope", severity="error", find=find)
