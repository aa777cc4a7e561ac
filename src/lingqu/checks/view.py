"""A drawing with its connections looked up once, for all rules: who is where, what flows into what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

from lingqu.model.bpmn import (
    Activity,
    Container,
    Definitions,
    Element,
    Event,
    EventDefinition,
    FlowNode,
    Gateway,
    Process,
    SequenceFlow,
    SubProcess,
    Task,
)
from lingqu.model.bpmn.diagram import Picture, picture
from lingqu.model.bpmn.walk import walk
from lingqu.model.forms import Form

E = TypeVar("E", bound=Element)


class View:
    """Look-ups over definitions as `read` gives them (unique ordinals). An id that repeats means its first element.

    `forms` are those that come along with the drawing, by id.
    """

    def __init__(self, definitions: Definitions, forms: Mapping[str, Form] | None = None) -> None:
        self.definitions = definitions
        self.forms = forms or {}
        self.elements: tuple[Element, ...] = tuple(walk(definitions))
        self._drawn: dict[int, Element] = {}  # by ordinal of an event definition or loop
        for element in self.elements:
            for part in _parts(element):
                self._drawn[part.ordinal] = element
        self.by_id: dict[str, Element] = {}
        for element in self.elements:
            if element.id:
                self.by_id.setdefault(element.id, element)
        self.containers: list[Container] = []
        self.nodes: list[FlowNode] = []
        self.flows: list[SequenceFlow] = []
        self._container: dict[int, Container] = {}  # by ordinal of a node or flow
        self._process: dict[int, Process] = {}  # by ordinal of any element inside
        self._incoming: defaultdict[str, list[SequenceFlow]] = defaultdict(list)
        self._outgoing: defaultdict[str, list[SequenceFlow]] = defaultdict(list)
        self._boundaries: defaultdict[str, list[Event]] = defaultdict(list)
        for process in definitions.processes:
            for inner in walk(process):
                self._process[inner.ordinal] = process
            self._enter(process)

    def _enter(self, container: Container) -> None:
        self.containers.append(container)
        for flow in container.flows:
            self.flows.append(flow)
            self._container[flow.ordinal] = container
            self._incoming[flow.target].append(flow)
            self._outgoing[flow.source].append(flow)
        for node in container.elements:
            self.nodes.append(node)
            self._container[node.ordinal] = container
            if isinstance(node, Event) and node.position == "boundary":
                self._boundaries[node.attached_to].append(node)
            if isinstance(node, SubProcess):
                self._enter(node)

    @cached_property
    def picture(self) -> Picture:
        return picture(self.definitions)

    def drawn(self, element: Element) -> Element:
        """What a person sees on the diagram: the event of an event definition, the activity of a loop."""
        return self._drawn.get(element.ordinal, element)

    def of(self, kind: type[E]) -> list[E]:
        """All elements of that type, at any depth."""
        return [element for element in self.elements if isinstance(element, kind)]

    def process(self, element: Element) -> Process | None:
        """The process an element is in; None for messages, pools and the like."""
        return self._process.get(element.ordinal)

    def container(self, element: Element) -> Container | None:
        """The process or sub-process that a node or flow is directly in."""
        return self._container.get(element.ordinal)

    def runs(self, element: Element) -> bool:
        """Whether the element is in a process that is meant to run."""
        process = self.process(element)
        return process is not None and process.executable

    def incoming(self, node: FlowNode) -> list[SequenceFlow]:
        return self._incoming[node.id] if node.id else []

    def outgoing(self, node: FlowNode) -> list[SequenceFlow]:
        return self._outgoing[node.id] if node.id else []

    def boundaries(self, host: FlowNode) -> list[Event]:
        return self._boundaries[host.id] if host.id else []

    def definitions_of(self, event: Event) -> list[EventDefinition]:
        """What an event waits for or throws, references to the root resolved as far as they lead anywhere."""
        referred = (self.by_id.get(reference.text) for reference in event.definition_refs)
        return [*event.definitions, *(one for one in referred if isinstance(one, EventDefinition))]


def _parts(element: Element) -> tuple[Element, ...]:
    if isinstance(element, Event):
        return element.definitions
    return (element.loop,) if isinstance(element, Activity) and element.loop is not None else ()


def is_event_scope(container: Element | None) -> bool:
    """Whether it is an event sub-process."""
    return isinstance(container, SubProcess) and container.triggered_by_event


def is_ad_hoc(container: Element | None) -> bool:
    return isinstance(container, SubProcess) and container.kind == "ad-hoc"


def instantiates(node: Element) -> bool:
    """Whether it starts instances by what it waits for: a receive task or an event-based gateway."""
    return isinstance(node, Task | Gateway) and node.instantiate


def is_for_compensation(node: FlowNode) -> bool:
    return isinstance(node, Activity) and node.for_compensation
