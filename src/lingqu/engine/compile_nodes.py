"""What one flow node becomes: its behaviour, and the plans and formulas that the behaviour reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.engine.compile_loops import ad_hoc_plan, loop_plan
from lingqu.engine.formulas import Formula
from lingqu.engine.program import (
    NONE,
    Assignment,
    CallPlan,
    DecisionPlan,
    JobPlan,
    Node,
    ScriptPlan,
    TaskPlan,
    Trigger,
)
from lingqu.feel import compile as compile_feel
from lingqu.model.bpmn import lingqu, zeebe
from lingqu.model.bpmn.elements import (
    Activity,
    CallActivity,
    Definitions,
    Error,
    Escalation,
    Event,
    FlowNode,
    Gateway,
    Message,
    Signal,
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

_TASKS: Mapping[str, tuple[str, str]] = {  # kind of task: its BPMN tag, its behaviour without a job
    "task": ("task", "passing"),
    "manual": ("manualTask", "passing"),
    "user": ("userTask", "user"),
    "service": ("serviceTask", "job"),
    "script": ("scriptTask", "script"),
    "business-rule": ("businessRuleTask", "job"),
    "send": ("sendTask", "send"),
    "receive": ("receiveTask", "receive"),
}
_GATEWAYS: Mapping[str, str] = {
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "event-based": "eventBasedGateway",
    "complex": "complexGateway",
}
_EVENTS: Mapping[str, str] = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
}


class Context:
    """What a document declares beside its processes, by id."""

    def __init__(self, definitions: Definitions) -> None:
        self.messages: Mapping[str, Message] = {one.id: one for one in definitions.messages}
        self.errors: Mapping[str, Error] = {one.id: one for one in definitions.errors}
        self.escalations: Mapping[str, Escalation] = {one.id: one for one in definitions.escalations}
        self.signals: Mapping[str, Signal] = {one.id: one for one in definitions.signals}
        self.event_definitions: Mapping[str, EventDefinition] = {one.id: one for one in definitions.event_definitions}

    def definitions_of(self, event: Event) -> tuple[EventDefinition, ...]:
        """The event's own definitions and those it refers to."""
        referred = (self.event_definitions.get(one.text) for one in event.definition_refs)
        return event.definitions + tuple(one for one in referred if one is not None)


def formula(text: str) -> Formula:
    """A formula from a text of the model: FEEL after "=", else fixed. Raises feel's SyntaxProblem."""
    if text.lstrip().startswith("="):
        expression = compile_feel(text.lstrip()[1:].strip())
        return Formula(text=text, expression=expression, names=frozenset(expression.names))
    return Formula(text=text, fixed=text)


def optional(text: str) -> Formula | None:
    """A formula, or None for a missing text."""
    return formula(text) if text.strip() else None


def compile_node(context: Context, drawn: FlowNode) -> Node:
    """The node as far as it says itself; who follows it is filled in by `compile`."""
    kind, behaviour, parts = _kind(context, drawn)
    mapping = drawn.extensions.one(zeebe.IoMapping)
    inputs = () if mapping is None else tuple(_assignment(one.source, one.target) for one in mapping.inputs)
    outputs = () if mapping is None else tuple(_assignment(one.source, one.target) for one in mapping.outputs)
    return Node(
        ordinal=drawn.ordinal,
        id=drawn.id,
        name=drawn.name,
        kind=kind,
        behaviour=behaviour,
        inputs=inputs,
        outputs=outputs,
        **(_activity(drawn) if isinstance(drawn, Activity) else {}),
        **parts,
    )


def _activity(drawn: Activity) -> dict[str, Any]:
    """What every activity can have."""
    return {
        "undoes": drawn.for_compensation,
        "loop": loop_plan(drawn.loop, formula),
        "needs": drawn.start_quantity,
        "gives": drawn.completion_quantity,
    }


def _kind(context: Context, drawn: FlowNode) -> tuple[str, str, dict[str, Any]]:
    match drawn:
        case Task():
            return _task(context, drawn)
        case CallActivity():
            return "callActivity", "call", {"call": _call(drawn)}
        case SubProcess():
            if drawn.kind == "ad-hoc":
                return "adHocSubProcess", "adHoc", {"ad_hoc": ad_hoc_plan(drawn, formula)}
            kind = "transaction" if drawn.kind == "transaction" else "subProcess"
            return kind, "subProcess", {"triggered": drawn.triggered_by_event}
        case Gateway():
            tag = _GATEWAYS[drawn.kind]
            condition = drawn.activation_condition
            return tag, tag, {"activation": None if condition is None else optional(condition.text)}
        case Event():
            return _event(context, drawn)
        case _:
            raise TypeError(f"Expected a flow node that can run, but {drawn.id} is a {type(drawn).__name__}")


def _assignment(source: str, target: str) -> Assignment:
    return Assignment(source=formula(source), target=tuple(part.strip() for part in target.split(".")))


# ---- tasks --------------------------------------------------------------------------------------------------------


