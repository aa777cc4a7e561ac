"""All places of a scope, made before the first move: what clears a scope must know everything in it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.soundness.outgoing import FEW, divided, free
from lingqu.checks.soundness.reach import incoming, outgoing
from lingqu.checks.soundness.scopes import Builder, Scope
from lingqu.checks.view import View
from lingqu.model.bpmn import (
    Activity,
    CompensateDefinition,
    Container,
    Event,
    FlowNode,
    Gateway,
    LinkDefinition,
    SubProcess,
    Task,
)


def open_scope(build: Builder, container: Container, parent: Scope | None = None) -> Scope:
    """The scope of a container with all its places, those of scopes inside included."""
    scope = Scope(container, build.place("active", container), parent)
    build.scope[container.ordinal] = scope
    scope.closed = build.place("closed", container)
    scope.memory.add(scope.closed)
    for flow in container.flows:
        build.flow[flow.ordinal] = build.place("flow", flow)
        scope.tokens.add(build.flow[flow.ordinal])
    for node in seeds(build, container):
        build.at[node.ordinal] = build.place("at", node)
        scope.tokens.add(build.at[node.ordinal])
    for node in container.elements:
        _choosing(build, scope, node)
        if isinstance(node, Event) and node.position == "end":
            build.ended[node.ordinal] = build.place("ended", node)
            scope.ended.add(build.ended[node.ordinal])
        elif isinstance(node, Event) and node.position == "boundary" and not node.interrupting:
            build.fired[node.ordinal] = build.place("fired", node)
            scope.memory.add(build.fired[node.ordinal])
        elif isinstance(node, SubProcess) and not undoes(build.view, node):
            inner = open_scope(build, node, scope)
            scope.inner.append(inner)
            scope.tokens.add(inner.active)
    return scope


def _choosing(build: Builder, scope: Scope, node: FlowNode) -> None:
    """The places of a gateway that takes its time: to choose among many flows, to be reset."""
    leaving = outgoing(build.view, scope.container, node)
    if free(node, leaving) > FEW:
        number = len(divided(node, leaving)[1])
        build.stages[node.ordinal] = [(build.place("stage", node), build.place("stage", node)) for _ in range(number)]
        scope.tokens.update(place for pair in build.stages[node.ordinal] for place in pair)
    if isinstance(node, Gateway) and node.kind == "complex" and len(incoming(build.view, scope.container, node)) > 1:
        build.opened[node.ordinal] = build.place("opened", node)
        scope.tokens.add(build.opened[node.ordinal])
        for flow in incoming(build.view, scope.container, node):
            build.served[flow.ordinal] = build.place("served", flow)
            scope.memory.add(build.served[flow.ordinal])


def seeds(build: Builder, container: Container) -> list[FlowNode]:
    """Nodes that a token can enter without a flow: what a scope without start events begins with, and the like."""
    return [node for node in container.elements if _is_seed(build, container, node)]


def first(build: Builder, container: Container) -> list[FlowNode]:
    """What a scope begins with when it has no start event."""
    if plain_starts(container) or typed_starts(container):
        return []
    return [node for node in seeds(build, container) if not _instantiates(node)]


def plain_starts(container: Container) -> list[Event]:
    return [one for one in _starts(container) if not one.definitions and not one.definition_refs]


def typed_starts(container: Container) -> list[Event]:
    return [one for one in _starts(container) if one.definitions or one.definition_refs]


def instantiating(build: Builder, container: Container) -> list[FlowNode]:
    """Receive tasks and event-based gateways that begin a process."""
    return [node for node in seeds(build, container) if _instantiates(node)]


def _starts(container: Container) -> Iterator[Event]:
    return (one for one in container.elements if isinstance(one, Event) and one.position == "start")


def _is_seed(build: Builder, container: Container, node: FlowNode) -> bool:
    if incoming(build.view, container, node):
        return False
    if isinstance(node, Event):
        caught = node.position == "catch" and any(isinstance(one, LinkDefinition) for one in node.definitions)
        return node.position in ("catch", "throw", "end") and not caught and _seeded(container)
    if isinstance(node, SubProcess) and node.triggered_by_event:
        return False
    return not undoes(build.view, node) and (_instantiates(node) or _seeded(container))


def _seeded(container: Container) -> bool:
    ad_hoc = isinstance(container, SubProcess) and container.kind == "ad-hoc"
    return ad_hoc or not any(_starts(container))


def _instantiates(node: FlowNode) -> bool:
    if isinstance(node, Gateway):
        return node.kind == "event-based" and node.instantiate
    return isinstance(node, Task) and node.kind == "receive" and node.instantiate


def undoes(view: View, node: FlowNode) -> bool:
    """Whether it compensates: no token enters it, what is in it is proven apart."""
    if isinstance(node, SubProcess) and node.triggered_by_event:
        kinds = [one for start in _starts(node) for one in view.definitions_of(start)]
        return bool(kinds) and all(isinstance(one, CompensateDefinition) for one in kinds)
    return isinstance(node, Activity) and node.for_compensation
