"""What of listeners cannot run: unknown events, listeners where no turn of the token waits for them."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.engine.unsupported_parts import Found, problem
from lingqu.model.bpmn import lingqu, zeebe
from lingqu.model.bpmn.elements import Container, Event, FlowNode, Gateway, Process, SubProcess, Task
from lingqu.model.bpmn.events import CancelDefinition, ErrorDefinition, LinkDefinition

_ENDS_NEVER = (ErrorDefinition, CancelDefinition)
#: Events of a user task that can be listened to.
TASK_EVENTS = ("creating", "assigning", "updating", "completing", "canceling")


def of_listeners(container: Container | None, node: FlowNode | Process) -> Iterator[Found]:
    """The listeners of an element, or of the process (then `container` is None)."""
    for group in node.extensions.all(zeebe.ExecutionListeners):
        for one in group.listeners:
            if one.event_type not in ("start", "end"):
                yield problem(node, "unsupported_feature", feature=f"an execution listener at {one.event_type}")
            elif not one.type.strip():
                yield problem(node, "missing_part", part="listener type")
            elif one.event_type == "start" and not _waits_at_start(container, node):
                yield problem(node, "unsupported_feature", feature="a start listener where nothing is entered")
            elif one.event_type == "end" and not _waits_at_end(node):
                yield problem(node, "unsupported_feature", feature="an end listener where nothing ends")
    if isinstance(node, Task):
        yield from _of_task(node)


def _of_task(node: Task) -> Iterator[Found]:
    for group in node.extensions.all(zeebe.TaskListeners):
        if node.kind != "user":
            yield problem(node, "unsupported_feature", feature="task listeners on anything but a user task")
        elif node.extensions.one(lingqu.Approval) is not None:
            yield problem(node, "unsupported_feature", feature="task listeners beside lingqu:approval")
        for one in group.listeners:
            if one.event_type not in TASK_EVENTS:
                yield problem(node, "unsupported_feature", feature=f"a task listener at {one.event_type}")
            elif not one.type.strip():
                yield problem(node, "missing_part", part="listener type")


def _waits_at_start(container: Container | None, node: FlowNode | Process) -> bool:
    """A start or boundary event happens, as does what stands behind an event-based gateway: no token waits before it.

    A process that starts by several triggers or behind a gateway has begun before it could wait.
    """
    if container is None:
        return isinstance(node, Process) and not any(_starts_apart(one) for one in node.elements)
    if isinstance(node, SubProcess) and node.triggered_by_event:
        return False
    if isinstance(node, Task | Gateway) and node.instantiate:
        return False
    if isinstance(node, Event) and (node.position in ("start", "boundary") or _is_link(node)):
        return node.position in ("throw", "end")
    races = {one.id for one in container.elements if isinstance(one, Gateway) and one.kind == "event-based"}
    return not isinstance(node, FlowNode) or not any(
        flow.target == node.id and flow.source in races for flow in container.flows
    )


def _starts_apart(node: FlowNode) -> bool:
    if isinstance(node, Event) and node.position == "start":
        return len(node.definitions) + len(node.definition_refs) > 1
    return isinstance(node, Gateway) and node.instantiate


def _waits_at_end(node: FlowNode | Process) -> bool:
    """A gateway passes tokens on at once; who throws an error, cancels or jumps does not complete."""
    if isinstance(node, Event):
        thrown = node.position in ("throw", "end")
        return not (thrown and (_is_link(node) or any(isinstance(one, _ENDS_NEVER) for one in node.definitions)))
    return not isinstance(node, Gateway)


def _is_link(node: Event) -> bool:
    return any(isinstance(one, LinkDefinition) for one in node.definitions)
