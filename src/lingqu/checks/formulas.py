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
from lingqu.model.bpmn.formal import feel_of, language_of, marked, other_language
from lingqu.model.bpmn.schema import layout


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is FEEL if it begins with "=", and must be if `required`."""

    element: Element
    place: str  # the XML name of what holds it: "conditionExpression", "correlationKey"
    text: str
    required: bool = False
    expression: str = ""  # the FEEL text without its mark; "" for other texts
    language: str = ""  # of a formal expression of BPMN that is not FEEL


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
    spoken = language_of(view.definitions)
    for element in view.elements:
        for place, text, formal in _texts(element):
            if text is not None:
                yield _formal(element, place, text, spoken, formal=formal)
        if isinstance(element, (Message, Signal)):
            yield _fixed_or_feel(element, "name", element.name)
        elif isinstance(element, Error):
            yield _fixed_or_feel(element, "errorCode", element.code)
        elif isinstance(element, Escalation):
            yield _fixed_or_feel(element, "escalationCode", element.code)
        for item in element.extensions.items:
            if isinstance(item, Extension):
                yield from _of_extension(element, item)


def _formal(element: Element, place: str, text: Text, spoken: str, *, formal: bool) -> Formula:
    """A text that BPMN itself holds; where only an expression means anything it is one without a mark as well."""
    if not formal and not marked(text):
        return Formula(element=element, place=place, text=text.text)
    return Formula(
        element=element,
        place=place,
        text=text.text,
        required=formal,
        expression=feel_of(text, spoken) or "",
        language=other_language(text, spoken),
    )


def _fixed_or_feel(element: Element, place: str, text: str, *, required: bool = False) -> Formula:
    feel = text.removeprefix("=").strip() if text.startswith("=") else ""
    return Formula(element=element, place=place, text=text, required=required, expression=feel)


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
            return (
                ("loopCardinality", element.cardinality, True),
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
            yield _fixed_or_feel(element, name, value, required=name in required)
    for slot in shape.children:
        for child in getattr(extension, slot.field):
            yield from _of_extension(element, child)
