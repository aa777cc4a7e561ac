"""What one flow node becomes: its behaviour, and the plans and formulas that the behaviour reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.engine.compile_data import data_inputs, data_outputs
from lingqu.engine.compile_events import compile_event, loop_throws, message_trigger, published
from lingqu.engine.compile_listeners import execution_listeners, task_listeners
from lingqu.engine.compile_loops import ad_hoc_plan, loop_plan
from lingqu.engine.compile_parts import Context, formula, headers_of, job_plan, optional
from lingqu.engine.compile_people import people_of
from lingqu.engine.program import NONE, Assignment, CallPlan, DecisionPlan, Node, ScriptPlan, TaskPlan
from lingqu.model.bpmn import lingqu, zeebe
from lingqu.model.bpmn.elements import Activity, CallActivity, Event, FlowNode, Gateway, GlobalTask, SubProcess, Task
from lingqu.model.bpmn.formal import is_feel

TASKS: Mapping[str, tuple[str, str]] = {  # kind of task: its BPMN tag, its behaviour without a job
    "task": ("task", "passing"),
    "manual": ("manualTask", "passing"),
    "user": ("userTask", "user"),
    "service": ("serviceTask", "job"),
    "script": ("scriptTask", "script"),
    "business-rule": ("businessRuleTask", "job"),
    "send": ("sendTask", "send"),
    "receive": ("receiveTask", "receive"),
}
GATEWAY_TAGS: Mapping[str, str] = {
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "event-based": "eventBasedGateway",
    "complex": "complexGateway",
}


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
        inputs=(*inputs, *data_inputs(context, drawn)),
        outputs=(*outputs, *data_outputs(context, drawn)),
        start_listeners=execution_listeners(drawn, "start"),
        end_listeners=execution_listeners(drawn, "end"),
        task_listeners=task_listeners(drawn),
        **(_activity(context, drawn) if isinstance(drawn, Activity) else {}),
        **parts,
    )


def _activity(context: Context, drawn: Activity) -> dict[str, Any]:
    """What every activity can have."""
    return {
        "undoes": drawn.for_compensation,
        "loop": loop_plan(context, drawn, loop_throws(context, drawn.loop)),
        "needs": drawn.start_quantity,
        "gives": drawn.completion_quantity,
    }


def _kind(context: Context, drawn: FlowNode) -> tuple[str, str, dict[str, Any]]:
    match drawn:
        case Task():
            return _task(context, drawn)
        case CallActivity() if global_task(context, drawn) is not None:
            return "callActivity", "subProcess", {}
        case CallActivity():
            return "callActivity", "call", {"call": _call(drawn)}
        case SubProcess():
            if drawn.kind == "ad-hoc":
                return (
                    "adHocSubProcess",
                    "adHoc",
                    {"ad_hoc": ad_hoc_plan(context, drawn), "job": job_plan(drawn, context.priority)},
                )
            kind = "transaction" if drawn.kind == "transaction" else "subProcess"
            return kind, "subProcess", {"triggered": drawn.triggered_by_event}
        case Gateway():
            tag = GATEWAY_TAGS[drawn.kind]
            return (
                tag,
                tag,
                {
                    "activation": context.expression(drawn.activation_condition),
                    "instantiates": drawn.instantiate,
                    "every": drawn.kind == "event-based" and drawn.event_gateway_type == "Parallel",
                },
            )
        case Event():
            return compile_event(context, drawn)
        case _:
            raise TypeError(f"Expected a flow node that can run, but {drawn.id} is a {type(drawn).__name__}")


def _assignment(source: str, target: str) -> Assignment:
    return Assignment(source=formula(source), target=tuple(part.strip() for part in target.split(".")))


# ---- tasks --------------------------------------------------------------------------------------------------------


def _task(context: Context, drawn: Task) -> tuple[str, str, dict[str, Any]]:
    kind, behaviour = TASKS[drawn.kind]
    job = job_plan(drawn, context.priority)
    if job is not None and drawn.kind not in ("task", "manual", "user", "receive"):
        sent = message_trigger(context, drawn.message_ref) if drawn.kind == "send" else NONE
        return kind, "job", {"job": job, "trigger": sent}
    called = drawn.extensions.one(zeebe.CalledDecision) if drawn.kind == "business-rule" else None
    if called is not None:
        return kind, "decision", {"decision": _decision(called)}
    parts: dict[str, Any] = {}
    if behaviour == "user":
        parts["task"] = _user(context, drawn)
    elif behaviour == "script":
        script = drawn.extensions.one(zeebe.Script)
        if script is not None:
            expression = script.expression if script.expression.lstrip().startswith("=") else f"={script.expression}"
            parts["script"] = ScriptPlan(formula=formula(expression), result=script.result_variable)
        elif drawn.script is not None and is_feel(drawn.script_format):
            parts["script"] = ScriptPlan(formula=formula(f"={drawn.script.text}"), spread=True)
        else:
            behaviour = "passing"
    elif behaviour in ("send", "receive"):
        parts["trigger"] = published(drawn, message_trigger(context, drawn.message_ref))
        parts["instantiates"] = drawn.instantiate
    return kind, behaviour, parts


def _user(context: Context, drawn: Task) -> TaskPlan:
    schedule = drawn.extensions.one(zeebe.TaskSchedule) or zeebe.TaskSchedule()
    priority = drawn.extensions.one(zeebe.PriorityDefinition) or zeebe.PriorityDefinition()
    form = drawn.extensions.one(zeebe.FormDefinition) or zeebe.FormDefinition()
    return TaskPlan(
        **people_of(context, drawn),
        due=optional(schedule.due_date),
        follow_up=optional(schedule.follow_up_date),
        priority=optional(priority.priority),
        form=form.form_id or form.form_key or form.external_reference,
        approval=drawn.extensions.one(lingqu.Approval) is not None,
        headers=headers_of(drawn),
    )


def _decision(called: zeebe.CalledDecision) -> DecisionPlan:
    """The plan of a called decision; `unsupported` has refused other bindings."""
    return DecisionPlan(
        decision=formula(called.decision_id),
        result=called.result_variable.strip(),
        binding=called.binding,
        tag=called.version_tag if called.binding == "versionTag" else "",
    )


def global_task(context: Context, drawn: CallActivity) -> GlobalTask | None:
    """The global task of the same document that a call activity calls, if it is one."""
    called = drawn.extensions.one(zeebe.CalledElement)
    named = called.process_id if called is not None and called.process_id else drawn.called_element
    return context.global_tasks.get(named)


def _call(drawn: CallActivity) -> CallPlan:
    called = drawn.extensions.one(zeebe.CalledElement)
    if called is None or not called.process_id:
        return CallPlan(process=formula(drawn.called_element))
    tagged = called.binding == "versionTag"
    return CallPlan(
        process=formula(called.process_id),
        binding=called.binding,
        tag=called.version_tag.strip() if tagged else "",
        all_down=called.propagate_all_parent_variables,
        all_up=called.propagate_all_child_variables,
    )
