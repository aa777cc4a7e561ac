"""What an event becomes: its trigger, or a node for each of several, and the behaviour of its position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lingqu.engine.compile_loops import loop_events
from lingqu.engine.compile_parts import Context, job_plan, optional
from lingqu.engine.program import NONE, LoopThrow, Node, Trigger
from lingqu.model.bpmn import lingqu, zeebe
from lingqu.model.bpmn.elements import Event, FlowNode, Loop
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

_EVENTS: Mapping[str, str] = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
}


#: What throws, by its trigger.
_THROWS: Mapping[str, str] = {
    "message": "send",
    "signal": "signalThrow",
    "error": "errorThrow",
    "escalation": "escalationThrow",
    "terminate": "terminate",
    "compensation": "compensate",
    "cancel": "cancel",
    "link": "linkThrow",
    "multiple": "multipleThrow",
}
_SEVERAL = Trigger(kind="multiple")


def compile_event(context: Context, drawn: Event) -> tuple[str, str, dict[str, Any]]:
    """Its BPMN tag, its behaviour, what it waits for or throws."""
    definitions = context.definitions_of(drawn)
    trigger = NONE if not definitions else _dressed(drawn, _trigger(context, definitions[0]), definitions[0])
    if len(definitions) > 1:
        trigger = _SEVERAL
    every = trigger is _SEVERAL and drawn.parallel_multiple
    parts: dict[str, Any] = {"trigger": trigger, "interrupting": drawn.interrupting, "every": every}
    throws = drawn.position in ("throw", "end")
    job = job_plan(drawn, context.priority) if throws else None
    if job is not None:
        return _EVENTS[drawn.position], "job", parts | {"job": job}
    behaviour = "event"
    if throws:
        behaviour = _THROWS.get(trigger.kind, "event")
    elif (drawn.position == "catch" and trigger.kind != "link") or (drawn.position == "start" and every):
        behaviour = "catch"
    return _EVENTS[drawn.position], behaviour, parts


def parts_of(context: Context, drawn: Event, node: Node) -> tuple[Node, ...]:
    """A node for each trigger of an event that has several, by the ordinal of its definition or reference.

    Of an event that needs all of them each is waited for once at a time.
    """
    if node.trigger is not _SEVERAL and node.trigger.kind != "multiple":
        return ()
    places = [one.ordinal for one in drawn.definitions]
    places += [one.ordinal for one in drawn.definition_refs if one.text in context.event_definitions]
    return tuple(
        msgspec.structs.replace(
            node,
            ordinal=ordinal,
            trigger=_dressed(drawn, _trigger(context, definition), definition),
            part_of=node.ordinal,
            interrupting=node.interrupting or node.every,
        )
        for ordinal, definition in zip(places, context.definitions_of(drawn), strict=True)
    )


def _dressed(drawn: Event, trigger: Trigger, definition: EventDefinition) -> Trigger:
    """What extensions say of a trigger: the calendar of a timer, how a message is published."""
    if trigger.kind == "timer":
        return msgspec.structs.replace(trigger, calendar=calendar_of(drawn, definition))
    return published(drawn, trigger)


def published(drawn: FlowNode, trigger: Trigger) -> Trigger:
    """A message as `zeebe:publishMessage` of what throws it says: key, id and time to live."""
    said = drawn.extensions.one(zeebe.PublishMessage)
    if said is None or trigger.kind != "message":
        return trigger
    return msgspec.structs.replace(
        trigger,
        key=optional(said.correlation_key) or trigger.key,
        ttl=optional(said.time_to_live),
        message=optional(said.message_id),
    )


def calendar_of(drawn: Event, definition: EventDefinition) -> str:
    """The working calendar of a timer, drawn at it or at its event; "" for none."""
    found = definition.extensions.one(lingqu.Calendar) or drawn.extensions.one(lingqu.Calendar)
    return "" if found is None else found.name.strip()


def _trigger(context: Context, definition: EventDefinition) -> Trigger:
    match definition:
        case MessageDefinition():
            return message_trigger(context, definition.message_ref)
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
            return Trigger(kind="condition", condition=context.expression(definition.condition))
        case TimerDefinition():
            return Trigger(kind="timer", timer=context.timed(definition.drawn), timer_kind=definition.kind)
        case CompensateDefinition():
            waits = definition.wait_for_completion
            return Trigger(kind="compensation", activity=definition.activity_ref, waits=waits)
        case CancelDefinition():
            return Trigger(kind="cancel")
        case TerminateDefinition():
            return Trigger(kind="terminate")
        case LinkDefinition():
            return Trigger(kind="link", name=optional(definition.name))
        case _:
            return NONE


def loop_throws(context: Context, loop: Loop | None) -> tuple[LoopThrow, ...]:
    """What the instances of a multi-instance throw when they complete."""
    return tuple(
        LoopThrow(
            trigger=_trigger(context, definition),
            first=when.first,
            condition=context.expression(when.condition),
        )
        for when, definition in loop_events(context.every_definition, loop)
    )


def message_trigger(context: Context, ref: str) -> Trigger:
    """The message that is waited for or thrown."""
    message = context.messages.get(ref)
    if message is None:
        return Trigger(kind="message")
    subscription = message.extensions.one(zeebe.Subscription)
    key = "" if subscription is None else subscription.correlation_key
    return Trigger(kind="message", name=optional(message.name), key=optional(key))
