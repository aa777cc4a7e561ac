"""The log of operations: who did what to which instance, and when."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.fields import OPERATION_TYPES, Field, Listing, constant, key, moment, named, never, tenant, text
from lingqu.api.v2.search import Query, found, one
from lingqu.api.v2.task_listing import USER_TASKS
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import instance_of, parse_key

_ENTITIES = (
    "AUTHORIZATION", "BATCH", "CLIENT", "DECISION", "GROUP", "INCIDENT", "JOB", "MAPPING_RULE", "PROCESS_INSTANCE",
    "RESOURCE", "ROLE", "TENANT", "USER", "USER_TASK", "VARIABLE",
)  # fmt: skip
_OPERATIONS = (
    "ASSIGN", "CANCEL", "COMPLETE", "CREATE", "DELETE", "EVALUATE", "MIGRATE", "MODIFY", "RESOLVE", "RESUME", "SUSPEND",
    "UNASSIGN", "UNKNOWN", "UPDATE",
)  # fmt: skip


def actor(person: str) -> Field:
    """What kind of actor a person (SQL) is."""
    return named(f"CASE WHEN {person} = '' THEN 'ANONYMOUS' ELSE 'USER' END", "USER", "ANONYMOUS", "CLIENT", "UNKNOWN")


def _entity(kind: str) -> Field:
    return Field(sql=f"CASE WHEN o.entity = '{kind}' THEN o.entity_key ELSE 0 END", kind="key", empty=0)


AUDIT_LOGS = Listing(
    source="operation_log o LEFT JOIN instance i ON i.key = o.instance",
    key="o.key",
    tenant="o.tenant",
    fields={
        "auditLogKey": key("o.key"),
        "entityKey": key("o.entity_key"),
        "entityType": named("o.entity", *_ENTITIES),
        "operationType": named("o.operation", *_OPERATIONS),
        "batchOperationKey": key("o.batch"),
        "batchOperationType": named("NULLIF(o.batch_kind, '')", *OPERATION_TYPES),
        "timestamp": moment("o.at", sure=True),
        "actorId": text("o.person", null=True),
        "actorType": actor("o.person"),
        "agentElementId": never(),
        "tenantId": tenant("o.tenant"),
        "result": constant("SUCCESS", "FAIL"),
        "category": named(
            "CASE WHEN o.entity = 'USER_TASK' THEN 'USER_TASKS' ELSE 'DEPLOYED_RESOURCES' END",
            "ADMIN",
            "DEPLOYED_RESOURCES",
            "USER_TASKS",
        ),
        "processDefinitionId": text("o.process_id", null=True),
        "processDefinitionKey": key("o.definition"),
        "processInstanceKey": key("o.instance"),
        "rootProcessInstanceKey": key("o.root"),
        "elementInstanceKey": _entity("VARIABLE"),
        "jobKey": _entity("JOB"),
        "userTaskKey": _entity("USER_TASK"),
        "decisionRequirementsId": never(),
        "decisionRequirementsKey": never("key"),
        "decisionDefinitionId": never(),
        "decisionDefinitionKey": never("key"),
        "decisionEvaluationKey": never("key"),
        "deploymentKey": never("key"),
        "formKey": never("key"),
        "resourceKey": never("key"),
        "relatedEntityKey": never("key"),
        "relatedEntityType": never(),
        "entityDescription": text("convert_from(o.detail, 'UTF8')"),
        "inboundChannelType": never(),
        "inboundChannelToolName": never(),
    },
)


def _seen(viewer: Viewer) -> tuple[str, list[object]]:
    """Who sees everything reads all of it, also of what is deleted; others what concerns instances that they see."""
    if viewer.everything:
        return "o.tenant = ?", [viewer.tenant]
    where, params = sees_instance(viewer)
    return where, list(params)


@post("/v2/audit-logs/search", status_code=200)
@in_thread
def search_audit_logs(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find operations. `entityDescription` is JSON: what exactly was asked for."""
    where, params = _seen(viewer)
    with house.db.reading() as c:
        return found(c, AUDIT_LOGS, data, where=where, params=params)


@get("/v2/audit-logs/{key:str}")
@in_thread
def get_audit_log(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One operation."""
    where, params = _seen(viewer)
    with house.db.reading() as c:
        item = one(c, AUDIT_LOGS, parse_key(key, "auditLogKey"), where=where, params=params)
    if item is None:
        raise NotFound("api.not_found", what="audit log", key=key)
    return dict(item)


@post("/v2/user-tasks/{key:str}/audit-logs/search", status_code=200)
@in_thread
def search_task_log(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Find what was done to a user task."""
    number = parse_key(key, "userTaskKey")
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        if one(c, USER_TASKS, number, where=where, params=params) is None:
            raise NotFound("api.not_found", what="user task", key=key)
        where, params = _seen(viewer)
        more = f"{where} AND o.instance = ? AND o.entity = 'USER_TASK' AND o.entity_key = ?"
        return found(c, AUDIT_LOGS, data, where=more, params=[*params, instance_of(number), number])


HANDLERS = [search_audit_logs, get_audit_log, search_task_log]
