"""What was drawn: the elements of a BPMN document, immutable, with everything in it, without behaviour.

    Definitions
    ├── processes: Process ─┬─ elements: FlowNode   Task | SubProcess | CallActivity | Gateway | Event
    │                       ├─ flows: SequenceFlow
    │                       ├─ artifacts: Artifact  Association | TextAnnotation | Group | DataObject
    │                       └─ lanes: LaneSet
    ├── messages, errors, signals, escalations, event_definitions
    ├── collaborations: Collaboration
    └── diagrams, rest      kept XML

A SubProcess is a container like a Process. References are ids without a namespace prefix; whether they lead
anywhere is the business of `lingqu.checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import field

from lingqu.model.bpmn.data import (
    DataInput,
    DataInputAssociation,
    DataOutput,
    DataOutputAssociation,
    InputItem,
    IoSpecification,
    OutputItem,
    Property,
)
from lingqu.model.bpmn.events import EventDefinition
from lingqu.model.bpmn.parts import Element, Raw, Text

TaskKind: TypeAlias = Literal["task", "user", "service", "script", "manual", "send", "receive", "business-rule"]
GatewayKind: TypeAlias = Literal["exclusive", "inclusive", "parallel", "complex", "event-based"]
EventPosition: TypeAlias = Literal["start", "catch", "throw", "boundary", "end"]
SubProcessKind: TypeAlias = Literal["embedded", "transaction", "ad-hoc"]
DataKind: TypeAlias = Literal["object", "object-reference", "store-reference"]


class SequenceFlow(Element, frozen=True, kw_only=True):
    source: str = field(default="", name="sourceRef")
    target: str = field(default="", name="targetRef")
    condition: Text | None = field(default=None, name="conditionExpression")


class Loop(Element, frozen=True, kw_only=True):
    """Base of the ways in which an activity happens more than once."""


class StandardLoop(Loop, frozen=True, kw_only=True):
    """Repeat while the condition holds, tested before (`test_before`) or after each round."""

    condition: Text | None = field(default=None, name="loopCondition")
    test_before: bool = False
    maximum: str = field(default="", name="loopMaximum")


class ImplicitThrow(Element, frozen=True, kw_only=True):
    """What a complex behaviour throws."""

    definitions: tuple[EventDefinition, ...] = ()
    definition_refs: tuple[Text, ...] = field(default=(), name="eventDefinitionRef")


class ComplexBehavior(Element, frozen=True, kw_only=True):
    """`event` is thrown by an instance that completes while the condition holds."""

    condition: Text | None = None
    event: ImplicitThrow | None = None


class MultiInstance(Loop, frozen=True, kw_only=True):
    """Many times at once or in sequence, over a collection.

    That is `extensions.one(zeebe.LoopCharacteristics)`, or plain BPMN's `collection`: what holds data, by id.
    """

    sequential: bool = field(default=False, name="isSequential")
    cardinality: Text | None = field(default=None, name="loopCardinality")
    collection: Text | None = field(default=None, name="loopDataInputRef")
    collected: Text | None = field(default=None, name="loopDataOutputRef")
    item: InputItem | None = None
    output: OutputItem | None = None
    completion_condition: Text | None = None
    behavior: str = "All"  # which instances throw an event when they complete: None (each), One (the first), Complex
    none_event: str = field(default="", name="noneBehaviorEventRef")  # an event definition of the document
    one_event: str = field(default="", name="oneBehaviorEventRef")
    complex_behavior: tuple[ComplexBehavior, ...] = ()


class FlowNode(Element, frozen=True, kw_only=True):
    """What sequence flows connect. `incoming` and `outgoing` of the document are not read: flows say it."""


class Activity(FlowNode, frozen=True, kw_only=True):
    default: str = ""  # id of the flow taken when no condition holds
    loop: Loop | None = None
    for_compensation: bool = field(default=False, name="isForCompensation")
    start_quantity: int = 1
    completion_quantity: int = 1
    io: IoSpecification | None = None
    properties: tuple[Property, ...] = ()
    data_inputs: tuple[DataInputAssociation, ...] = ()
    data_outputs: tuple[DataOutputAssociation, ...] = ()


class Task(Activity, frozen=True, kw_only=True):
    kind: TaskKind = "task"
    message_ref: str = ""  # send, receive
    instantiate: bool = False  # receive
    script: Text | None = None  # script
    script_format: str = ""  # script: its language


class GlobalTask(Task, frozen=True, kw_only=True):
    """A task outside of all processes, for call activities to call."""


class SubProcess(Activity, frozen=True, kw_only=True):
    kind: SubProcessKind = "embedded"
    triggered_by_event: bool = False
    lanes: tuple[LaneSet, ...] = ()
    elements: tuple[FlowNode, ...] = ()  # document order
    flows: tuple[SequenceFlow, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    completion_condition: Text | None = None  # ad-hoc
    ordering: str = "Parallel"  # ad-hoc: or "Sequential"
    cancel_remaining: bool = field(default=True, name="cancelRemainingInstances")  # ad-hoc


class CallActivity(Activity, frozen=True, kw_only=True):
    """Calls a process: `extensions.one(zeebe.CalledElement)` names it, or plain BPMN's `called_element`."""

    called_element: str = ""


