"""A fork whose conditions may all fail, without a default flow: the process would stop there."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Gateway


def find(view: View) -> Iterator[Found]:
    for gateway in view.of(Gateway):
        outgoing = view.outgoing(gateway)
        if gateway.kind not in ("exclusive", "inclusive") or gateway.default or not view.runs(gateway):
            continue
        conditions = sum(flow.condition is not None for flow in outgoing)
        if len(outgoing) > 1 and conditions == len(outgoing):
            yield Found(element=gateway)
        elif len(outgoing) > 1 and conditions == 0:
            yield Found(element=gateway, text="fork_without_conditions")


RULE = Rule(code="exclusive_without_default", severity="warning", find=find)
