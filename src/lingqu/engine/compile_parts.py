"""What elements of every kind are compiled from: formulas, jobs, and what the document declares."""

from __future__ import annotations

import re  # only for our own pattern
from collections.abc import Mapping
from functools import cached_property

from lingqu.engine.formulas import Formula
from lingqu.engine.program import JobPlan
from lingqu.feel import compile as compile_feel
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.data import ItemAware
from lingqu.model.bpmn.elements import (
    Container,
    DataObject,
    Definitions,
    Error,
    Escalation,
    Event,
    FlowNode,
    GlobalTask,
    Message,
    Process,
    Signal,
    SubProcess,
)
from lingqu.model.bpmn.events import EventDefinition
from lingqu.model.bpmn.formal import feel_of, language_of, marked, other_language
from lingqu.model.bpmn.parts import Element, Text
from lingqu.model.bpmn.walk import walk

_NAME = re.compile(r"[^\W\d]\w*")


class Context:
    """What a document declares beside its processes, by id."""

    def __init__(self, definitions: Definitions, process: Process | None = None) -> None:
        self.priority = priority_of(process) if process is not None else None  # of its jobs that say none themselves
        self.messages: Mapping[str, Message] = {one.id: one for one in definitions.messages}
        self.errors: Mapping[str, Error] = {one.id: one for one in definitions.errors}
        self.escalations: Mapping[str, Escalation] = {one.id: one for one in definitions.escalations}
        self.signals: Mapping[str, Signal] = {one.id: one for one in definitions.signals}
        self.global_tasks: Mapping[str, GlobalTask] = {one.id: one for one in definitions.global_tasks if one.id}
        self.language = language_of(definitions)
        self._definitions = definitions
        self.event_definitions: Mapping[str, EventDefinition] = {one.id: one for one in definitions.event_definitions}

    @cached_property
    def every_definition(self) -> Mapping[str, EventDefinition]:
        """All event definitions by id, wherever they stand: a multi-instance may refer to one of an event's own."""
        return {one.id: one for one in walk(self._definitions) if isinstance(one, EventDefinition) and one.id}

    @cached_property
    def data(self) -> Mapping[str, str]:
        """{id of a data element: the variable that it stands for}; a reference stands for its object."""
        found: dict[str, str] = {}
        references: list[DataObject] = []
        for one in walk(self._definitions):
            if isinstance(one, DataObject) and one.object_ref:
                references.append(one)
            elif isinstance(one, ItemAware | DataObject) and one.id:
                found[one.id] = variable_named(one)
        found.update({one.id: found.get(one.object_ref, variable_named(one)) for one in references})
        return found

    @cached_property
    def around(self) -> Mapping[int, Container]:
        """{identity of a sub-process: what it stands in}."""
        found: dict[int, Container] = {}
        todo: list[Container] = [*self._definitions.processes]
        while todo:
            container = todo.pop()
            inner = [one for one in container.elements if isinstance(one, SubProcess)]
            found.update((id(one), container) for one in inner)
            todo += inner
        return found

    def variable(self, ref: str) -> str:
        """The variable that a reference means: that of a data element, else the one of that name."""
        return self.data.get(ref, ref)

    def definitions_of(self, event: Event) -> tuple[EventDefinition, ...]:
        """The event's own definitions and those it refers to."""
        referred = (self.event_definitions.get(one.text) for one in event.definition_refs)
        return event.definitions + tuple(one for one in referred if one is not None)

    def expression(self, text: Text | None) -> Formula | None:
        """The formula of a formal expression, None for a missing one. Raises Invalid if it cannot be read as FEEL."""
        if text is None or not text.text.strip():
            return None
        feel = feel_of(text, self.language)
        if feel is None:
            raise Invalid("engine.other_language", language=other_language(text, self.language), text=text.text.strip())
        return formula(f"={feel}")

    def timed(self, text: Text | None) -> Formula | None:
        """The text of a timer: FEEL if it is marked so or says so itself, else a time as it stands."""
        if text is None:
            return None
        return self.expression(text) if marked(text) else optional(text.text)


def variable_named(element: Element) -> str:
    """The variable that a data element stands for: its name if a variable can be called so, else its id."""
    return element.name if _NAME.fullmatch(element.name) else element.id


def reading(name: str) -> Formula:
    """The formula that reads a variable. Raises Invalid if no variable can be called so."""
    if _NAME.fullmatch(name) is None:
        raise Invalid("engine.not_a_variable", name=name)
    return formula(f"={name}")


def formula(text: str) -> Formula:
    """A formula from a text of the model: FEEL after "=", else fixed. Raises feel's SyntaxProblem."""
    if text.lstrip().startswith("="):
        expression = compile_feel(text.lstrip()[1:].strip())
        return Formula(text=text, expression=expression, names=frozenset(expression.names))
    return Formula(text=text, fixed=text)


def optional(text: str) -> Formula | None:
    """A formula, or None for a missing text."""
    return formula(text) if text.strip() else None


def job_plan(drawn: FlowNode, usual: Formula | None = None) -> JobPlan | None:
    """The job that an element asks for, or None. `usual`: the priority of jobs that say none."""
    definition = drawn.extensions.one(zeebe.TaskDefinition)
    if definition is None or not has_job(drawn):
        return None
    return JobPlan(
        type=formula(definition.type),
        retries=formula(definition.retries or "3"),
        headers=headers_of(drawn),
        priority=priority_of(drawn) or usual,
    )


def has_job(drawn: FlowNode) -> bool:
    """Whether an element asks for a job."""
    definition = drawn.extensions.one(zeebe.TaskDefinition)
    return definition is not None and bool(definition.type)


def priority_of(drawn: Element) -> Formula | None:
    """The priority of jobs that an element or a process says."""
    said = drawn.extensions.one(zeebe.JobPriorityDefinition)
    return None if said is None else optional(said.priority)


def headers_of(drawn: Element) -> dict[str, str]:
    found = drawn.extensions.one(zeebe.TaskHeaders)
    return {} if found is None else {header.key: header.value for header in found.headers if header.key}