class Gateway(FlowNode, frozen=True, kw_only=True):
    kind: GatewayKind = "exclusive"
    default: str = ""
    instantiate: bool = False  # event-based
    event_gateway_type: str = "Exclusive"  # event-based: or "Parallel", all events are awaited
    activation_condition: Text | None = None  # complex


class Event(FlowNode, frozen=True, kw_only=True):
    """A start, end, boundary or intermediate event; without definitions a none event."""

    position: EventPosition = "start"
    definitions: tuple[EventDefinition, ...] = ()
    definition_refs: tuple[Text, ...] = field(default=(), name="eventDefinitionRef")  # to the document's root
    attached_to: str = field(default="", name="attachedToRef")  # boundary
    interrupting: bool = field(default=True, name="cancelActivity")  # boundary; for a start: isInterrupting
    parallel_multiple: bool = False  # all definitions must happen, not one of them
    inputs: tuple[DataInput, ...] = ()  # of one that throws
    outputs: tuple[DataOutput, ...] = ()  # of one that catches
    data_inputs: tuple[DataInputAssociation, ...] = ()
    data_outputs: tuple[DataOutputAssociation, ...] = ()


class Artifact(Element, frozen=True, kw_only=True):
    """Base of what is drawn, but no part of the flow."""


class Association(Artifact, frozen=True, kw_only=True):
    """A dotted line; from a compensation boundary event it leads to the handler."""

    source: str = field(default="", name="sourceRef")
    target: str = field(default="", name="targetRef")


class TextAnnotation(Artifact, frozen=True, kw_only=True):
    text: Text | None = None


class Group(Artifact, frozen=True, kw_only=True):
    """A frame around elements, without meaning for the flow."""


class DataObject(Artifact, frozen=True, kw_only=True):
    """A data object, or a reference to a data object or a data store."""

    kind: DataKind = "object"
    object_ref: str = field(default="", name="dataObjectRef")  # of a reference


class Lane(Element, frozen=True, kw_only=True):
    members: tuple[Text, ...] = field(default=(), name="flowNodeRef")
    children: LaneSet | None = None


class LaneSet(Element, frozen=True, kw_only=True):
    lanes: tuple[Lane, ...] = ()
    place: Literal["container", "lane"] = "container"  # what it divides


class Process(Element, frozen=True, kw_only=True):
    executable: bool = field(default=False, name="isExecutable")
    io: IoSpecification | None = None
    properties: tuple[Property, ...] = ()
    lanes: tuple[LaneSet, ...] = ()
    elements: tuple[FlowNode, ...] = ()  # document order
    flows: tuple[SequenceFlow, ...] = ()
    artifacts: tuple[Artifact, ...] = ()


Container: TypeAlias = Process | SubProcess


class Participant(Element, frozen=True, kw_only=True):
    process_ref: str = ""


class MessageFlow(Element, frozen=True, kw_only=True):
    source: str = field(default="", name="sourceRef")
    target: str = field(default="", name="targetRef")
    message_ref: str = ""


class Collaboration(Element, frozen=True, kw_only=True):
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    artifacts: tuple[Artifact, ...] = ()


class Message(Element, frozen=True, kw_only=True):
    """What receives it correlates by `extensions.one(zeebe.Subscription)`."""


class Error(Element, frozen=True, kw_only=True):
    code: str = field(default="", name="errorCode")


class Escalation(Element, frozen=True, kw_only=True):
    code: str = field(default="", name="escalationCode")


class Signal(Element, frozen=True, kw_only=True):
    """Broadcast by its name."""


class Definitions(Element, frozen=True, kw_only=True):
    """A whole BPMN document."""

    target_namespace: str = ""
    namespaces: tuple[tuple[str, str], ...] = ()  # (prefix, URI) sorted; "" = the default namespace
    messages: tuple[Message, ...] = ()
    errors: tuple[Error, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    signals: tuple[Signal, ...] = ()
    event_definitions: tuple[EventDefinition, ...] = ()  # referred to by `Event.definition_refs`
    collaborations: tuple[Collaboration, ...] = ()
    processes: tuple[Process, ...] = ()
    global_tasks: tuple[GlobalTask, ...] = ()
    diagrams: tuple[Raw, ...] = ()

    def process(self, process_id: str) -> Process | None:
        return next((one for one in self.processes if one.id == process_id), None)

    def message(self, message_id: str) -> Message | None:
        return next((one for one in self.messages if one.id == message_id), None)

    def error(self, error_id: str) -> Error | None:
        return next((one for one in self.errors if one.id == error_id), None)

    def escalation(self, escalation_id: str) -> Escalation | None:
        return next((one for one in self.escalations if one.id == escalation_id), None)

    def signal(self, signal_id: str) -> Signal | None:
        return next((one for one in self.signals if one.id == signal_id), None)


def containers(root: Container) -> Iterator[Container]:
    """The container and all sub-processes inside it, in document order."""
    yield root
    for element in root.elements:
        if isinstance(element, SubProcess):
            yield from containers(element)


def flow_nodes(root: Container) -> Iterator[FlowNode]:
    """All flow nodes inside the container at any depth, in document order; scopes before their content."""
    for element in root.elements:
        yield element
        if isinstance(element, SubProcess):
            yield from flow_nodes(element)
