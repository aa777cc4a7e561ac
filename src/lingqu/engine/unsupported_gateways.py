"""What of a gateway cannot run."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.engine.unsupported_parts import Found, has_inputs, problem
from lingqu.model.bpmn.elements import Container, Event, Gateway, Task
from lingqu.model.bpmn.events import MessageDefinition

#: Gateways that run.
GATEWAYS = frozenset({"exclusive", "parallel", "inclusive", "event-based", "complex"})


def of_gateway(container: Container, node: Gateway) -> Iterator[Found]:
    if node.kind not in GATEWAYS:
        yield problem(node, "unsupported_element", kind=f"{node.kind} gateway")
    if node.instantiate and node.kind != "event-based":
        yield problem(node, "unsupported_feature", feature="instantiate on a gateway that waits for nothing")
    if node.kind == "event-based":
        yield from _of_race(container, node)
    if node.kind == "complex":
        yield from _of_complex(container, node)


def _of_complex(container: Container, node: Gateway) -> Iterator[Found]:
    """With several incoming flows a complex gateway has to say what activates it."""
    condition = node.activation_condition
    text = condition.text.strip() if condition is not None else ""
    if not text and sum(flow.target == node.id for flow in container.flows) > 1:
        yield problem(node, "missing_part", part="activation condition")


def _of_race(container: Container, node: Gateway) -> Iterator[Found]:
    """Behind an event-based gateway everything waits."""
    every = node.event_gateway_type == "Parallel"
    if every and not node.instantiate:
        yield problem(node, "unsupported_feature", feature="a parallel event-based gateway that starts no instance")
    elements = {one.id: one for one in container.elements}
    for flow in container.flows:
        if flow.source != node.id:
            continue
        target = elements.get(flow.target)
        waits = isinstance(target, Event) and target.position == "catch"
        if target is not None and has_inputs(target):
            yield problem(target, "unsupported_feature", feature="input mappings behind an event-based gateway")
        if not waits and not (isinstance(target, Task) and target.kind == "receive"):
            yield problem(node, "unsupported_feature", feature=f"a flow to something that does not wait: {flow.target}")
        elif every and isinstance(target, Event) and not _is_message(target):
            yield problem(node, "unsupported_feature", feature=f"a parallel race for more than messages: {flow.target}")


def _is_message(event: Event) -> bool:
    return len(event.definitions) == 1 and isinstance(event.definitions[0], MessageDefinition)
