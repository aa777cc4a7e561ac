"""A node that nothing leads to and that is no start event: it begins by itself, or never."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, instantiates, is_ad_hoc, is_event_scope, is_for_compensation
from lingqu.model.bpmn import Event, FlowNode, LinkDefinition


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if not view.incoming(node) and not _may_begin(node, view):
            yield Found(element=node)


def _may_begin(node: FlowNode, view: View) -> bool:
    if isinstance(node, Event):
        links = any(isinstance(one, LinkDefinition) for one in view.definitions_of(node))
        return node.position in ("start", "boundary") or (node.position == "catch" and links)
    return instantiates(node) or is_event_scope(node) or is_ad_hoc(view.container(node)) or is_for_compensation(node)


RULE = Rule(code="no_implicit_start", severity="warning", find=find)
