"""From drawing to program: every reference followed, every formula compiled, a behaviour for every element.

Deployment calls `unsupported` first; what that lets through compiles. The cost is linear in the size of the model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from lingqu.engine.compile_compensation import handlers_of, undo_start_of
from lingqu.engine.compile_events import parts_of
from lingqu.engine.compile_joins import reach_of
from lingqu.engine.compile_listeners import execution_listeners
from lingqu.engine.compile_nodes import compile_node, global_task
from lingqu.engine.compile_parts import Context, optional
from lingqu.engine.compile_starts import begins_of, plain_starts_of, starters_of, starts_of
from lingqu.engine.formulas import Formula
from lingqu.engine.program import Flow, Node, Program
from lingqu.engine.state import NOWHERE
from lingqu.engine.types import TYPES
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import lingqu
from lingqu.model.bpmn.elements import (
    Activity,
    CallActivity,
    Container,
    Definitions,
    Event,
    Gateway,
    Process,
    SequenceFlow,
    SubProcess,
)
from lingqu.model.bpmn.events import LinkDefinition

#: Tokens wait here until enough of them have come.
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
#: Joins that ask where tokens can still come from.
PATIENT = frozenset({"inclusiveGateway", "complexGateway"})


def compile_process(definitions: Definitions, process: int | str) -> Program:
    """The program of a process, named by ordinal or id. Raises Invalid if it is not there or holds bad FEEL."""
    found = next((one for one in definitions.processes if process in (one.ordinal, one.id)), None)
    if found is None:
        raise Invalid("engine.no_process")
    context = Context(definitions, found)
    nodes: dict[int, Node] = {found.ordinal: _process_node(found)}
    flows: dict[int, Flow] = {}
    todo: list[Container] = [found]
    while todo:
        container = todo.pop()
        _compile_container(context, container, nodes, flows)
        todo += [one for one in container.elements if isinstance(one, SubProcess)]
        _compile_global_tasks(context, container, nodes)
    for node in [one for one in nodes.values() if one.joins and one.behaviour in PATIENT]:
        nodes[node.ordinal] = msgspec.structs.replace(node, reach=reach_of(node, nodes, flows))
    starts = tuple(starters_of(found, nodes, flows))
    nodes[found.ordinal] = msgspec.structs.replace(nodes[found.ordinal], starts=starts)
    table: list[Node | None] = [None] * (max(nodes) + 1)
    for ordinal, node in nodes.items():
        table[ordinal] = node
    title = found.extensions.one(lingqu.Title)
    return Program(
        id=found.id,
        name=found.name,
        ordinal=found.ordinal,
        nodes=tuple(table),
        flows=flows,
        by_id={node.id: node.ordinal for node in nodes.values() if node.id and node.part_of == NOWHERE},
        begins=begins_of(found, nodes),
        plain_starts=plain_starts_of(found, nodes),
        title=optional(title.template) if title is not None else None,
        patient=any(node.reach for node in nodes.values()),
        types={one.name: one.type for one in found.extensions.all(lingqu.Variable) if one.type in TYPES},
        watched=_watched(nodes.values()),
    )


def _watched(nodes: Iterable[Node]) -> frozenset[str]:
    read = (one.trigger.condition or one.activation for one in nodes)
    return frozenset().union(*(formula.names for formula in read if formula is not None))


def _process_node(process: Process) -> Node:
    return Node(
        ordinal=process.ordinal,
        id=process.id,
        name=process.name,
        kind="process",
        behaviour="process",
        start_listeners=execution_listeners(process, "start"),
        end_listeners=execution_listeners(process, "end"),
        **_scope_parts(process),
    )


def _scope_parts(container: Container) -> dict[str, Any]:
    """What a scope needs of its content: where it starts, and which event sub-processes listen in it."""
    handlers = tuple(
        start.ordinal
        for one in container.elements
        if isinstance(one, SubProcess) and one.triggered_by_event
        for start in one.elements
        if isinstance(start, Event) and start.position == "start"
    )
    return {
        "starts": starts_of(container),
        "handlers": handlers,
        "undo_start": undo_start_of(container),
    }


def _compile_container(context: Context, container: Container, nodes: dict[int, Node], flows: dict[int, Flow]) -> None:
    """Compile the flow nodes directly in a container."""
    ordinals = {one.id: one.ordinal for one in container.elements if one.id}
    parallel = {one.id for one in container.elements if isinstance(one, Gateway) and one.kind == "parallel"}
    defaults = {one.default for one in container.elements if isinstance(one, Activity | Gateway) and one.default}
    outgoing: dict[str, list[Flow]] = defaultdict(list)
    incoming: dict[str, list[int]] = defaultdict(list)
    for drawn in container.flows:
        if drawn.source not in ordinals or drawn.target not in ordinals:
            continue  # `unsupported` has told of it
        judged = drawn.id not in defaults and drawn.source not in parallel
        condition = context.expression(drawn.condition) if judged else None
        flow = _compile_flow(drawn, ordinals, condition, default=drawn.id in defaults)
        flows[flow.ordinal] = flow
        outgoing[drawn.source].append(flow)
        incoming[drawn.target].append(flow.ordinal)
    boundaries: dict[str, list[int]] = defaultdict(list)
    for one in container.elements:
        if isinstance(one, Event) and one.position == "boundary":
            boundaries[one.attached_to].append(one.ordinal)
    links = _links(container)
    undone_by = handlers_of(container)
    asks = isinstance(container, SubProcess) and container.completion_condition is not None
    for one in container.elements:
        node = compile_node(context, one)
        out = tuple(outgoing[one.id])
        scope = _scope_parts(one) if isinstance(one, SubProcess) else {}
        attached = ordinals.get(one.attached_to, NOWHERE) if isinstance(one, Event) else NOWHERE
        node = msgspec.structs.replace(
            node,
            scope=container.ordinal,
            outgoing=out,
            incoming=tuple(incoming[one.id]),
            joins=_joins(node, len(incoming[one.id])),
            conditional=_conditional(node, out),
            boundaries=tuple(boundaries[one.id]),
            attached_to=attached,
            follow=links.get(one.ordinal, NOWHERE),
            undo=undone_by.get(one.id, NOWHERE),
            asks=asks and isinstance(one, Activity),
            **scope,
        )
        node = msgspec.structs.replace(node, plain=_plain(node))
        parts = parts_of(context, one, node) if isinstance(one, Event) else ()
        nodes.update((part.ordinal, part) for part in parts)
        nodes[one.ordinal] = msgspec.structs.replace(node, parts=tuple(part.ordinal for part in parts))


def _compile_global_tasks(context: Context, container: Container, nodes: dict[int, Node]) -> None:
    """A called global task stands in its call activity, as in a sub-process that holds nothing else."""
    for one in container.elements:
        task = global_task(context, one) if isinstance(one, CallActivity) else None
        if task is not None:
            node = msgspec.structs.replace(compile_node(context, task), scope=one.ordinal, called=True)
            nodes[task.ordinal] = msgspec.structs.replace(node, plain=_plain(node))
            call = msgspec.structs.replace(nodes[one.ordinal], starts=(task.ordinal,))
            nodes[one.ordinal] = msgspec.structs.replace(call, plain=_plain(call))


def _joins(node: Node, incoming: int) -> bool:
    """Whether tokens wait for others before they enter."""
    if node.behaviour in JOINS:
        return incoming > 1 or node.activation is not None
    return node.needs > 1


def _conditional(node: Node, outgoing: tuple[Flow, ...]) -> bool:
    """Whether the flows to take have to be chosen; a parallel gateway knows no conditions."""
    if node.behaviour == "complexGateway":
        return bool(outgoing)  # what is taken depends on whether it is activated or resets
    if node.behaviour == "parallelGateway" or not outgoing:
        return False
    if node.behaviour == "exclusiveGateway" and len(outgoing) > 1:
        return True
    return any(flow.condition is not None or flow.default for flow in outgoing)


def _plain(node: Node) -> bool:
    listens = node.boundaries or node.handlers or node.start_listeners or node.end_listeners
    return not (node.inputs or node.outputs or listens or node.loop or node.ad_hoc)


def _compile_flow(
    drawn: SequenceFlow, ordinals: Mapping[str, int], condition: Formula | None, *, default: bool
) -> Flow:
    return Flow(
        ordinal=drawn.ordinal,
        id=drawn.id,
        source=ordinals[drawn.source],
        target=ordinals[drawn.target],
        condition=condition,
        default=default,
    )


def _links(container: Container) -> dict[int, int]:
    """Where each throwing link event goes on: {its ordinal: the catching event's}."""
    catching: dict[str, int] = {}
    throwing: list[tuple[int, str]] = []
    for one in container.elements:
        if not isinstance(one, Event):
            continue
        for definition in one.definitions:
            if not isinstance(definition, LinkDefinition):
                continue
            if one.position == "catch":
                catching[definition.name] = one.ordinal
            else:
                throwing.append((one.ordinal, definition.name))
    return {ordinal: catching[name] for ordinal, name in throwing if name in catching}
