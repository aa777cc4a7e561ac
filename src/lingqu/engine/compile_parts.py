"""What elements of every kind are compiled from: formulas, jobs, and what the document declares."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine.formulas import Formula
from lingqu.engine.program import JobPlan
from lingqu.feel import compile as compile_feel
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Definitions, Error, Escalation, Event, FlowNode, GlobalTask, Message, Signal
from lingqu.model.bpmn.events import EventDefinition
from lingqu.model.bpmn.parts import Element


class Context:
    """What a document declares beside its processes, by id."""

    def __init__(self, definitions: Definitions) -> None:
        self.messages: Mapping[str, Message] = {one.id: one for one in definitions.messages}
        self.errors: Mapping[str, Error] = {one.id: one for one in definitions.errors}
        self.escalations: Mapping[str, Escalation] = {one.id: one for one in definitions.escalations}
        self.signals: Mapping[str, Signal] = {one.id: one for one in definitions.signals}
        self.global_tasks: Mapping[str, GlobalTask] = {one.id: one for one in definitions.global_tasks if one.id}
        self.event_definitions: Mapping[str, EventDefinition] = {one.id: one for one in definitions.event_definitions}

    def definitions_of(self, event: Event) -> tuple[EventDefinition, ...]:
        """The event's own definitions and those it refers to."""
        referred = (self.event_definitions.get(one.text) for one in event.definition_refs)
        return event.definitions + tuple(one for one in referred if one is not None)


def formula(text: str) -> Formula:
    """A formula from a text of the model: FEEL after "=", else fixed. Raises feel's SyntaxProblem."""
    if text.lstrip().startswith("="):
        expression = compile_feel(text.lstrip()[1:].strip())
        return Formula(text=text, expression=expression, names=frozenset(expression.names))
    return Formula(text=text, fixed=text)


def optional(text: str) -> Formula | None:
    """A formula, or None for a missing text."""
    return formula(text) if text.strip() else None


def job_plan(drawn: FlowNode) -> JobPlan | None:
    """The job that an element asks for, or None."""
    definition = drawn.extensions.one(zeebe.TaskDefinition)
    if definition is None or not definition.type:
        return None
    return JobPlan(type=formula(definition.type), retries=formula(definition.retries or "3"), headers=headers_of(drawn))


def headers_of(drawn: Element) -> dict[str, str]:
    found = drawn.extensions.one(zeebe.TaskHeaders)
    return {} if found is None else {header.key: header.value for header in found.headers if header.key}
