"""What waits in the flow where no path leads: a loop that nothing enters."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, instantiates, is_ad_hoc
from lingqu.model.bpmn import Container, Event, FlowNode, Task


def find(view: View) -> Iterator[Found]:
    for container in view.containers:
        if is_ad_hoc(container):
            continue
        reached = _reached(container, view)
        for node in container.elements:
            if _waits(node) and node.ordinal not in reached:
                yield Found(element=node)


def _waits(node: FlowNode) -> bool:
    if isinstance(node, Event):
        return node.position == "catch"
    return isinstance(node, Task) and node.kind == "receive"


def _reached(container: Container, view: View) -> set[int]:
    """Ordinals of what a path leads to from anything that may be a beginning: what nothing leads to is one."""
    by_id = {node.id: node for node in container.elements}
    waiting = [node for node in container.elements if _may_begin(node, by_id, view)]
    reached: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node.ordinal not in reached:
            reached.add(node.ordinal)
            waiting += [by_id[flow.target] for flow in view.outgoing(node) if flow.target in by_id]
            waiting += view.boundaries(node)
    return reached


def _may_begin(node: FlowNode, siblings: dict[str, FlowNode], view: View) -> bool:
    if isinstance(node, Event) and node.position == "boundary":
        return node.attached_to not in siblings
    if isinstance(node, Event) and node.position == "start":
        return True
    return instantiates(node) or not view.incoming(node)


RULE = Rule(code="unreachable_catch", severity="warning", find=find)
