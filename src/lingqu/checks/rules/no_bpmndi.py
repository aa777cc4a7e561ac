"""An element that is not in the picture: it runs, but nobody sees it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import (
    Association,
    DataObject,
    Element,
    FlowNode,
    Group,
    Lane,
    MessageFlow,
    Participant,
    SequenceFlow,
    TextAnnotation,
)

_VISIBLE = (FlowNode, SequenceFlow, Participant, MessageFlow, Lane, Group, TextAnnotation, Association, DataObject)


def find(view: View) -> Iterator[Found]:
    hidden = [element for element in view.elements if _visible(element) and element.id not in view.picture.drawn]
    if hidden and not view.definitions.diagrams:
        yield Found(element=view.definitions, text="no_diagram")
        return
    for element in hidden:
        yield Found(element=element)


def _visible(element: Element) -> bool:
    return isinstance(element, _VISIBLE) and not (isinstance(element, DataObject) and element.kind == "object")


RULE = Rule(code="no_bpmndi", severity="info", find=find)
