"""Several flows leave an activity or event without a condition: a parallel fork that nobody drew as one."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, Gateway


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if isinstance(node, Gateway):
            continue
        default = node.default if isinstance(node, Activity) else ""
        always = [flow for flow in view.outgoing(node) if flow.condition is None and flow.id != default]
        if len(always) > 1:
            yield Found(element=node, params={"number": len(always)})


RULE = Rule(code="no_implicit_split", severity="info", find=find)