def _task(context: Context, drawn: Task) -> tuple[str, str, dict[str, Any]]:
    kind, behaviour = _TASKS[drawn.kind]
    job = job_plan(drawn)
    if job is not None and drawn.kind not in ("task", "manual", "user", "receive"):
        return kind, "job", {"job": job}
    called = drawn.extensions.one(zeebe.CalledDecision) if drawn.kind == "business-rule" else None
    if called is not None:
        return kind, "decision", {"decision": _decision(called)}
    parts: dict[str, Any] = {}
    if behaviour == "user":
        parts["task"] = _user(drawn)
    elif behaviour == "script":
        script = drawn.extensions.one(zeebe.Script)
        if script is not None:
            expression = script.expression if script.expression.lstrip().startswith("=") else f"={script.expression}"
            parts["script"] = ScriptPlan(formula=formula(expression), result=script.result_variable)
        else:
            behaviour = "passing"
    elif behaviour in ("send", "receive"):
        parts["trigger"] = _message(context, drawn.message_ref)
    return kind, behaviour, parts


def job_plan(drawn: FlowNode) -> JobPlan | None:
    """The job that an element asks for, or None."""
    definition = drawn.extensions.one(zeebe.TaskDefinition)
    if definition is None or not definition.type:
        return None
    return JobPlan(type=formula(definition.type), retries=formula(definition.retries or "3"), headers=_headers(drawn))


def _headers(drawn: FlowNode) -> dict[str, str]:
    found = drawn.extensions.one(zeebe.TaskHeaders)
    return {} if found is None else {header.key: header.value for header in found.headers if header.key}


def _user(drawn: Task) -> TaskPlan:
    assignment = drawn.extensions.one(zeebe.AssignmentDefinition) or zeebe.AssignmentDefinition()
    schedule = drawn.extensions.one(zeebe.TaskSchedule) or zeebe.TaskSchedule()
    priority = drawn.extensions.one(zeebe.PriorityDefinition) or zeebe.PriorityDefinition()
    form = drawn.extensions.one(zeebe.FormDefinition) or zeebe.FormDefinition()
    return TaskPlan(
        assignee=optional(assignment.assignee),
        candidate_users=optional(assignment.candidate_users),
        candidate_groups=optional(assignment.candidate_groups),
        due=optional(schedule.due_date),
        follow_up=optional(schedule.follow_up_date),
        priority=optional(priority.priority),
        form=form.form_id or form.form_key or form.external_reference,
        approval=drawn.extensions.one(lingqu.Approval) is not None,
        headers=_headers(drawn),
    )


def _decision(called: zeebe.CalledDecision) -> DecisionPlan:
    """The plan of a called decision; `unsupported` has refused other bindings."""
    return DecisionPlan(
        decision=formula(called.decision_id),
        result=called.result_variable.strip(),
        binding=called.binding,
        tag=called.version_tag if called.binding == "versionTag" else "",
    )


def _call(drawn: CallActivity) -> CallPlan:
    called = drawn.extensions.one(zeebe.CalledElement)
    if called is None or not called.process_id:
        return CallPlan(process=formula(drawn.called_element))
    return CallPlan(
        process=formula(called.process_id),
        all_down=called.propagate_all_parent_variables,
        all_up=called.propagate_all_child_variables,
    )


# ---- events -------------------------------------------------------------------------------------------------------


def _event(context: Context, drawn: Event) -> tuple[str, str, dict[str, Any]]:
    definition = next(iter(context.definitions_of(drawn)), None)
    trigger = NONE if definition is None else _trigger(context, definition)
    parts: dict[str, Any] = {"trigger": trigger, "interrupting": drawn.interrupting}
    throws = drawn.position in ("throw", "end")
    job = job_plan(drawn) if throws else None
    if job is not None:
        return _EVENTS[drawn.position], "job", parts | {"job": job}
    behaviour = "event"
    if throws:
        behaviour = {
            "message": "send",
            "signal": "signalThrow",
            "error": "errorThrow",
            "escalation": "escalationThrow",
            "terminate": "terminate",
            "compensation": "compensate",
            "cancel": "cancel",
            "link": "linkThrow",
        }.get(trigger.kind, "event")
    elif drawn.position == "catch" and trigger.kind != "link":
        behaviour = "catch"
    return _EVENTS[drawn.position], behaviour, parts


def _trigger(context: Context, definition: EventDefinition) -> Trigger:
    match definition:
        case MessageDefinition():
            return _message(context, definition.message_ref)
        case SignalDefinition():
            signal = context.signals.get(definition.signal_ref)
            return Trigger(kind="signal", name=None if signal is None else optional(signal.name))
        case ErrorDefinition():
            error = context.errors.get(definition.error_ref)
            return Trigger(kind="error", code=None if error is None else optional(error.code))
        case EscalationDefinition():
            escalation = context.escalations.get(definition.escalation_ref)
            return Trigger(kind="escalation", code=None if escalation is None else optional(escalation.code))
        case ConditionalDefinition():
            condition = definition.condition
            return Trigger(kind="condition", condition=None if condition is None else optional(condition.text))
        case TimerDefinition():
            return Trigger(kind="timer", timer=optional(definition.text), timer_kind=definition.kind)
        case CompensateDefinition():
            return Trigger(kind="compensation", activity=definition.activity_ref)
        case CancelDefinition():
            return Trigger(kind="cancel")
        case TerminateDefinition():
            return Trigger(kind="terminate")
        case LinkDefinition():
            return Trigger(kind="link", name=optional(definition.name))
        case _:
            return NONE


def _message(context: Context, ref: str) -> Trigger:
    message = context.messages.get(ref)
    if message is None:
        return Trigger(kind="message")
    subscription = message.extensions.one(zeebe.Subscription)
    key = "" if subscription is None else subscription.correlation_key
    return Trigger(kind="message", name=optional(message.name), key=optional(key))
