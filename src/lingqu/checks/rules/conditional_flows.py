"""Some flows of a fork have conditions, another has none and is not the default: it is always taken, or never."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, Gateway


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if isinstance(node, Gateway) and node.kind == "parallel":
            continue
        outgoing = view.outgoing(node)
        default = node.default if isinstance(node, (Activity, Gateway)) else ""
        if len(outgoing) < 2 or not (default or any(flow.condition is not None for flow in outgoing)):
            continue
        for flow in outgoing:
            if flow.condition is None and flow.id != default:
                yield Found(element=flow)


RULE = Rule(code="conditional_flows", severity="warning", find=find)
