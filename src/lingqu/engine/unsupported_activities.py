"""What of an activity cannot run: a task, a call, a sub-process, its loop, its quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lingqu.engine.compile_loops import loop_events
from lingqu.engine.compile_nodes import global_task
from lingqu.engine.compile_parts import Context, has_job
from lingqu.engine.unsupported_parts import Found, of_message, problem
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import (
    Activity,
    CallActivity,
    Container,
    Escalation,
    Event,
    Gateway,
    MultiInstance,
    Signal,
    StandardLoop,
    SubProcess,
    Task,
)
from lingqu.model.bpmn.events import EscalationDefinition, MessageDefinition, SignalDefinition
from lingqu.model.bpmn.formal import is_feel


def of_activity(context: Context, container: Container, node: Activity) -> Iterator[Found]:
    incoming = [flow for flow in container.flows if flow.target == node.id]
    if node.for_compensation and (incoming or any(flow.source == node.id for flow in container.flows)):
        yield problem(node, "unsupported_feature", feature="sequence flows at a compensation handler")
    yield from _of_loop(context, node)
    yield from _of_quantities(container, node)
    match node:
        case Task():
            yield from _of_task(context, node)
        case CallActivity():
            yield from _of_call(context, container, node)
        case SubProcess():
            yield from _of_subprocess(container, node)
        case _:
            yield problem(node, "unsupported_element", kind=type(node).__name__)


def _of_loop(context: Context, node: Activity) -> Iterator[Found]:
    loop = node.loop
    if isinstance(loop, StandardLoop):
        maximum = loop.maximum.strip()
        condition = loop.condition.text.strip() if loop.condition is not None else ""
        if not condition and not maximum:
            yield problem(node, "missing_part", part="loop condition or maximum")
        if maximum and not (maximum.isascii() and maximum.isdigit() and int(maximum)):
            yield problem(node, "unsupported_feature", feature="a loop maximum that is not a number of at least 1")
    if isinstance(loop, MultiInstance):
        given = loop.extensions.one(zeebe.LoopCharacteristics)
        listed = given.input_collection.strip() if given is not None else loop.collection is not None
        if loop.cardinality is None and not listed:
            yield problem(node, "missing_part", part="input collection or loop cardinality")
        yield from _of_loop_events(context, node, loop)


def _of_loop_events(context: Context, node: Activity, loop: MultiInstance) -> Iterator[Found]:
    """What instances throw when they complete: signals, messages and escalations."""
    if loop.behavior not in ("All", "None", "One", "Complex"):
        yield problem(node, "unsupported_feature", feature="a multi-instance behavior that BPMN does not know")
    found = list(loop_events(context.every_definition, loop))
    wanted = len(loop.complex_behavior) if loop.behavior == "Complex" else bool(loop.none_event or loop.one_event)
    if loop.behavior != "All" and len(found) < wanted:
        yield problem(node, "missing_part", part="event of the multi-instance behavior")
    for when, definition in found:
        if not isinstance(definition, SignalDefinition | MessageDefinition | EscalationDefinition):
            yield problem(node, "unsupported_feature", feature="a multi-instance behavior that throws this event")
        else:
            yield from _of_thrown(context, node, definition)
        text = "" if when.condition is None else when.condition.text.strip()
        if loop.behavior == "Complex" and not text:
            yield problem(node, "missing_part", part="condition")


def _of_thrown(
    context: Context, node: Activity, thrown: SignalDefinition | MessageDefinition | EscalationDefinition
) -> Iterator[Found]:
    if isinstance(thrown, MessageDefinition):
        yield from of_message(context, node, thrown.message_ref)
        return
    known: Mapping[str, Signal | Escalation] = context.escalations
    ref = thrown.escalation_ref if isinstance(thrown, EscalationDefinition) else thrown.signal_ref
    if isinstance(thrown, SignalDefinition):
        known = context.signals
        if not ref or (ref in known and not known[ref].name.strip()):
            yield problem(node, "missing_part", part="signal name" if ref else "signal")
    if ref and ref not in known:
        yield problem(node, "bad_reference", reference=ref)


def _of_quantities(container: Container, node: Activity) -> Iterator[Found]:
    """A quantity is at least 1; more than one token can only be gathered where tokens come by flows."""
    if node.start_quantity < 1 or node.completion_quantity < 1:
        yield problem(node, "unsupported_feature", feature="a token quantity below 1")
    if node.start_quantity > 1:
        sources = {flow.source for flow in container.flows if flow.target == node.id}
        raced = [one for one in container.elements if isinstance(one, Gateway) and one.kind == "event-based"]
        if not sources or any(one.id in sources for one in raced):
            yield problem(node, "unsupported_feature", feature="a start quantity where tokens do not gather")


def _of_task(context: Context, node: Task) -> Iterator[Found]:
    job = has_job(node)
    if node.kind == "service" and not job:
        yield problem(node, "missing_part", part="zeebe:taskDefinition")
    elif node.kind == "business-rule":
        yield from _of_business_rule(node, has_job=job)
    elif node.kind == "script" and not job:
        foreign = node.script is not None and node.script.text.strip() and not is_feel(node.script_format)
        if node.extensions.one(zeebe.Script) is None and foreign:
            yield problem(node, "unsupported_feature", feature="a script that is not FEEL")
    elif node.kind in ("send", "receive") and not job:
        yield from of_message(context, node, node.message_ref)
    if job and node.kind in ("task", "manual", "user", "receive"):
        yield problem(node, "unsupported_feature", feature=f"zeebe:taskDefinition on a task of kind {node.kind}")
    if node.instantiate and (node.kind != "receive" or node.loop is not None):
        yield problem(node, "unsupported_feature", feature="instantiate on anything but a receive task without a loop")


def _of_business_rule(node: Task, *, has_job: bool) -> Iterator[Found]:
    """It is a worker's job, or it calls a decision: one of the two."""
    called = node.extensions.one(zeebe.CalledDecision)
    if called is None:
        if not has_job:
            yield problem(node, "missing_part", part="zeebe:taskDefinition or zeebe:calledDecision")
        return
    if has_job:
        yield problem(node, "unsupported_feature", feature="zeebe:taskDefinition beside zeebe:calledDecision")
    if not called.decision_id.strip():
        yield problem(node, "missing_part", part="called decision")
    if not called.result_variable.strip():
        yield problem(node, "missing_part", part="result variable")
    if called.binding not in ("latest", "deployment", "versionTag"):
        yield problem(node, "unsupported_feature", feature=f"a decision with binding {called.binding}")
    elif called.binding == "versionTag" and not called.version_tag.strip():
        yield problem(node, "missing_part", part="version tag")


