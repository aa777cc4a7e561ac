"""What of one flow node cannot run: its kind, its triggers, its extensions, what it lacks."""

from __future__ import annotations

import re  # only for our own pattern
from collections.abc import Iterator, Mapping
from typing import Any

from lingqu.engine.compile_compensation import handler_of
from lingqu.engine.compile_nodes import Context, job_plan
from lingqu.engine.timers import first_of
from lingqu.engine.words import in_chinese
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import (
    Activity,
    CallActivity,
    Container,
    Event,
    FlowNode,
    Gateway,
    MultiInstance,
    StandardLoop,
    SubProcess,
    Task,
)
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
from lingqu.model.bpmn.parts import Element, Extensions, Raw


def _kinds(*kinds: type[EventDefinition]) -> frozenset[type[EventDefinition]]:
    return frozenset(kinds)


_CAUGHT = _kinds(MessageDefinition, TimerDefinition, SignalDefinition, ConditionalDefinition)
_THROWN = _kinds(MessageDefinition, SignalDefinition, EscalationDefinition, CompensateDefinition)
#: The event grid: which triggers run at which position. The reference page draws its table from this.
EVENT_GRID: Mapping[str, frozenset[type[EventDefinition]]] = {
    "start": _kinds(MessageDefinition, TimerDefinition, SignalDefinition),
    "event sub-process start": _CAUGHT | _kinds(ErrorDefinition, EscalationDefinition, CompensateDefinition),
    "catch": _CAUGHT | _kinds(LinkDefinition),
    "boundary": _CAUGHT | _kinds(ErrorDefinition, EscalationDefinition, CompensateDefinition, CancelDefinition),
    "throw": _THROWN | _kinds(LinkDefinition),
    "end": _THROWN | _kinds(ErrorDefinition, TerminateDefinition, CancelDefinition),
}
TRIGGERS: Mapping[type[EventDefinition], str] = {
    MessageDefinition: "message",
    TimerDefinition: "timer",
    SignalDefinition: "signal",
    ErrorDefinition: "error",
    LinkDefinition: "link",
    TerminateDefinition: "terminate",
    EscalationDefinition: "escalation",
    ConditionalDefinition: "condition",
    CompensateDefinition: "compensation",
    CancelDefinition: "cancel",
}
#: Gateways that run.
GATEWAYS = frozenset({"exclusive", "parallel", "inclusive", "event-based"})
_TAG = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)")

#: Parameters that are words, not names.
_WORDS = ("part", "feature", "kind", "trigger")

Found = tuple[str, str, dict[str, Any], int]


def problem(element: Element, code: str, /, **params: Any) -> Found:
    """A problem at an element: its id (or name), the code of a message, its parameters, the line."""
    chinese = {f"{name}_zh": in_chinese(params[name]) for name in _WORDS if name in params}
    return element.id, f"engine.{code}", {"element": element.id or element.name, **params, **chinese}, element.line


def of_node(context: Context, container: Container, node: FlowNode) -> Iterator[Found]:
    yield from _of_extensions(node)
    if isinstance(node, Activity):
        yield from _of_activity(node)
        if node.for_compensation and any(node.id in (flow.source, flow.target) for flow in container.flows):
            yield problem(node, "unsupported_feature", feature="sequence flows at a compensation handler")
    match node:
        case Task():
            yield from _of_task(context, node)
        case CallActivity():
            yield from _of_call(node)
        case SubProcess():
            yield from _of_subprocess(container, node)
        case Gateway():
            yield from _of_gateway(container, node)
        case Event():
            yield from _of_event(context, container, node)
        case _:
            yield problem(node, "unsupported_element", kind=type(node).__name__)


