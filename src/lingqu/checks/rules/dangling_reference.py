"""A reference that leads nowhere, or to something of another kind."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule, Severity
from lingqu.checks.view import View
from lingqu.model.bpmn import (
    Activity,
    Association,
    CompensateDefinition,
    Element,
    Error,
    ErrorDefinition,
    Escalation,
    EscalationDefinition,
    Event,
    EventDefinition,
    FlowNode,
    Gateway,
    Lane,
    Message,
    MessageDefinition,
    MessageFlow,
    Participant,
    Process,
    SequenceFlow,
    Signal,
    SignalDefinition,
    Task,
)

#: (what refers, its field, the attribute in XML, what it must lead to, whether "" leads nowhere too, severity)
_REFERENCES: tuple[tuple[type[Element], str, str, type[Element], bool, Severity], ...] = (
    (SequenceFlow, "source", "sourceRef", FlowNode, True, "error"),
    (SequenceFlow, "target", "targetRef", FlowNode, True, "error"),
    (Activity, "default", "default", SequenceFlow, False, "error"),
    (Gateway, "default", "default", SequenceFlow, False, "error"),
    (Task, "message_ref", "messageRef", Message, False, "error"),
    (MessageDefinition, "message_ref", "messageRef", Message, False, "error"),
    (MessageFlow, "message_ref", "messageRef", Message, False, "warning"),
    (SignalDefinition, "signal_ref", "signalRef", Signal, False, "error"),
    (ErrorDefinition, "error_ref", "errorRef", Error, False, "error"),
    (EscalationDefinition, "escalation_ref", "escalationRef", Escalation, False, "error"),
    (CompensateDefinition, "activity_ref", "activityRef", Activity, False, "error"),
    (Participant, "process_ref", "processRef", Process, False, "warning"),
    (MessageFlow, "source", "sourceRef", Element, True, "warning"),
    (MessageFlow, "target", "targetRef", Element, True, "warning"),
    (Association, "source", "sourceRef", Element, True, "warning"),
    (Association, "target", "targetRef", Element, True, "warning"),
)


def find(view: View) -> Iterator[Found]:
    for element in view.elements:
        for kind, field, attribute, wanted, required, severity in _REFERENCES:
            if isinstance(element, kind):
                given = getattr(element, field)
                if (given or required) and not isinstance(view.by_id.get(given), wanted):
                    yield _found(element, attribute, given, severity)
        if isinstance(element, Event):
            for reference in element.definition_refs:
                if not isinstance(view.by_id.get(reference.text), EventDefinition):
                    yield _found(element, "eventDefinitionRef", reference.text, "error")
        if isinstance(element, Lane):
            for member in element.members:
                if not isinstance(view.by_id.get(member.text), FlowNode):
                    yield _found(element, "flowNodeRef", member.text, "warning")


def _found(element: Element, attribute: str, given: str, severity: Severity) -> Found:
    text = "dangling_reference" if given else "missing_reference"
    return Found(element=element, text=text, params={"attribute": attribute, "id": given}, severity=severity)


RULE = Rule(code="dangling_reference", severity="error", find=find)
