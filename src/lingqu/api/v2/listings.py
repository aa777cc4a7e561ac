"""What can be searched under /v2: each listing's fields, once. Names and enumerations are those of the clients."""

from __future__ import annotations

from lingqu.api.v2.search import Field, Listing
from lingqu.kernel.values import decode

DEFAULT_TENANT = "<default>"


def key(sql: str, *, hidden: bool = False) -> Field:
    return Field(sql=sql, kind="key", hidden=hidden, empty=0)


def text(sql: str, *, null: bool = False, hidden: bool = False) -> Field:
    return Field(sql=sql, kind="text", empty="" if null else None, hidden=hidden)


def moment(sql: str) -> Field:
    return Field(sql=sql, kind="time", empty=None)


def words(sql: str, **meanings: int | str | tuple[int | str, ...]) -> Field:
    codes = {word: code if isinstance(code, tuple) else (code,) for word, code in meanings.items()}
    return Field(sql=sql, kind="word", words=codes)


def tenant(sql: str) -> Field:
    return Field(sql=f"CASE WHEN {sql} = '' THEN '{DEFAULT_TENANT}' ELSE {sql} END")


def _tags(value: str) -> list[str]:
    return list(decode(value)) if value else []


PROCESS_DEFINITIONS = Listing(
    source="definition d JOIN resource r ON r.key = d.resource",
    key="d.key",
    tenant="d.tenant",
    fields={
        "processDefinitionKey": key("d.key"),
        "processDefinitionId": text("d.id"),
        "name": text("d.name", null=True),
        "resourceName": text("r.name"),
        "version": Field(sql="d.version", kind="number"),
        "versionTag": text("d.version_tag", null=True),
        "tenantId": tenant("d.tenant"),
        "hasStartForm": Field(sql="0", kind="truth"),
        "state": Field(sql="'ACTIVE'"),
    },
)

_RUN = "instance i JOIN definition d ON d.key = i.definition"