def _of_extensions(node: FlowNode) -> Iterator[Found]:
    if node.extensions.all(zeebe.ExecutionListeners):
        yield problem(node, "unsupported_feature", feature="zeebe:executionListeners")
    if node.extensions.all(zeebe.TaskListeners):
        yield problem(node, "unsupported_feature", feature="zeebe:taskListeners")
    form = node.extensions.one(zeebe.FormDefinition)
    if form is not None and form.binding != "latest":
        yield problem(node, "unsupported_feature", feature=f"a form with binding {form.binding}")
    yield from _of_raw(node, node.extensions)


def _of_raw(node: FlowNode, extensions: Extensions) -> Iterator[Found]:
    """What stands there in Camunda's namespace and is not known."""
    for item in extensions.items:
        if isinstance(item, Raw):
            head = item.xml[: item.xml.find(">") + 1]
            tag = _TAG.match(head)
            if tag is not None and zeebe.NAMESPACE in head:
                yield problem(node, "unsupported_feature", feature=f"zeebe:{tag[2]}")


def _has_inputs(node: FlowNode) -> bool:
    mapping = node.extensions.one(zeebe.IoMapping)
    return mapping is not None and bool(mapping.inputs)


def _of_activity(node: Activity) -> Iterator[Found]:
    loop = node.loop
    if isinstance(loop, StandardLoop):
        maximum = loop.maximum.strip()
        condition = loop.condition.text.strip() if loop.condition is not None else ""
        if not condition and not maximum:
            yield problem(node, "missing_part", part="loop condition or maximum")
        if condition and not condition.startswith("="):
            yield problem(node, "not_feel", text=condition)
        if maximum and not (maximum.isascii() and maximum.isdigit() and int(maximum)):
            yield problem(node, "unsupported_feature", feature="a loop maximum that is not a number of at least 1")
    if isinstance(loop, MultiInstance):
        given = loop.extensions.one(zeebe.LoopCharacteristics)
        if loop.cardinality is None and (given is None or not given.input_collection.strip()):
            yield problem(node, "missing_part", part="input collection or loop cardinality")
    if node.start_quantity != 1 or node.completion_quantity != 1:
        yield problem(node, "unsupported_feature", feature="token quantities")


def _of_task(context: Context, node: Task) -> Iterator[Found]:
    job = job_plan(node)
    if node.kind == "service" and job is None:
        yield problem(node, "missing_part", part="zeebe:taskDefinition")
    elif node.kind == "business-rule" and job is None:
        if node.extensions.one(zeebe.CalledDecision) is not None:
            yield problem(node, "unsupported_feature", feature="zeebe:calledDecision")
        else:
            yield problem(node, "missing_part", part="zeebe:taskDefinition")
    elif node.kind == "script" and job is None:
        if node.extensions.one(zeebe.Script) is None and node.script is not None and node.script.text.strip():
            yield problem(node, "unsupported_feature", feature="a script that is not FEEL (zeebe:script)")
    elif node.kind in ("send", "receive") and job is None:
        yield from _of_message(context, node, node.message_ref)
    if job is not None and node.kind in ("task", "manual", "user", "receive"):
        yield problem(node, "unsupported_feature", feature=f"zeebe:taskDefinition on a task of kind {node.kind}")
    if node.instantiate:
        yield problem(node, "unsupported_feature", feature="instantiate")


def _of_message(context: Context, node: Element, ref: str) -> Iterator[Found]:
    message = context.messages.get(ref)
    if not ref:
        yield problem(node, "missing_part", part="message")
    elif message is None:
        yield problem(node, "bad_reference", reference=ref)
    elif not message.name.strip():
        yield problem(node, "missing_part", part="message name")


def _of_call(node: CallActivity) -> Iterator[Found]:
    called = node.extensions.one(zeebe.CalledElement)
    if (called is None or not called.process_id.strip()) and not node.called_element.strip():
        yield problem(node, "missing_part", part="called process")
    if called is not None and called.binding != "latest":
        yield problem(node, "unsupported_feature", feature=f"a call with binding {called.binding}")


