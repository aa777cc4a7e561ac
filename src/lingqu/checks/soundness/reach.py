"""From where tokens come to an inclusive join: which elements lead to which of its flows without passing the join.

The rule of BPMN 2.0.2, 13.4.2, read as the engine reads it: links are a path, and a boundary event has a way of its
own, on which whatever comes before its host may come too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lingqu.checks.soundness.links import link_targets
from lingqu.checks.view import View
from lingqu.model.bpmn import Container, Event, FlowNode, SequenceFlow


def leads_to(view: View, container: Container, join: FlowNode) -> dict[int, frozenset[int]]:
    """{ordinal of an element: ordinals of those flows into the join to which a token there can come}."""
    before = _sources(view, container)
    nodes = {node.id: node for node in container.elements if node.id}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for last in incoming(view, container, join):
        seen = {join.ordinal}
        todo = [nodes[last.source]]
        while todo:
            at = todo.pop()
            if at.ordinal not in seen:
                seen.add(at.ordinal)
                found[at.ordinal].add(last.ordinal)
                todo += before[at.ordinal]
    return {element: frozenset(flows) for element, flows in found.items()}


def incoming(view: View, container: Container, node: FlowNode) -> Sequence[SequenceFlow]:
    """The flows into a node that lie in its own container and come from there."""
    return [one for one in view.incoming(node) if _inside(view, container, one, one.source)]


def outgoing(view: View, container: Container, node: FlowNode) -> Sequence[SequenceFlow]:
    """The flows out of a node that lie in its own container and lead somewhere there."""
    return [one for one in view.outgoing(node) if _inside(view, container, one, one.target)]


def _inside(view: View, container: Container, flow: SequenceFlow, end: str) -> bool:
    other = view.by_id.get(end)
    return view.container(flow) is container and isinstance(other, FlowNode) and view.container(other) is container


def _sources(view: View, container: Container) -> defaultdict[int, list[FlowNode]]:
    """Who comes directly before whom."""
    nodes = {node.id: node for node in container.elements if node.id}
    before: defaultdict[int, list[FlowNode]] = defaultdict(list)
    for node in container.elements:
        host = nodes.get(node.attached_to) if isinstance(node, Event) and node.position == "boundary" else None
        before[node.ordinal] += [nodes[flow.source] for flow in incoming(view, container, host or node)]
    for source, target in link_targets(container).items():
        before[target].append(next(one for one in container.elements if one.ordinal == source))
    return before
