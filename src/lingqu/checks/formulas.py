"""Where FEEL stands in a drawing: every text that is an expression, with the element it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lingqu.checks.view import View
from lingqu.model.bpmn import (
    ConditionalDefinition,
    Element,
    Error,
    Escalation,
    Extension,
    Gateway,
    Message,
    MultiInstance,
    SequenceFlow,
    Signal,
    StandardLoop,
    SubProcess,
    Text,
    TimerDefinition,
    zeebe,
)
from lingqu.model.bpmn.schema import layout


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is FEEL if it begins with "=", and must be if `required`."""

    element: Element
    place: str  # the XML name of what holds it: "conditionExpression", "correlationKey"
    text: str
    required: bool = False

    @property
    def expression(self) -> str:
        """The FEEL text without its mark; "" for other texts."""
        return self.text.removeprefix("=").strip() if self.text.startswith("=") else ""


#: Extension attributes that mean nothing unless they are FEEL.
_REQUIRED: dict[type[Extension], frozenset[str]] = {
    zeebe.Script: frozenset({"expression"}),
    zeebe.Subscription: frozenset({"correlationKey"}),
    zeebe.LoopCharacteristics: frozenset({"inputCollection", "outputElement"}),
    zeebe.AdHoc: frozenset({"activeElementsCollection", "outputElement"}),
}
#: Extensions whose texts are handed on as they are.
_LITERAL = (zeebe.Header, zeebe.Property, zeebe.UserTaskForm)


def formulas(view: View) -> Iterator[Formula]:
    """Every text of the drawing that is FEEL or could be, in the order of its elements."""
    for element in view.elements:
        for place, text, required in _texts(element):
            if text is not None:
                yield Formula(element=element, place=place, text=text.text, required=required)
        if isinstance(element, (Message, Signal)):
            yield Formula(element=element, place="name", text=element.name)
        elif isinstance(element, Error):
            yield Formula(element=element, place="errorCode", text=element.code)
        elif isinstance(element, Escalation):
            yield Formula(element=element, place="escalationCode", text=element.code)
        for item in element.extensions.items:
            if isinstance(item, Extension):
                yield from _of_extension(element, item)


def _texts(element: Element) -> tuple[tuple[str, Text | None, bool], ...]:
    match element:
        case SequenceFlow():
            return (("conditionExpression", element.condition, True),)
        case ConditionalDefinition():
            return (("condition", element.condition, True),)
        case TimerDefinition():
            return (
                ("timeDate", element.date, False),
                ("timeDuration", element.duration, False),
                ("timeCycle", element.cycle, False),
            )
        case StandardLoop():
            return (("loopCondition", element.condition, True),)
        case MultiInstance():
            counted = element.cardinality is not None and element.cardinality.text.isdigit()
            return (
                ("loopCardinality", element.cardinality, not counted),
                ("completionCondition", element.completion_condition, True),
            )
        case SubProcess():
            return (("completionCondition", element.completion_condition, True),)
        case Gateway():
            return (("activationCondition", element.activation_condition, True),)
        case _:
            return ()


def _of_extension(element: Element, extension: Extension) -> Iterator[Formula]:
    if isinstance(extension, _LITERAL):
        return
    shape = layout(type(extension))
    required = _REQUIRED.get(type(extension), frozenset())
    for name, slot in shape.attributes.items():
        value = getattr(extension, slot.field)
        if isinstance(value, str) and value:
            yield Formula(element=element, place=name, text=value, required=name in required)
    for slot in shape.children:
        for child in getattr(extension, slot.field):
            yield from _of_extension(element, child)