def _of_subprocess(container: Container, node: SubProcess) -> Iterator[Found]:
    if node.kind == "ad-hoc":
        yield problem(node, "unsupported_element", kind=f"{node.kind} sub-process")
    if node.triggered_by_event:
        touched = any(node.id in (flow.source, flow.target) for flow in container.flows)
        if touched:
            yield problem(node, "unsupported_feature", feature="sequence flows at an event sub-process")
        if node.loop is not None:
            yield problem(node, "unsupported_feature", feature="a loop on an event sub-process")


def _of_gateway(container: Container, node: Gateway) -> Iterator[Found]:
    if node.kind not in GATEWAYS:
        yield problem(node, "unsupported_element", kind=f"{node.kind} gateway")
    if node.instantiate:
        yield problem(node, "unsupported_feature", feature="instantiate")
    if node.kind != "event-based":
        return
    if node.event_gateway_type == "Parallel":
        yield problem(node, "unsupported_feature", feature="a parallel event-based gateway")
    elements = {one.id: one for one in container.elements}
    for flow in container.flows:
        if flow.source != node.id:
            continue
        target = elements.get(flow.target)
        waits = isinstance(target, Event) and target.position == "catch"
        if target is not None and _has_inputs(target):
            yield problem(target, "unsupported_feature", feature="input mappings behind an event-based gateway")
        if not waits and not (isinstance(target, Task) and target.kind == "receive"):
            yield problem(node, "unsupported_feature", feature=f"a flow to something that does not wait: {flow.target}")


# ---- events -------------------------------------------------------------------------------------------------------


def _of_event(context: Context, container: Container, node: Event) -> Iterator[Found]:
    definitions = context.definitions_of(node)
    if len(definitions) < len(node.definitions) + len(node.definition_refs):
        missing = [one.text for one in node.definition_refs if one.text not in context.event_definitions]
        yield problem(node, "bad_reference", reference=", ".join(missing))
    if len(definitions) > 1 or node.parallel_multiple:
        yield problem(node, "unsupported_trigger", kind=f"{node.position} event", trigger="several triggers")
        return
    if node.position in ("start", "boundary") and _has_inputs(node):
        yield problem(node, "unsupported_feature", feature="input mappings on a start or boundary event")
    if not definitions:
        if node.position in ("catch", "boundary"):
            yield problem(node, "missing_part", part="trigger")
        return
    definition = definitions[0]
    triggered = isinstance(container, SubProcess) and container.triggered_by_event
    place = "event sub-process start" if node.position == "start" and triggered else node.position
    if type(definition) not in EVENT_GRID[place]:
        trigger = TRIGGERS.get(type(definition), type(definition).__name__)
        yield problem(node, "unsupported_trigger", kind=f"{place} event", trigger=trigger)
        return
    yield from _of_raw(node, definition.extensions)
    yield from _of_definition(context, container, node, definition)


def _of_definition(context: Context, container: Container, node: Event, definition: EventDefinition) -> Iterator[Found]:
    match definition:
        case MessageDefinition():
            if node.position not in ("throw", "end") or job_plan(node) is None:
                yield from _of_message(context, node, definition.message_ref)
        case SignalDefinition():
            signal = context.signals.get(definition.signal_ref)
            if not definition.signal_ref:
                yield problem(node, "missing_part", part="signal")
            elif signal is None:
                yield problem(node, "bad_reference", reference=definition.signal_ref)
            elif not signal.name.strip():
                yield problem(node, "missing_part", part="signal name")
        case ErrorDefinition():
            yield from _of_error(context, node, definition)
        case EscalationDefinition():
            yield from _of_escalation(context, node, definition)
        case CompensateDefinition():
            yield from _of_compensation(container, node, definition)
        case CancelDefinition():
            yield from _of_cancel(container, node)
        case ConditionalDefinition():
            text = definition.condition.text.strip() if definition.condition is not None else ""
            if not text:
                yield problem(node, "missing_part", part="condition")
            elif not text.startswith("="):
                yield problem(node, "not_feel", text=text)
        case TimerDefinition():
            yield from _of_timer(node, definition)
        case LinkDefinition():
            yield from _of_link(container, node, definition)
        case _:
            pass