PROCESS_INSTANCES = Listing(
    source=_RUN,
    key="i.key",
    tenant="i.tenant",
    fields={
        "processInstanceKey": key("i.key"),
        "processDefinitionId": text("i.process_id"),
        "processDefinitionName": text("d.name", null=True),
        "processDefinitionVersion": Field(sql="d.version", kind="number"),
        "processDefinitionVersionTag": text("d.version_tag", null=True),
        "processDefinitionKey": key("i.definition"),
        "parentProcessInstanceKey": Field(
            sql="i.parent / 8388608 * 8388608", kind="key", empty=0
        ),  # an element instance's key without its counter
        "parentElementInstanceKey": key("i.parent"),
        "rootProcessInstanceKey": key("i.root"),
        "startDate": moment("i.started_at"),
        "endDate": moment("i.ended_at"),
        "suspendedDate": Field(sql="NULL", shown=lambda _: None),
        "state": words("i.status", ACTIVE=0, COMPLETED=1, TERMINATED=2, CANCELED=2, SUSPENDED=3),
        "hasIncident": Field(sql="CASE WHEN i.incidents > 0 AND i.status IN (0, 3) THEN 1 ELSE 0 END", kind="truth"),
        "tenantId": tenant("i.tenant"),
        "businessId": text("i.business_id", null=True),
        "tags": Field(sql="i.tags", shown=_tags),
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
_TYPES = {word: tuple(kind for kind, one in ELEMENT_TYPES.items() if one == word) for word in ELEMENT_TYPES.values()}

ELEMENT_INSTANCES = Listing(
    source="activity a JOIN instance i ON i.key = a.instance JOIN definition d ON d.key = a.definition"
    " JOIN element e ON e.definition = a.definition AND e.ordinal = a.element",
    key="(a.instance + a.n)",
    by_parts=("a.instance", "a.n"),
    tenant="i.tenant",
    fields={
        "elementInstanceKey": key("(a.instance + a.n)"),
        "processInstanceKey": key("a.instance"),
        "rootProcessInstanceKey": key("i.root"),
        "processDefinitionKey": key("a.definition"),
        "processDefinitionId": text("d.id"),
        "elementId": text("e.id"),
        "elementName": Field(sql="CASE WHEN e.name = '' THEN e.id ELSE e.name END"),
        "type": Field(
            sql="CASE WHEN a.loop_index < 0 THEN 'adHocRun' ELSE e.kind END",
            kind="word",
            words=_TYPES,
        ),
        "state": words("a.outcome", ACTIVE=(0, 1, 2, 4), COMPLETED=3, TERMINATED=5),
        "startDate": moment("a.entered_at"),
        "endDate": moment("a.left_at"),
        "hasIncident": Field(
            sql="CASE WHEN EXISTS (SELECT 1 FROM incident x WHERE x.instance = a.instance AND x.owner = a.n"
            " AND x.resolved_at IS NULL) THEN 1 ELSE 0 END",
            kind="truth",
        ),
        "incidentKey": Field(
            sql="(SELECT min(x.key) FROM incident x WHERE x.instance = a.instance AND x.owner = a.n"
            " AND x.resolved_at IS NULL)",
            kind="key",
        ),
        "elementInstanceScopeKey": key("(a.instance + a.scope)", hidden=True),
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
        "value": text("v.value"),
        "isTruncated": Field(sql="CASE WHEN v.hash <> '' THEN 1 ELSE 0 END", kind="truth"),
        "scopeKey": key("(v.instance + v.scope)"),
        "processInstanceKey": key("v.instance"),
        "rootProcessInstanceKey": key("v.root"),
        "tenantId": tenant("v.tenant"),
    },
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
        "elementId": text("e.id"),
        "elementInstanceKey": key("(x.instance + x.owner)"),
        "jobKey": key("x.job"),
        "errorType": Field(
            sql="x.kind",
            kind="word",
            words={
                "IO_MAPPING_ERROR": ("io-mapping", "variable-type"),
                "JOB_NO_RETRIES": ("job-no-retries",),
                "CONDITION_ERROR": ("no-flow-selected",),
                "EXTRACT_VALUE_ERROR": ("expression",),
                "CALLED_ELEMENT_ERROR": ("called-process-missing",),
                "CALLED_DECISION_ERROR": ("called-decision-missing",),
                "DECISION_EVALUATION_ERROR": ("decision",),
                "UNHANDLED_ERROR_EVENT": ("unhandled-error",),
                "UNKNOWN": ("loop-limit", "assignment", "unspecified", "set-aside"),
            },
        ),
        "errorMessage": text("x.code"),
        "creationTime": moment("x.created_at"),
        "state": Field(
            sql="CASE WHEN x.resolved_at IS NULL THEN 0 ELSE 1 END",
            kind="word",
            words={"ACTIVE": (0,), "RESOLVED": (1,), "PENDING": (2,)},
        ),
        "tenantId": tenant("x.tenant"),
    },
)

USER_TASKS = Listing(
    source="task t JOIN instance i ON i.key = t.instance JOIN definition d ON d.key = t.definition"
    " JOIN element e ON e.definition = t.definition AND e.ordinal = t.element",
    key="t.key",
    tenant="t.tenant",
    fields={
        "userTaskKey": key("t.key"),
        "name": Field(sql="CASE WHEN e.name = '' THEN e.id ELSE e.name END"),
        "state": words("t.state", CREATED=0, COMPLETED=1, CANCELED=2),
        "assignee": text("t.assignee", null=True),
        "elementId": text("e.id"),
        "elementInstanceKey": key("(t.instance + t.owner)"),
        "processDefinitionId": text("t.process_id"),
        "processDefinitionKey": key("t.definition"),
        "processDefinitionVersion": Field(sql="d.version", kind="number"),
        "processName": text("d.name", null=True),
        "processInstanceKey": key("t.instance"),
        "rootProcessInstanceKey": key("t.root"),
        "creationDate": moment("t.created_at"),
        "completionDate": moment("t.ended_at"),
        "dueDate": Field(sql="t.due", kind="time", empty=0),
        "followUpDate": Field(sql="t.follow_up", kind="time", empty=0),
        "priority": Field(sql="t.priority", kind="number"),
        "externalFormReference": Field(sql="NULL", shown=lambda _: None),
        "formKey": Field(sql="NULL", shown=lambda _: None),
        "customHeaders": Field(sql="NULL", shown=lambda _: {}),
        "businessId": text("i.business_id", null=True),
        "tags": Field(sql="i.tags", shown=_tags),
        "tenantId": tenant("t.tenant"),
        "candidateUser": Field(
            sql="(SELECT min(o.who) FROM offer o WHERE o.task = t.key AND o.kind = 'person')", hidden=True
        ),
        "candidateGroup": Field(
            sql="(SELECT min(o.who) FROM offer o WHERE o.task = t.key AND o.kind = 'group')", hidden=True
        ),
    },
)
