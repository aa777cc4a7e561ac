"""What can be searched under /v2: process definitions, visits to elements, variables, incidents."""

from __future__ import annotations

from lingqu.api.v2.fields import (
    VALUE,
    Field,
    Listing,
    constant,
    element,
    key,
    local,
    moment,
    number,
    tenant,
    text,
    truth,
)

_NEWEST = "(SELECT max(n.version) FROM definition n WHERE n.tenant = d.tenant AND n.kind = d.kind AND n.id = d.id)"

PROCESS_DEFINITIONS = Listing(
    source="definition d JOIN resource r ON r.key = d.resource",
    key="d.key",
    tenant="d.tenant",
    fields={
        "processDefinitionKey": key("d.key"),
        "processDefinitionId": text("d.id"),
        "name": text("d.name", null=True),
        "resourceName": text("r.name"),
        "version": number("d.version"),
        "versionTag": text("d.version_tag", null=True),
        "tenantId": tenant("d.tenant"),
        "hasStartForm": truth("d.start_form <> ''"),
        "state": constant("ACTIVE", "DELETED", "DRAINING"),
        "isLatestVersion": truth(f"d.version = {_NEWEST}", hidden=True),
    },
)

ELEMENT_TYPES = {
    "process": "PROCESS",
    "startEvent": "START_EVENT",
    "endEvent": "END_EVENT",
    "boundaryEvent": "BOUNDARY_EVENT",
    "intermediateCatchEvent": "INTERMEDIATE_CATCH_EVENT",
    "intermediateThrowEvent": "INTERMEDIATE_THROW_EVENT",
    "task": "TASK",
    "userTask": "USER_TASK",
    "serviceTask": "SERVICE_TASK",
    "scriptTask": "SCRIPT_TASK",
    "sendTask": "SEND_TASK",
    "receiveTask": "RECEIVE_TASK",
    "manualTask": "MANUAL_TASK",
    "businessRuleTask": "BUSINESS_RULE_TASK",
    "exclusiveGateway": "EXCLUSIVE_GATEWAY",
    "parallelGateway": "PARALLEL_GATEWAY",
    "inclusiveGateway": "INCLUSIVE_GATEWAY",
    "eventBasedGateway": "EVENT_BASED_GATEWAY",
    "complexGateway": "UNKNOWN",  # the clients have no word for it
    "subProcess": "SUB_PROCESS",
    "transaction": "SUB_PROCESS",
    "adHocSubProcess": "AD_HOC_SUB_PROCESS",
    "adHocRun": "AD_HOC_SUB_PROCESS_INNER_INSTANCE",  # told by its index, not by its element
    "callActivity": "CALL_ACTIVITY",
}
#: The words of the clients, those included for which we have no element of its own.
TYPES = {
    **{word: tuple(kind for kind, one in ELEMENT_TYPES.items() if one == word) for word in ELEMENT_TYPES.values()},
    **dict.fromkeys(("EVENT_SUB_PROCESS", "MULTI_INSTANCE_BODY", "SEQUENCE_FLOW", "UNSPECIFIED"), ()),
}

#: An index holds the visits that are not over.
STANDING = Field(
    sql="a.outcome",
    kind="word",
    words={"ACTIVE": (0, 1, 2, 4), "COMPLETED": (3,), "TERMINATED": (5,)},
    cases={"ACTIVE": "a.left_at IS NULL", "COMPLETED": "a.outcome = 3", "TERMINATED": "a.outcome = 5"},
)
_HURT = "SELECT x.instance, x.owner FROM incident x WHERE x.resolved_at IS NULL"

ELEMENT_INSTANCES = Listing(
    source="activity a JOIN instance i ON i.key = a.instance JOIN definition d ON d.key = a.definition"
    " JOIN element e ON e.definition = a.definition AND e.ordinal = a.element",
    key="(a.instance + a.n)",
    by_parts=("a.instance", "a.n"),
    whose="(a.definition + 0) IN (SELECT w.key FROM definition w WHERE w.tenant = ?)",  # no way to begin: not few
    tenant="i.tenant",
    fields={
        "elementInstanceKey": local("a.instance", "a.n"),
        "processInstanceKey": key("a.instance"),
        "rootProcessInstanceKey": key("i.root"),
        "processDefinitionKey": key("a.definition"),
        "processDefinitionId": text("d.id"),
        "elementId": element("a"),
        "elementName": Field(sql="CASE WHEN e.name = '' THEN e.id ELSE e.name END"),
        "type": Field(
            sql="CASE WHEN a.loop_index < 0 THEN 'adHocRun' ELSE e.kind END",
            kind="word",
            words=TYPES,
        ),
        "state": STANDING,
        "startDate": moment("a.entered_at", sure=True),
        "endDate": moment("a.left_at"),
        "hasIncident": Field(
            sql="CASE WHEN EXISTS (SELECT 1 FROM incident x WHERE x.instance = a.instance AND x.owner = a.n"
            " AND x.resolved_at IS NULL) THEN 1 ELSE 0 END",
            kind="truth",
            cases={"true": f"(a.instance, a.n) IN ({_HURT})"},
        ),
        "incidentKey": Field(
            sql="(SELECT min(x.key) FROM incident x WHERE x.instance = a.instance AND x.owner = a.n"
            " AND x.resolved_at IS NULL)",
            kind="key",
        ),
        "elementInstanceScopeKey": local("a.instance", "a.scope", hidden=True),
        "tenantId": tenant("i.tenant"),
    },
)

