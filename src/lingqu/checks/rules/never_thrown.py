"""An error, escalation or cancellation is caught where nothing inside can throw it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_event_scope
from lingqu.model.bpmn import (
    Activity,
    CallActivity,
    CancelDefinition,
    Container,
    Error,
    ErrorDefinition,
    Escalation,
    EscalationDefinition,
    Event,
    EventDefinition,
    FlowNode,
    MultiInstance,
    SubProcess,
    Task,
    zeebe,
)

_CAUGHT = (ErrorDefinition, EscalationDefinition, CancelDefinition)
#: Tasks that the engine does by itself: nothing goes wrong in them that a drawing could catch.
_QUIET = ("task", "manual", "receive")


def find(view: View) -> Iterator[Found]:
    """Said only where it is certain: work for people and workers, and called processes, may throw every code."""
    for event in view.of(Event):
        inside = _guarded(event, view) if view.runs(event) else None  # a sketch leaves open what its tasks are
        if inside is None:
            continue
        for definition in view.definitions_of(event):
            if isinstance(definition, _CAUGHT) and not any(_may_throw(one, definition, view) for one in inside):
                yield Found(element=event)


def _guarded(event: Event, view: View) -> list[FlowNode] | None:
    """Everything whose errors would come to this event; None: it catches no errors."""
    if event.position == "boundary":
        host = view.by_id.get(event.attached_to)
        return list(_within(host)) if isinstance(host, Activity) else None
    container = view.container(event)
    if event.position == "start" and isinstance(container, SubProcess) and is_event_scope(container):
        around = view.container(container)
        return None if around is None else [one for node in _others(around, container) for one in _within(node)]
    return None


def _others(around: Container, handler: SubProcess) -> Iterable[FlowNode]:
    return (node for node in around.elements if node is not handler)


def _within(node: FlowNode) -> Iterator[FlowNode]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, SubProcess):
            waiting += one.elements


def _may_throw(node: FlowNode, wanted: EventDefinition, view: View) -> bool:
    if isinstance(node, Event):
        thrown = view.definitions_of(node) if node.position in ("throw", "end") else []
        return _is_work(node) or any(_matches(one, wanted, view) for one in thrown)
    if isinstance(wanted, CancelDefinition):
        return False
    if isinstance(node, Activity) and isinstance(node.loop, MultiInstance) and node.loop.behavior != "All":
        return True  # it throws events of the document's root
    if isinstance(node, Task):
        return node.kind not in _QUIET or _is_work(node)
    return isinstance(node, CallActivity) or _is_work(node)


def _is_work(node: FlowNode) -> bool:
    """Whether a worker does something there, who may throw."""
    kinds = (zeebe.TaskDefinition, zeebe.ExecutionListeners, zeebe.TaskListeners)
    return any(node.extensions.one(kind) is not None for kind in kinds)


def _matches(thrown: EventDefinition, wanted: EventDefinition, view: View) -> bool:
    if type(thrown) is not type(wanted):
        return False
    ours, theirs = _code(wanted, view), _code(thrown, view)
    return not ours or not theirs or ours == theirs or "=" in (ours[0], theirs[0])


def _code(definition: EventDefinition, view: View) -> str:
    """The code it names; "": every code, or none that is known."""
    match definition:
        case ErrorDefinition():
            root = view.by_id.get(definition.error_ref)
            return root.code.strip() if isinstance(root, Error) else ""
        case EscalationDefinition():
            root = view.by_id.get(definition.escalation_ref)
            return root.code.strip() if isinstance(root, Escalation) else ""
        case _:
            return ""


RULE = Rule(code="never_thrown", severity="warning", find=find)
