"""Jobs as they are searched, and what a job is called: its kind, the event that a listener listens to."""

from __future__ import annotations

from lingqu.api.v2.fields import (
    Field,
    Listing,
    element,
    key,
    local,
    moment,
    named,
    never,
    number,
    tenant,
    text,
    truth,
    words,
)

_STATE = "CASE WHEN j.state IN (0, 5) AND j.error <> '' THEN 2 WHEN j.state = 5 THEN 0 ELSE j.state END"
_LISTENS = "COALESCE(j.listener, '')"
_KIND = (
    f"CASE WHEN {_LISTENS} IN ('start', 'end') THEN 'EXECUTION_LISTENER' WHEN {_LISTENS} <> '' THEN 'TASK_LISTENER'"
    " WHEN e.kind = 'adHocSubProcess' THEN 'AD_HOC_SUB_PROCESS' ELSE 'BPMN_ELEMENT' END"
)
#: States that the clients know and ours do not have.
_ELSEWHERE = ("MIGRATED", "PRIORITY_UPDATED", "RETRIES_UPDATED", "TIMED_OUT", "TIMEOUT_UPDATED")
_EXECUTION = ("start", "end")
_EVENTS = ("start", "end", "creating", "assigning", "updating", "completing", "canceling")


def kind_of(listener: str, element: str) -> str:
    """The kind of a job: of a listener to an event, or of an element of this BPMN kind."""
    if listener:
        return "EXECUTION_LISTENER" if listener in _EXECUTION else "TASK_LISTENER"
    return "AD_HOC_SUB_PROCESS" if element == "adHocSubProcess" else "BPMN_ELEMENT"


def event_of(listener: str) -> str:
    """The event that the job of a listener is for."""
    return listener.upper() or "UNSPECIFIED"


JOBS = Listing(
    source="job j JOIN instance i ON i.key = j.instance JOIN definition d ON d.key = j.definition"
    " JOIN element e ON e.definition = j.definition AND e.ordinal = j.element",
    key="j.key",
    tenant="j.tenant",
    fields={
        "jobKey": key("j.key"),
        "type": text("j.type"),
        "worker": text("j.worker"),
        "state": Field(
            sql=_STATE,
            kind="word",
            words={
                "CREATED": (0,),
                "COMPLETED": (1,),
                "FAILED": (2,),
                "ERROR_THROWN": (3,),
                "CANCELED": (4,),
                **dict.fromkeys(_ELSEWHERE, ()),
            },
            cases={
                "CREATED": "j.state != 1 AND j.state IN (0, 5) AND j.error = ''",
                "COMPLETED": "j.state = 1",
                "FAILED": "j.state != 1 AND (j.state = 2 OR j.state IN (0, 5) AND j.error <> '')",
                "ERROR_THROWN": "j.state != 1 AND j.state = 3",
                "CANCELED": "j.state != 1 AND j.state = 4",
            },
        ),
        "kind": named(_KIND, "BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER", "AD_HOC_SUB_PROCESS"),
        "listenerEventType": words(
            _LISTENS, UNSPECIFIED="", **{event.upper(): event for event in _EVENTS}, BEFORE_ALL=(), CANCEL=()
        ),
        "retries": number("j.retries"),
        "isDenied": never("truth"),
        "deniedReason": never(),
        "hasFailedWithRetriesLeft": truth("j.state = 0 AND j.error <> ''"),
        "errorCode": Field(sql="CASE WHEN j.state = 3 THEN j.error ELSE '' END", empty=""),
        "errorMessage": Field(sql="CASE WHEN j.state = 3 THEN '' ELSE j.error END", empty=""),
        "customHeaders": Field(sql="NULL", shown=lambda _: {}),
        "deadline": Field(sql="CASE WHEN j.worker <> '' AND j.state = 0 THEN j.ready_at END", kind="time"),
        "endTime": moment("j.ended_at"),
        "processDefinitionId": text("d.id"),
        "processDefinitionKey": key("j.definition"),
        "processInstanceKey": key("j.instance"),
        "rootProcessInstanceKey": key("j.root"),
        "businessId": text("i.business_id", null=True),
        "elementId": element("j"),
        "elementInstanceKey": local("j.instance", "j.owner"),
        "tenantId": tenant("j.tenant"),
        "creationTime": moment("j.created_at", sure=True),
        "lastUpdateTime": moment("COALESCE(j.ended_at, j.created_at)", sure=True),
        "priority": number("j.priority"),
    },
)