VARIABLES = Listing(
    source="variable v JOIN instance i ON i.key = v.instance",
    key="v.key",
    tenant="v.tenant",
    fields={
        "variableKey": key("v.key"),
        "name": text("v.name"),
        "value": VALUE,
        "isTruncated": truth("v.hash <> ''"),
        "scopeKey": local("v.instance", "v.scope"),
        "processInstanceKey": key("v.instance"),
        "rootProcessInstanceKey": key("v.root"),
        "tenantId": tenant("v.tenant"),
    },
)

#: Causes of incidents that the clients know and we do not have.
_ELSEWHERE = (
    "AD_HOC_SUB_PROCESS_NO_RETRIES",
    "FORM_NOT_FOUND",
    "MESSAGE_SIZE_EXCEEDED",
    "RESOURCE_NOT_FOUND",
    "SECRET_RESOLUTION_ERROR",
    "UNSPECIFIED",
)

#: The kind of an incident; of a job without retries also what job it was.
_CAUSE = (
    "CASE WHEN x.kind <> 'job-no-retries' THEN x.kind ELSE COALESCE((SELECT CASE WHEN j.listener IN ('start', 'end')"
    " THEN 'listener-no-retries' WHEN j.listener <> '' THEN 'task-listener-no-retries' END FROM job j"
    " WHERE j.key = x.job), x.kind) END"
)

INCIDENTS = Listing(
    source="incident x JOIN instance i ON i.key = x.instance JOIN definition d ON d.key = x.definition"
    " JOIN element e ON e.definition = x.definition AND e.ordinal = x.element",
    key="x.key",
    tenant="x.tenant",
    fields={
        "incidentKey": key("x.key"),
        "processInstanceKey": key("x.instance"),
        "rootProcessInstanceKey": key("x.root"),
        "processDefinitionKey": key("x.definition"),
        "processDefinitionId": text("d.id"),
        "elementId": element("x"),
        "elementInstanceKey": local("x.instance", "x.owner"),
        "jobKey": key("x.job"),
        "errorType": Field(
            sql=_CAUSE,
            kind="word",
            words={
                "IO_MAPPING_ERROR": ("io-mapping", "variable-type"),
                "JOB_NO_RETRIES": ("job-no-retries",),
                "EXECUTION_LISTENER_NO_RETRIES": ("listener-no-retries",),
                "TASK_LISTENER_NO_RETRIES": ("task-listener-no-retries",),
                "CONDITION_ERROR": ("no-flow-selected",),
                "EXTRACT_VALUE_ERROR": ("expression",),
                "CALLED_ELEMENT_ERROR": ("called-process-missing",),
                "CALLED_DECISION_ERROR": ("called-decision-missing",),
                "DECISION_EVALUATION_ERROR": ("decision",),
                "UNHANDLED_ERROR_EVENT": ("unhandled-error",),
                **dict.fromkeys(_ELSEWHERE, ()),
                "UNKNOWN": ("loop-limit", "assignment", "unspecified", "set-aside"),
            },
        ),
        "errorMessage": text("COALESCE(x.message, x.code)"),
        "creationTime": moment("x.created_at", sure=True),
        "state": Field(
            sql="CASE WHEN x.resolved_at IS NULL THEN 0 ELSE 1 END",
            kind="word",
            words={"ACTIVE": (0,), "RESOLVED": (1,), "PENDING": (), "MIGRATED": (), "UNKNOWN": ()},
            cases={"ACTIVE": "x.resolved_at IS NULL", "RESOLVED": "x.resolved_at IS NOT NULL"},
        ),
        "tenantId": tenant("x.tenant"),
    },
)
