"""What of one flow node cannot run: its kind, its triggers, its extensions, what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.engine.compile_nodes import Context, job_plan
from lingqu.engine.unsupported_events import of_event
from lingqu.engine.unsupported_parts import Found, has_inputs, of_message, of_raw, problem
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

#: Gateways that run.
GATEWAYS = frozenset({"exclusive", "parallel", "inclusive", "event-based"})


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
            yield from of_event(context, container, node)
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
    yield from of_raw(node, node.extensions)


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
        yield from of_message(context, node, node.message_ref)
    if job is not None and node.kind in ("task", "manual", "user", "receive"):
        yield problem(node, "unsupported_feature", feature=f"zeebe:taskDefinition on a task of kind {node.kind}")
    if node.instantiate:
        yield problem(node, "unsupported_feature", feature="instantiate")


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
        if target is not None and has_inputs(target):
            yield problem(target, "unsupported_feature", feature="input mappings behind an event-based gateway")
        if not waits and not (isinstance(target, Task) and target.kind == "receive"):
            yield problem(node, "unsupported_feature", feature=f"a flow to something that does not wait: {flow.target}")
