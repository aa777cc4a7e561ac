"""Models written for no engine in particular, rewritten into this engine's profile: the words, never the flow.

A process case names its dialect. In `core` and `feel` conditions are FEEL without the leading "=", and a service
task without a job type waits for a worker named by its own id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import (
    Activity,
    Definitions,
    Event,
    FlowNode,
    Gateway,
    MultiInstance,
    Process,
    SequenceFlow,
    StandardLoop,
    SubProcess,
    Task,
)
from lingqu.model.bpmn.events import ConditionalDefinition, EventDefinition
from lingqu.model.bpmn.parts import Text
from lingqu.simulation.filling import filled

C = TypeVar("C", Process, SubProcess)
_JOBS = frozenset({"service", "business-rule", "send"})


def into_profile(definitions: Definitions) -> Definitions:
    """The same document with FEEL marked as such and what it leaves out filled in; every process is executable."""
    definitions = filled(definitions)
    processes = tuple(msgspec.structs.replace(_container(one), executable=True) for one in definitions.processes)
    shared = tuple(_definition(one) for one in definitions.event_definitions)
    return msgspec.structs.replace(definitions, processes=processes, event_definitions=shared)


def executable(definitions: Definitions) -> Definitions:
    """The same document with every process executable."""
    processes = tuple(msgspec.structs.replace(one, executable=True) for one in definitions.processes)
    return msgspec.structs.replace(definitions, processes=processes)


def _container(container: C) -> C:
    return msgspec.structs.replace(
        container,
        elements=tuple(_node(one) for one in container.elements),
        flows=tuple(_flow(one) for one in container.flows),
    )


def _flow(flow: SequenceFlow) -> SequenceFlow:
    return msgspec.structs.replace(flow, condition=_feel(flow.condition))


def _feel(text: Text | None) -> Text | None:
    if text is None or not text.text.strip() or text.text.lstrip().startswith("="):
        return text
    return msgspec.structs.replace(text, text=f"={text.text.strip()}")


def _node(node: FlowNode) -> FlowNode:
    if isinstance(node, SubProcess):
        node = _container(msgspec.structs.replace(node, completion_condition=_feel(node.completion_condition)))
    if isinstance(node, Event):
        return msgspec.structs.replace(node, definitions=tuple(_definition(one) for one in node.definitions))
    if isinstance(node, Gateway):
        return msgspec.structs.replace(node, activation_condition=_feel(node.activation_condition))
    if isinstance(node, Activity) and isinstance(node.loop, MultiInstance):
        loop = msgspec.structs.replace(
            node.loop,
            cardinality=_cardinality(node.loop.cardinality),
            completion_condition=_feel(node.loop.completion_condition),
        )
        node = msgspec.structs.replace(node, loop=loop)
    if isinstance(node, Activity) and isinstance(node.loop, StandardLoop):
        repeat = msgspec.structs.replace(node.loop, condition=_feel(node.loop.condition))
        node = msgspec.structs.replace(node, loop=repeat)
    if isinstance(node, Task) and node.kind in _JOBS and not _has_work(node):
        extensions = msgspec.structs.replace(
            node.extensions,
            items=(*node.extensions.items, zeebe.TaskDefinition(type=node.id)),
            ordinal=max(node.extensions.ordinal, node.ordinal),
        )
        node = msgspec.structs.replace(node, extensions=extensions)
    return node


def _definition(definition: EventDefinition) -> EventDefinition:
    if isinstance(definition, ConditionalDefinition):
        return msgspec.structs.replace(definition, condition=_feel(definition.condition))
    return definition


def _has_work(node: Task) -> bool:
    if node.kind == "send" and node.message_ref:
        return True
    kinds: tuple[Callable[..., object], ...] = (zeebe.TaskDefinition, zeebe.CalledDecision)
    return any(isinstance(item, kinds) for item in node.extensions.items)  # type: ignore[arg-type]


def _cardinality(text: Text | None) -> Text | None:
    if text is None or text.text.strip().isdigit():
        return text
    return _feel(text)
