"""What a person reads on the diagram has a name: tasks, events, forks, conditional flows, pools and lanes."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import (
    DataObject,
    Element,
    Event,
    FlowNode,
    Gateway,
    Lane,
    Participant,
    SequenceFlow,
    SubProcess,
)


def find(view: View) -> Iterator[Found]:
    for element in view.elements:
        if not element.name.strip() and _needs_name(element, view):
            yield Found(element=element)


def _needs_name(element: Element, view: View) -> bool:
    if isinstance(element, Gateway):
        return element.kind in ("exclusive", "inclusive", "complex") and len(view.outgoing(element)) > 1
    if isinstance(element, SequenceFlow):
        return element.condition is not None
    if isinstance(element, (SubProcess, DataObject)):
        return False
    if isinstance(element, Event) and element.position == "start":
        return bool(element.definitions or element.definition_refs)
    return isinstance(element, (FlowNode, Lane, Participant))


RULE = Rule(code="label_required", severity="info", find=find)
