"""A node that nothing leads to and that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_ad_hoc, is_event_scope, is_for_compensation
from lingqu.model.bpmn import CompensateDefinition, Event, FlowNode


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if view.incoming(node) or view.outgoing(node) or _stands_alone(node, view):
            continue
        yield Found(element=node)


def _stands_alone(node: FlowNode, view: View) -> bool:
    """What BPMN draws without sequence flows."""
    compensates = isinstance(node, Event) and any(
        isinstance(one, CompensateDefinition) for one in view.definitions_of(node)
    )
    return is_event_scope(node) or is_ad_hoc(view.container(node)) or is_for_compensation(node) or compensates


RULE = Rule(code="no_disconnected", severity="warning", find=find)
