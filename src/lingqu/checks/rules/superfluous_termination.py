"""A terminate event in a scope that never holds a second token ends nothing that would not end anyway."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_event_scope
from lingqu.model.bpmn import Container, Event, FlowNode, Gateway, SubProcess, TerminateDefinition


def find(view: View) -> Iterator[Found]:
    for container in view.containers:
        ends = [
            node
            for node in container.elements
            if isinstance(node, Event)
            and any(isinstance(one, TerminateDefinition) for one in view.definitions_of(node))
        ]
        if ends and not _concurrent(container, view):
            for end in ends:
                yield Found(element=end)


def _concurrent(container: Container, view: View) -> bool:
    """Whether two tokens can be in the scope at once."""
    begins = [
        node
        for node in container.elements
        if not view.incoming(node)
        and not is_event_scope(node)
        and not (isinstance(node, Event) and node.position in ("start", "boundary"))
    ]
    return len(begins) > 1 or any(_doubles(node, view) for node in container.elements)


def _doubles(node: FlowNode, view: View) -> bool:
    if isinstance(node, Event) and node.position == "boundary" and not node.interrupting:
        return True
    if isinstance(node, SubProcess) and node.triggered_by_event:
        return any(
            isinstance(start, Event) and start.position == "start" and not start.interrupting for start in node.elements
        )
    one_way = isinstance(node, Gateway) and node.kind in ("exclusive", "event-based")
    return not one_way and len(view.outgoing(node)) > 1


RULE = Rule(code="superfluous_termination", severity="info", find=find)