def _of_error(context: Context, node: Event, definition: ErrorDefinition) -> Iterator[Found]:
    error = context.errors.get(definition.error_ref)
    if definition.error_ref and error is None:
        yield problem(node, "bad_reference", reference=definition.error_ref)
    if node.position == "end":
        if error is None or not error.code.strip():
            yield problem(node, "missing_part", part="error code")
        return
    if error is not None and error.code.lstrip().startswith("="):
        yield problem(node, "unsupported_feature", feature="a FEEL error code on a catching event")
    if not node.interrupting:
        yield problem(node, "unsupported_feature", feature="a non-interrupting error event")


def _of_escalation(context: Context, node: Event, definition: EscalationDefinition) -> Iterator[Found]:
    """An escalation may be thrown without a code; then only those catch it that take any."""
    escalation = context.escalations.get(definition.escalation_ref)
    if definition.escalation_ref and escalation is None:
        yield problem(node, "bad_reference", reference=definition.escalation_ref)
    if node.position in ("start", "boundary") and escalation is not None and escalation.code.lstrip().startswith("="):
        yield problem(node, "unsupported_feature", feature="a FEEL escalation code on a catching event")


def _of_compensation(container: Container, node: Event, definition: CompensateDefinition) -> Iterator[Found]:
    if node.position == "boundary":
        if handler_of(container, node) is None:
            yield problem(node, "missing_part", part="compensation handler")
        if any(flow.source == node.id for flow in container.flows):
            yield problem(node, "unsupported_feature", feature="sequence flows at a compensation boundary event")
    elif node.position in ("throw", "end"):
        if not definition.wait_for_completion:
            yield problem(node, "unsupported_feature", feature="compensation that is not waited for")
        triggered = isinstance(container, SubProcess) and container.triggered_by_event
        known = {one.id for one in container.elements if isinstance(one, Activity)}
        if definition.activity_ref and definition.activity_ref not in known and not triggered:
            yield problem(node, "bad_reference", reference=definition.activity_ref)


def _of_cancel(container: Container, node: Event) -> Iterator[Found]:
    """A cancel end event stands directly in a transaction, a cancel boundary event on one."""
    if node.position == "end":
        if not (isinstance(container, SubProcess) and container.kind == "transaction"):
            yield problem(node, "unsupported_feature", feature="a cancel end event outside a transaction")
        return
    host = next((one for one in container.elements if one.id == node.attached_to), None)
    if isinstance(host, Activity) and not (isinstance(host, SubProcess) and host.kind == "transaction"):
        yield problem(node, "unsupported_feature", feature="a cancel boundary event without a transaction")


def _of_timer(node: Event, definition: TimerDefinition) -> Iterator[Found]:
    drawn = [one for one in (definition.date, definition.duration, definition.cycle) if one is not None]
    if len(drawn) > 1:
        yield problem(node, "unsupported_trigger", kind="timer", trigger="several times")
        return
    text = definition.text.strip()
    if not text:
        yield problem(node, "missing_part", part="time")
    elif not text.startswith("="):
        try:
            first_of(definition.kind, text, 0, "UTC")
        except Invalid:
            yield problem(node, "bad_timer", text=text)
    if definition.kind == "cycle" and node.position == "catch":
        yield problem(node, "unsupported_feature", feature="a cycle on an intermediate timer event")


def _of_link(container: Container, node: Event, definition: LinkDefinition) -> Iterator[Found]:
    """A throwing link needs exactly one catching link of its name in the same scope."""
    if not definition.name.strip():
        yield problem(node, "missing_part", part="link name")
    same = [
        one
        for one in container.elements
        if isinstance(one, Event)
        and one.position == "catch"
        and any(isinstance(link, LinkDefinition) and link.name == definition.name for link in one.definitions)
    ]
    if node.position == "throw" and len(same) != 1:
        yield problem(node, "bad_reference", reference=definition.name)
