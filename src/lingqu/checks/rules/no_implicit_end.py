"""A path that just stops: an end event says that it is meant."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_ad_hoc, is_event_scope, is_for_compensation
from lingqu.model.bpmn import CompensateDefinition, Event, FlowNode, LinkDefinition


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if not view.outgoing(node) and not _may_end(node, view):
            yield Found(element=node)


def _may_end(node: FlowNode, view: View) -> bool:
    if isinstance(node, Event):
        held = view.definitions_of(node)
        if node.position == "throw" and any(isinstance(one, LinkDefinition) for one in held):
            return True
        if node.position == "boundary" and any(isinstance(one, CompensateDefinition) for one in held):
            return True
        return node.position == "end"
    return is_event_scope(node) or is_ad_hoc(view.container(node)) or is_for_compensation(node)


RULE = Rule(code="no_implicit_end", severity="info", find=find)
