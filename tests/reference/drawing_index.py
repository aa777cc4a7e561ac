"""The drawing as the reference reads it: what leads where, by id. No ordinals, nothing compiled."""

from __future__ import annotations

from collections import defaultdict

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Activity, Association, Container, Definitions, Event, Gateway, SubProcess, Task
from lingqu.model.bpmn.events import (
    CancelDefinition,
    CompensateDefinition,
    ConditionalDefinition,
    ErrorDefinition,
    EscalationDefinition,
    EventDefinition,
    LinkDefinition,
    MessageDefinition,
    SignalDefinition,
    TerminateDefinition,
    TimerDefinition,
)


class Index:
    """One process of a document."""

    def __init__(self, document: Definitions) -> None:
        self.document = document
        self.process = document.processes[0]
        self.nodes = {}
        self.flows = {}
        self.home = {}  # id -> the container in which it stands
        self.out = defaultdict(list)
        self.into = defaultdict(list)
        self.boundaries = defaultdict(list)
        self.undo = {}  # id of an activity -> its compensation handler
        self.links = {}  # (container, name) -> the catching event
        todo = [self.process]
        while todo:
            container = todo.pop()
            self._read(container)
            todo += [one for one in container.elements if isinstance(one, SubProcess)]

    def _read(self, container: Container) -> None:
        here = {one.id: one for one in container.elements}
        for one in container.elements:
            self.nodes[one.id] = one
            self.home[one.id] = container
            if isinstance(one, Event) and one.position == "boundary":
                self.boundaries[one.attached_to].append(one)
            if isinstance(one, Event) and one.position == "catch" and self.kind(one) == "link":
                self.links[container.id, self.name(one)] = one
        for flow in container.flows:
            self.flows[flow.id] = flow
            self.out[flow.source].append(flow)
            self.into[flow.target].append(flow)
        for line in container.artifacts:
            if isinstance(line, Association) and line.source in here and line.target in here:
                boundary = here[line.source]
                if isinstance(boundary, Event) and self.kind(boundary) == "compensation":
                    self.undo[boundary.attached_to] = here[line.target]

    def kind_of(self, definition: EventDefinition) -> str:
        """message, timer, signal, error, escalation, condition, compensation, cancel, terminate or link."""
        return _KINDS[type(definition)]

    def kinds(self, event: Event) -> list[str]:
        """The triggers of an event; none of an event without definitions."""
        return [self.kind_of(one) for one in event.definitions]

    def kind(self, event: Event) -> str:
        """The trigger of an event that has one, none or several."""
        kinds = self.kinds(event)
        return kinds[0] if len(kinds) == 1 else "several" if kinds else "none"

    def name_of(self, definition: EventDefinition) -> str:
        """Of a message, signal or link; the code of an error or escalation, "" for any."""
        named = {
            MessageDefinition: lambda: self.document.message(definition.message_ref).name,
            SignalDefinition: lambda: self.document.signal(definition.signal_ref).name,
            ErrorDefinition: lambda: self.document.error(definition.error_ref).code if definition.error_ref else "",
            EscalationDefinition: lambda: (
                self.document.escalation(definition.escalation_ref).code if definition.escalation_ref else ""
            ),
            LinkDefinition: lambda: definition.name,
        }
        return named[type(definition)]()

    def name(self, event: Event) -> str:
        """The name or code of an event with one trigger."""
        [one] = event.definitions
        return self.name_of(one)

    def handlers(self, container: Container) -> list[tuple[SubProcess, Event]]:
        """The event sub-processes of a scope with their start events."""
        return [
            (one, start)
            for one in container.elements
            if isinstance(one, SubProcess) and one.triggered_by_event
            for start in one.elements
            if isinstance(start, Event) and start.position == "start"
        ]

    def starts(self, container: Container) -> list:
        return [one for one in container.elements if isinstance(one, Event) and one.position == "start"]

    def begins(self, container: Container) -> list:
        """Where a scope begins: at its start event, else at whatever nothing leads to (10.5.2)."""
        starts = [one for one in self.starts(container) if not one.definitions]
        if starts:
            return starts
        return [one for one in container.elements if not self.into[one.id] and self._may_begin(one)]

    def _may_begin(self, one) -> bool:
        if isinstance(one, Event):
            return one.position != "boundary" and self.kind(one) != "link"
        triggered = isinstance(one, SubProcess) and one.triggered_by_event
        return not (triggered or (isinstance(one, Activity) and one.for_compensation))

    def gathers(self, node) -> bool:
        """Whether tokens wait before it for others."""
        if isinstance(node, Activity):
            return node.start_quantity > 1
        kinds = ("parallel", "inclusive", "complex")
        return isinstance(node, Gateway) and node.kind in kinds and len(self.into[node.id]) > 1

    def works(self, node) -> bool:
        """Whether somebody outside has to do it."""
        has_job = node.extensions.one(zeebe.TaskDefinition) is not None
        return isinstance(node, Task) and (node.kind == "user" or (has_job and node.kind in ("service", "send")))

    def next_places(self, place: str) -> list[str]:
        """Where a token goes from a place along one flow or one pair of links."""
        found = [flow.target for flow in self.out[place]]
        node = self.nodes[place]
        if isinstance(node, Event) and node.position == "throw" and self.kind(node) == "link":
            found.append(self.links[self.home[place].id, self.name(node)].id)
        return found

    def ways_from(self, place: str, join: str) -> list[set[str]]:
        """For a place, and for each event on its border, the flows into a join along which a token can come."""
        return [self.can_arrive_by(one, join) for one in (place, *(event.id for event in self.boundaries[place]))]

    def can_arrive_by(self, place: str, join: str) -> set[str]:
        """The flows into a join along which a token at a place can come, without passing the join before.

        The activities on its way may send it on from their borders.
        """
        found = {flow.id for flow in self.out[place] if flow.target == join}
        seen, todo = {join}, self.next_places(place)
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            for one in (at, *(event.id for event in self.boundaries[at])):
                found |= {flow.id for flow in self.out[one] if flow.target == join}
                todo += self.next_places(one)
        return found


_KINDS = {
    MessageDefinition: "message",
    TimerDefinition: "timer",
    SignalDefinition: "signal",
    ErrorDefinition: "error",
    EscalationDefinition: "escalation",
    ConditionalDefinition: "condition",
    CompensateDefinition: "compensation",
    CancelDefinition: "cancel",
    TerminateDefinition: "terminate",
    LinkDefinition: "link",
}


def undone_by(index: Index, node) -> Event | None:
    """The start event of a scope's compensation event sub-process."""
    if not isinstance(node, SubProcess):
        return None
    return next((start for _, start in index.handlers(node) if index.kind(start) == "compensation"), None)