def _of_call(context: Context, container: Container, node: CallActivity) -> Iterator[Found]:
    called = node.extensions.one(zeebe.CalledElement)
    if (called is None or not called.process_id.strip()) and not node.called_element.strip():
        yield problem(node, "missing_part", part="called process")
    task = global_task(context, node)
    if task is not None:
        yield from of_activity(context, container, task)
        if called is not None and not (called.propagate_all_child_variables and called.propagate_all_parent_variables):
            yield problem(node, "unsupported_feature", feature="variables that do not propagate to a global task")
    elif called is not None:
        if called.binding not in ("latest", "deployment", "versionTag"):
            yield problem(node, "unsupported_feature", feature=f"a call with binding {called.binding}")
        if called.binding == "versionTag" and not called.version_tag.strip():
            yield problem(node, "missing_part", part="version tag")


def _of_subprocess(container: Container, node: SubProcess) -> Iterator[Found]:
    if node.kind == "ad-hoc":
        yield from _of_ad_hoc(node)
    if node.triggered_by_event:
        touched = any(node.id in (flow.source, flow.target) for flow in container.flows)
        if touched:
            yield problem(node, "unsupported_feature", feature="sequence flows at an event sub-process")
        if node.loop is not None:
            yield problem(node, "unsupported_feature", feature="a loop on an event sub-process")


def _of_ad_hoc(node: SubProcess) -> Iterator[Found]:
    """In an ad-hoc sub-process nothing starts and nothing ends by itself; what is in it can be activated."""
    if any(isinstance(one, Event) and one.position in ("start", "end") for one in node.elements):
        yield problem(node, "unsupported_feature", feature="start or end events in an ad-hoc sub-process")
    if node.elements and not any(isinstance(one, Activity) for one in node.elements):
        yield problem(node, "missing_part", part="activity")
    if node.triggered_by_event:
        yield problem(node, "unsupported_feature", feature="an ad-hoc sub-process that is an event sub-process")
    if node.ordering not in ("Parallel", "Sequential"):
        yield problem(node, "unsupported_feature", feature="an ordering that is neither Parallel nor Sequential")
    given = node.extensions.one(zeebe.AdHoc) or zeebe.AdHoc()
    condition = node.completion_condition.text if node.completion_condition is not None else ""
    if has_job(node) and (condition.strip() or given.active_elements_collection.strip()):
        yield problem(node, "unsupported_feature", feature="a list or a condition where a worker decides")
    for text in (given.active_elements_collection, given.output_element):
        if text.strip() and not text.lstrip().startswith("="):
            yield problem(node, "not_feel", text=text.strip())
