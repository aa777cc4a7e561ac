"""Messages, errors, escalations and signals: named, named once, and used."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import (
    Element,
    ErrorDefinition,
    EscalationDefinition,
    MessageDefinition,
    MessageFlow,
    SignalDefinition,
    Task,
)


def find(view: View) -> Iterator[Found]:
    used = set(_references(view))
    drawing = view.definitions
    for roots in (drawing.messages, drawing.errors, drawing.escalations, drawing.signals):
        names: set[str] = set()
        for root in roots:
            if not root.name:
                yield Found(element=root, text="root_without_name")
            elif root.name in names:
                yield Found(element=root, text="root_name_repeats", params={"name": root.name})
            names.add(root.name)
            if root.id not in used:
                yield Found(element=root, params={"name": root.name or root.id})


def _references(view: View) -> Iterator[str]:
    for element in view.elements:
        yield _reference(element)


def _reference(element: Element) -> str:
    match element:
        case Task() | MessageDefinition() | MessageFlow():
            return element.message_ref
        case ErrorDefinition():
            return element.error_ref
        case EscalationDefinition():
            return element.escalation_ref
        case SignalDefinition():
            return element.signal_ref
        case _:
            return ""


RULE = Rule(code="global", severity="info", find=find)
