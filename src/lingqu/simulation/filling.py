"""What drawings for no engine in particular leave out, filled in so that they run: never their flow.

A message flow says who gets the message of whom: both ends, and the flow, mean the same one. Else a place that waits
for a message or signal without a name waits for one called by its own id, and what throws a message without a name, or
sends one, passes. An error or escalation without a code has its own id as code, so that those who
refer to it meet.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import (
    Definitions,
    Event,
    FlowNode,
    Message,
    Process,
    Signal,
    SubProcess,
    Task,
    flow_nodes,
)
from lingqu.model.bpmn.events import EventDefinition, MessageDefinition, SignalDefinition

C = TypeVar("C", Process, SubProcess)


def filled(definitions: Definitions) -> Definitions:
    """The same document with what it leaves out."""
    filling = _Filling(definitions)
    processes = tuple(filling.container(one) for one in definitions.processes)
    return msgspec.structs.replace(
        definitions,
        processes=processes,
        messages=(*definitions.messages, *filling.messages),
        signals=(*definitions.signals, *filling.signals),
        errors=tuple(one if one.code else msgspec.structs.replace(one, code=one.id) for one in definitions.errors),
        escalations=tuple(
            one if one.code else msgspec.structs.replace(one, code=one.id) for one in definitions.escalations
        ),
    )


class _Filling:
    """The messages and signals that are made up on the way. `by_flow`: {element: the message that its flow carries}."""

    def __init__(self, definitions: Definitions) -> None:
        self.messages: list[Message] = []
        self.signals: list[Signal] = []
        self.by_flow: dict[str, str] = {}
        nodes = {node.id: node for process in definitions.processes for node in flow_nodes(process)}
        for drawn in (one for each in definitions.collaborations for one in each.message_flows):
            source, target = nodes.get(drawn.source), nodes.get(drawn.target)
            if source is None or target is None or not (_talks(source) and _talks(target)):
                continue
            known = (drawn.message_ref, self.by_flow.get(target.id, ""), _said(source), _said(target))
            message = next((one for one in known if one), "") or self._message(target.id)
            self.by_flow.setdefault(source.id, message)
            self.by_flow.setdefault(target.id, message)

    def container(self, container: C) -> C:
        return msgspec.structs.replace(container, elements=tuple(self._node(one) for one in container.elements))

    def _node(self, node: FlowNode) -> FlowNode:
        if isinstance(node, SubProcess):
            return self.container(node)
        if isinstance(node, Event):
            throws = node.position in ("throw", "end")
            if throws and _nameless_message(node) and node.id not in self.by_flow:
                return msgspec.structs.replace(node, definitions=())
            return msgspec.structs.replace(
                node, definitions=tuple(self._definition(node.id, one) for one in node.definitions)
            )
        if isinstance(node, Task) and not node.message_ref:
            if node.kind == "receive" or (node.kind == "send" and node.id in self.by_flow):
                return msgspec.structs.replace(node, message_ref=self._message_of(node.id))
            if node.kind == "send" and node.extensions.one(zeebe.TaskDefinition) is None:
                return msgspec.structs.replace(node, kind="task")
        return node

    def _definition(self, name: str, definition: EventDefinition) -> EventDefinition:
        if isinstance(definition, MessageDefinition) and not definition.message_ref:
            return msgspec.structs.replace(definition, message_ref=self._message_of(name))
        if isinstance(definition, SignalDefinition) and not definition.signal_ref:
            self.signals.append(Signal(id=f"signal of {name}", name=name, ordinal=-1))
            return msgspec.structs.replace(definition, signal_ref=f"signal of {name}")
        return definition

    def _message_of(self, name: str) -> str:
        return self.by_flow.get(name) or self._message(name)

    def _message(self, name: str) -> str:
        self.messages.append(Message(id=f"message of {name}", name=name, ordinal=-1))
        return f"message of {name}"


def _nameless_message(node: Event) -> bool:
    """Whether it throws nothing but a message that has no name and is no worker's."""
    if len(node.definitions) != 1 or node.extensions.one(zeebe.TaskDefinition) is not None:
        return False
    definition = node.definitions[0]
    return isinstance(definition, MessageDefinition) and not definition.message_ref


def _talks(node: FlowNode) -> bool:
    """Whether it sends or gets a message by itself."""
    if isinstance(node, Task):
        return node.kind in ("send", "receive") and node.extensions.one(zeebe.TaskDefinition) is None
    return isinstance(node, Event) and any(isinstance(one, MessageDefinition) for one in node.definitions)


def _said(node: FlowNode) -> str:
    """The message to which it refers itself."""
    if isinstance(node, Task):
        return node.message_ref
    found = (one for one in getattr(node, "definitions", ()) if isinstance(one, MessageDefinition))
    return next((one.message_ref for one in found if one.message_ref), "")
