"""Who talks to whom: the message flows between processes of one document, and the groups that they connect.

A message flow from or to a pool whose process is not in the document, or to something that does not wait for
messages, constrains nothing: such messages come whenever they come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lingqu.checks.soundness.scopes import Builder
from lingqu.checks.view import View
from lingqu.model.bpmn import Container, Event, FlowNode, MessageDefinition, MessageFlow, Process, Task
from lingqu.model.bpmn.walk import walk


class Talk:
    """The message flows of a document that lead from one of its processes into another."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.flows: list[tuple[MessageFlow, FlowNode, FlowNode]] = []
        open_ended: set[int] = set()  # what hears somebody from outside as well
        for collaboration in view.definitions.collaborations:
            for flow in collaboration.message_flows:
                source, target = view.by_id.get(flow.source), view.by_id.get(flow.target)
                if not isinstance(target, FlowNode) or not _waits(view, target):
                    continue
                if isinstance(source, FlowNode) and view.process(source) not in (None, view.process(target)):
                    self.flows.append((flow, source, target))
                else:
                    open_ended.add(target.ordinal)
        self.flows = [one for one in self.flows if one[2].ordinal not in open_ended]

    def groups(self) -> list[list[Container]]:
        """The processes of the document, those together that talk to one another."""
        group = {one.ordinal: [one] for one in self.view.definitions.processes}
        for _, source, target in self.flows:
            one, other = self.view.process(source), self.view.process(target)
            if one is None or other is None or group[one.ordinal] is group[other.ordinal]:
                continue
            group[one.ordinal] += group[other.ordinal]
            for member in group[other.ordinal]:
                group[member.ordinal] = group[one.ordinal]
        found: list[list[Process]] = []
        for one in self.view.definitions.processes:
            if group[one.ordinal] not in found:
                found.append(group[one.ordinal])
        return [list(members) for members in found]

    def tell(self, build: Builder, roots: Sequence[Container]) -> None:
        """Give a builder the messages that are exchanged inside these containers."""
        inside = {element.ordinal for root in roots for element in walk(root)}
        sends: defaultdict[int, set[int]] = defaultdict(set)
        hears: defaultdict[int, list[int]] = defaultdict(list)
        for flow, source, target in self.flows:
            if source.ordinal in inside and target.ordinal in inside:
                place = build.place("message", flow)
                sends[source.ordinal].add(place)
                hears[target.ordinal].append(place)
        build.sends = {node: frozenset(places) for node, places in sends.items()}
        build.hears = {node: tuple(places) for node, places in hears.items()}


def _waits(view: View, node: FlowNode) -> bool:
    """Whether a node waits for messages."""
    if isinstance(node, Event):
        return node.position in ("start", "catch", "boundary") and any(
            isinstance(one, MessageDefinition) for one in view.definitions_of(node)
        )
    return isinstance(node, Task) and node.kind == "receive"
