"""Where a scope begins, and what can start an instance of a process.

A scope begins at its start events. Without one everything begins that nothing leads to (BPMN 2.0.2, 10.5.2 and 13.3.4):
all of it at once, in a process as well as in a sub-process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lingqu.engine.program import Flow, Node
from lingqu.model.bpmn.elements import Activity, Container, Event, FlowNode, SubProcess
from lingqu.model.bpmn.events import LinkDefinition


def starts_of(container: Container) -> tuple[int, ...]:
    """The ordinals of its start events, or of what begins instead."""
    events = _start_events(container)
    return events or tuple(one.ordinal for one in _unled(container))


def begins_of(process: Container, nodes: Mapping[int, Node]) -> tuple[int, ...]:
    """Where an instance begins that no trigger has started: at the start event that waits for nothing.

    Of several each starts instances of its own (10.5.2): then it begins nowhere unless one is chosen.
    """
    if not _start_events(process):
        return tuple(one for one in starts_of(process) if not nodes[one].instantiates)
    plain = plain_starts_of(process, nodes)
    return plain if len(plain) == 1 else ()


def plain_starts_of(process: Container, nodes: Mapping[int, Node]) -> tuple[int, ...]:
    """Its start events that wait for nothing."""
    return tuple(one for one in _start_events(process) if nodes[one].trigger.kind == "none" and not nodes[one].parts)


def starters_of(process: Container, nodes: Mapping[int, Node], flows: Mapping[int, Flow]) -> Iterator[int]:
    """What can start an instance: start events with their triggers, receive tasks, events behind a gateway."""
    gates = [one for one in nodes.values() if one.instantiates and one.scope == process.ordinal]
    behind = [flows[flow.ordinal].target for gate in gates for flow in gate.outgoing]
    own = [one.ordinal for one in gates if one.behaviour == "receive"]
    for start in dict.fromkeys((*_start_events(process), *own, *behind)):
        yield start
        yield from nodes[start].parts


def _start_events(container: Container) -> tuple[int, ...]:
    return tuple(one.ordinal for one in container.elements if isinstance(one, Event) and one.position == "start")


def _unled(container: Container) -> Iterator[FlowNode]:
    """What nothing leads to, and no event starts."""
    fed = {flow.target for flow in container.flows}
    return (one for one in container.elements if one.id not in fed and _may_begin(one))


def _may_begin(node: FlowNode) -> bool:
    if isinstance(node, Activity):
        return not node.for_compensation and not (isinstance(node, SubProcess) and node.triggered_by_event)
    if isinstance(node, Event):
        caught = node.position == "catch" and any(isinstance(one, LinkDefinition) for one in node.definitions)
        return node.position != "boundary" and not caught
    return True
