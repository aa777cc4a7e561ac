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
    GlobalTask,
    Group,
    Lane,
    MessageFlow,
    Participant,
    SequenceFlow,
    TextAnnotation,
)

_VISIBLE = (FlowNode, SequenceFlow, Participant, MessageFlow, Lane, Group, TextAnnotation, Association, DataObject)


def find(view: View) -> Iterator[Found]:
    elements = (element for element in view.elements if _visible(element))
    hidden = [element for element in elements if element.id not in view.picture.drawn]
    if hidden and not view.definitions.diagrams:
        yield Found(element=view.definitions, text="no_diagram")
        return
    for element in hidden:
        yield Found(element=element)


def _visible(element: Element) -> bool:
    """Whether it has a place on the diagram: global tasks and data objects (not their references) have none."""
    if isinstance(element, GlobalTask) or (isinstance(element, DataObject) and element.kind == "object"):
        return False
    return isinstance(element, _VISIBLE)


RULE = Rule(code="no_bpmndi", severity="info", find=find)
