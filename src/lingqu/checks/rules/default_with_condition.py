"""A default flow is taken when no condition holds: its own condition is never looked at."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, Gateway, SequenceFlow


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if not isinstance(node, (Activity, Gateway)) or not node.default:
            continue
        flow = view.by_id.get(node.default)
        if not isinstance(flow, SequenceFlow):
            continue
        if flow.source != node.id:
            yield Found(element=node, text="default_of_another", params={"flow": flow.id})
        elif flow.condition is not None:
            yield Found(element=flow)


RULE = Rule(code="default_with_condition", severity="warning", find=find)
