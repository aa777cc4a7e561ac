"""A parallel gateway takes every flow: a condition on one of them is never looked at."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Gateway


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if isinstance(node, Gateway) and node.kind == "parallel":
            yield from (Found(element=flow) for flow in view.outgoing(node) if flow.condition is not None)


RULE = Rule(code="condition_without_choice", severity="warning", find=find)
