"""Inclusive gateways are hard to follow for many readers. A house rule, not among the default rules."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Gateway


def find(view: View) -> Iterator[Found]:
    return (Found(element=gateway) for gateway in view.of(Gateway) if gateway.kind == "inclusive")


RULE = Rule(code="no_inclusive_gateway", severity="info", house=True, find=find)
