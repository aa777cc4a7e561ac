"""What of a drawing the engine cannot run: each place by element and reason, told at deployment.

Nothing is silently ignored: what is drawn and has no behaviour is refused here by name; so are references to
nothing, parts that are missing, and formulas that are not FEEL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lingqu.engine import messages as _messages  # noqa: F401  (registers the texts of the codes named here)
from lingqu.engine.compile_listeners import execution_listeners
from lingqu.engine.compile_nodes import compile_node
from lingqu.engine.compile_parts import Context, formula, priority_of
from lingqu.engine.compile_starts import starts_of
from lingqu.engine.types import TYPES
from lingqu.engine.unsupported_listeners import of_listeners
from lingqu.engine.unsupported_nodes import of_node
from lingqu.engine.unsupported_parts import problem
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import lingqu
from lingqu.model.bpmn.elements import (
    Activity,
    Container,
    Definitions,
    Event,
    FlowNode,
    Gateway,
    Process,
    SubProcess,
    Task,
)
from lingqu.model.bpmn.parts import Element


class Problem(NamedTuple):
    """`element` is an id, `code` a message of a room's catalogue, `line` of the XML text from 1 (0: unknown)."""

    element: str
    code: str
    params: dict[str, Any]
    line: int


def unsupported(definitions: Definitions) -> tuple[Problem, ...]:
    """Everything that would not run as drawn, in document order; empty means that the model can be deployed."""
    executable = [one for one in definitions.processes if one.executable]
    if not executable:
        return (Problem("", "engine.no_process", {}, definitions.line),)
    context = Context(definitions)
    found: list[Problem] = []
    for process in executable:
        found += (Problem(*one) for one in _of_process(context, process))
    return tuple(found)


def _of_process(context: Context, process: Process) -> Iterator[Any]:
    if not process.id:
        yield problem(process, "missing_part", part="id")
    title = process.extensions.one(lingqu.Title)
    if title is not None:
        yield from _readable(process, lambda: formula(title.template))
    yield from _readable(process, lambda: priority_of(process))
    yield from of_listeners(None, process)
    yield from _of_types(process)
    for event in ("start", "end"):
        yield from _readable(process, lambda event=event: execution_listeners(process, event))  # type: ignore[misc]
    ids: Counter[str] = Counter()
    todo: list[Container] = [process]
    while todo:
        container = todo.pop(0)
        ids.update(one.id for one in (*container.elements, *container.flows) if one.id)
        yield from _of_container(context, container)
        todo += [one for one in container.elements if isinstance(one, SubProcess)]
    for name, count in ids.items():
        if count > 1:
            yield (name, "engine.duplicate_id", {"element": name}, process.line)


def _of_types(process: Process) -> Iterator[Any]:
    """A variable is declared once, with a type that is known."""
    names: Counter[str] = Counter()
    for one in process.extensions.all(lingqu.Variable):
        names[one.name] += 1
        if one.type not in TYPES:
            known = ", ".join(TYPES)
            yield problem(process, "unknown_type", name=one.name, type=one.type, known=known)
        elif names[one.name] == 2:
            yield problem(process, "declared_twice", name=one.name)


def _of_container(context: Context, container: Container) -> Iterator[Any]:
    nodes = {one.id: one for one in container.elements}
    leaving: dict[str, set[str]] = defaultdict(set)
    for flow in container.flows:
        leaving[flow.source].add(flow.id)
    yield from _of_starts(container)
    for one in container.elements:
        yield from of_node(context, container, one)
        yield from _readable(one, lambda one=one: compile_node(context, one))  # type: ignore[misc]
        yield from _of_references(leaving[one.id], nodes, one)
    for flow in container.flows:
        for end in (flow.source, flow.target):
            if end not in nodes:
                yield problem(flow, "bad_reference", reference=end)
        if flow.condition is not None and flow.condition.text.strip():
            source = nodes.get(flow.source)
            if isinstance(source, Gateway) and source.kind == "parallel":
                continue  # it judges no condition; the rules of drawing tell of it
            if isinstance(source, Gateway) and source.kind == "event-based":
                yield problem(
                    flow, "unsupported_feature", feature="a condition on a flow behind an event-based gateway"
                )
            yield from _readable(flow, lambda text=flow.condition: context.expression(text))  # type: ignore[misc]


def _of_starts(container: Container) -> Iterator[Any]:
    """A scope needs a place to start; a sub-process is started by its token, a process by many things."""
    starts = [one for one in container.elements if isinstance(one, Event) and one.position == "start"]
    plain = [one for one in starts if not one.definitions and not one.definition_refs]
    triggered = isinstance(container, SubProcess) and container.triggered_by_event
    yield from _of_instantiating(container)
    if isinstance(container, Process) and not starts_of(container):
        yield problem(container, "missing_part", part="start event")
    if triggered:
        if len(starts) != 1:
            yield problem(container, "missing_part", part="single start event")
        yield from (problem(one, "missing_part", part="trigger") for one in plain)
    elif not isinstance(container, Process):
        yield from (
            problem(one, "unsupported_trigger", kind="start event of a sub-process", trigger="a trigger")
            for one in starts
            if one not in plain
        )


def _instantiates(node: FlowNode) -> bool:
    return isinstance(node, Task | Gateway) and node.instantiate


def _of_instantiating(container: Container) -> Iterator[Any]:
    """What starts an instance stands in the process itself, and nothing leads to it."""
    fed = {flow.target for flow in container.flows}
    for one in container.elements:
        if _instantiates(one) and not isinstance(container, Process):
            yield problem(one, "unsupported_feature", feature="instantiate inside a sub-process")
        elif _instantiates(one) and one.id in fed:
            yield problem(one, "unsupported_feature", feature="instantiate behind a sequence flow")


def _of_references(leaving: set[str], nodes: dict[str, FlowNode], one: FlowNode) -> Iterator[Any]:
    if isinstance(one, Event) and one.position == "boundary":
        host = nodes.get(one.attached_to)
        if not isinstance(host, Activity):
            yield problem(one, "bad_reference", reference=one.attached_to)
    if isinstance(one, Activity | Gateway) and one.default and one.default not in leaving:
        yield problem(one, "bad_reference", reference=one.default)


def _readable(element: Element, read: Callable[[], object]) -> Iterator[Any]:
    """The problem of an element whose formulas cannot be read."""
    try:
        read()
    except Invalid as wrong:
        yield problem(element, "bad_expression", reason=str(wrong), reason_zh=wrong.message.text("zh"))
