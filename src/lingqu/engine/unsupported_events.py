"""What of one event cannot run: its triggers at its position, what they lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lingqu.engine import event_grid
from lingqu.engine.compile_compensation import leads_to_no_handler
from lingqu.engine.compile_events import calendar_of
from lingqu.engine.compile_parts import Context, has_job
from lingqu.engine.event_grid import TRIGGERS
from lingqu.engine.timers import expect_time
from lingqu.engine.unsupported_parts import Found, has_inputs, of_message, of_raw, problem
from lingqu.feel.temporal.cron import is_cron
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn.elements import Activity, Container, Event, SubProcess
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
    TimerDefinition,
)
from lingqu.model.bpmn.formal import marked
from lingqu.worktime import CHINA


def of_event(context: Context, container: Container, node: Event) -> Iterator[Found]:
    definitions = context.definitions_of(node)
    if len(definitions) < len(node.definitions) + len(node.definition_refs):
        missing = [one.text for one in node.definition_refs if one.text not in context.event_definitions]
        yield problem(node, "bad_reference", reference=", ".join(missing))
    if node.position in ("start", "boundary") and has_inputs(node):
        yield problem(node, "unsupported_feature", feature="input mappings on a start or boundary event")
    place, row = event_grid.position(container, node), event_grid.trigger(node, definitions)
    if row == "none" and node.position in ("catch", "boundary"):
        yield problem(node, "missing_part", part="trigger")
        return
    if row not in event_grid.GRID[place] and not (row == "none" and node.position == "start"):
        yield problem(node, "unsupported_trigger", kind=f"{place} event", trigger=row)
        return
    yield from _of_flows(container, node, row)
    yield from _of_job(node, row)
    if len(definitions) > 1:
        yield from _of_several(node, place, row, definitions)
    for definition in definitions:
        yield from of_raw(node, definition.extensions)
        yield from _of_definition(context, container, node, definition)


def _of_flows(container: Container, node: Event, row: str) -> Iterator[Found]:
    """Nothing leads to what begins by itself, nothing follows what ends or jumps (10.5.2 to 10.5.4)."""
    if any(flow.target == node.id for flow in container.flows):
        if node.position == "start":
            yield problem(node, "unsupported_feature", feature="sequence flows into a start event")
        elif node.position == "boundary":
            yield problem(node, "unsupported_feature", feature="sequence flows into a boundary event")
        elif node.position == "catch" and row == "link":
            yield problem(node, "unsupported_feature", feature="sequence flows into a catching link event")
    if any(flow.source == node.id for flow in container.flows):
        if node.position == "end":
            yield problem(node, "unsupported_feature", feature="sequence flows out of an end event")
        elif node.position == "throw" and row == "link":
            yield problem(node, "unsupported_feature", feature="sequence flows out of a throwing link event")


def _of_several(node: Event, place: str, row: str, definitions: Sequence[EventDefinition]) -> Iterator[Found]:
    """Several triggers: which of them go together."""
    kinds = [TRIGGERS.get(type(one), type(one).__name__) for one in definitions]
    allowed = event_grid.ONE_OF[place] if row == "multiple" else event_grid.ALL_OF
    for kind in dict.fromkeys(kinds):
        if kind not in allowed:
            yield problem(node, "unsupported_trigger", kind=f"{place} event with several triggers", trigger=kind)
        elif node.position in ("throw", "end") and kind in event_grid.ONCE and kinds.count(kind) > 1:
            yield problem(node, "unsupported_trigger", kind=f"{place} event", trigger=f"{kind} more than once")
    if len({"cancel", "error", "terminate"}.intersection(kinds)) > 1 or {"cancel", "compensation"} <= set(kinds):
        yield problem(node, "unsupported_trigger", kind="end event", trigger="triggers that exclude one another")


def _of_job(node: Event, row: str) -> Iterator[Found]:
    """A worker can throw a message; nothing else can be left to a job."""
    if node.position in ("throw", "end") and has_job(node) and row not in ("none", "message"):
        yield problem(node, "unsupported_feature", feature=f"zeebe:taskDefinition on an event with {row}")


def _of_definition(context: Context, container: Container, node: Event, definition: EventDefinition) -> Iterator[Found]:
    match definition:
        case MessageDefinition():
            if node.position not in ("throw", "end") or not has_job(node):
                yield from of_message(context, node, definition.message_ref)
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
            yield from _of_cancel(context, container, node)
        case ConditionalDefinition():
            if definition.condition is None or not definition.condition.text.strip():
                yield problem(node, "missing_part", part="condition")
        case TimerDefinition():
            yield from _of_timer(node, definition)
        case LinkDefinition():
            yield from _of_link(container, node, definition)
        case _:
            pass


def _of_error(context: Context, node: Event, definition: ErrorDefinition) -> Iterator[Found]:
    """An error may be thrown without a code, like an escalation; then only those catch it that take any."""
    error = context.errors.get(definition.error_ref)
    if definition.error_ref and error is None:
        yield problem(node, "bad_reference", reference=definition.error_ref)
    if node.position != "end" and error is not None and error.code.lstrip().startswith("="):
        yield problem(node, "unsupported_feature", feature="a FEEL error code on a catching event")


def _of_escalation(context: Context, node: Event, definition: EscalationDefinition) -> Iterator[Found]:
    escalation = context.escalations.get(definition.escalation_ref)
    if definition.escalation_ref and escalation is None:
        yield problem(node, "bad_reference", reference=definition.escalation_ref)
    if node.position in ("start", "boundary") and escalation is not None and escalation.code.lstrip().startswith("="):
        yield problem(node, "unsupported_feature", feature="a FEEL escalation code on a catching event")


def _of_compensation(container: Container, node: Event, definition: CompensateDefinition) -> Iterator[Found]:
    if node.position == "boundary":
        if leads_to_no_handler(container, node):
            yield problem(node, "missing_part", part="compensation handler")
        if any(flow.source == node.id for flow in container.flows):
            yield problem(node, "unsupported_feature", feature="sequence flows at a compensation boundary event")
    elif node.position in ("throw", "end"):
        if not definition.wait_for_completion and len(node.definitions) + len(node.definition_refs) > 1:
            yield problem(
                node, "unsupported_feature", feature="compensation beside other triggers that is not waited for"
            )
        triggered = isinstance(container, SubProcess) and container.triggered_by_event
        known = {one.id for one in container.elements if isinstance(one, Activity)}
        if definition.activity_ref and definition.activity_ref not in known and not triggered:
            yield problem(node, "bad_reference", reference=definition.activity_ref)


def _of_cancel(context: Context, container: Container, node: Event) -> Iterator[Found]:
    """A cancel end event stands in a transaction, however deep, a cancel boundary event on one."""
    if node.position == "end":
        yield from _of_cancel_end(context, container, node)
        return
    host = next((one for one in container.elements if one.id == node.attached_to), None)
    if isinstance(host, Activity) and not (isinstance(host, SubProcess) and host.kind == "transaction"):
        yield problem(node, "unsupported_feature", feature="a cancel boundary event without a transaction")


def _of_cancel_end(context: Context, container: Container, node: Event) -> Iterator[Found]:
    """What compensates runs when its transaction is over, or is being cancelled already."""
    at: Container | None = container
    while isinstance(at, SubProcess) and at.kind != "transaction":
        if at.for_compensation or _undoes(context, at):
            yield problem(node, "unsupported_feature", feature="a cancel end event in what compensates")
            return
        at = context.around.get(id(at))
    if not isinstance(at, SubProcess):
        yield problem(node, "unsupported_feature", feature="a cancel end event outside a transaction")


def _undoes(context: Context, scope: SubProcess) -> bool:
    """Whether it is a compensation event sub-process."""
    starts = (one for one in scope.elements if isinstance(one, Event) and one.position == "start")
    return scope.triggered_by_event and any(
        isinstance(one, CompensateDefinition) for start in starts for one in context.definitions_of(start)
    )


def _of_timer(node: Event, definition: TimerDefinition) -> Iterator[Found]:
    drawn = [one for one in (definition.date, definition.duration, definition.cycle) if one is not None]
    if len(drawn) > 1:
        yield problem(node, "unsupported_trigger", kind="timer", trigger="several times")
        return
    text = definition.text.strip()
    calendar = calendar_of(node, definition)
    if not text:
        yield problem(node, "missing_part", part="time")
    elif not marked(drawn[0]):
        try:
            expect_time(definition.kind, text, CHINA.name if calendar else "")
        except Invalid:
            yield problem(node, "bad_timer", text=text)
    if calendar and (definition.kind == "date" or is_cron(text)):
        yield problem(node, "unsupported_feature", feature="a calendar on a timer without a duration")


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
