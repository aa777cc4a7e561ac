"""The log of operations: who did what to which instance, and when."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.listings import key, moment, tenant, text
from lingqu.api.v2.search import Field, Listing, Query, found, one
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key


def _never(name: str = "text") -> Field:
    """A field of the clients that no operation of ours has: always null."""
    return Field(sql="NULL", shown=lambda _: None, kind="key" if name == "key" else "text")


def _entity(kind: str) -> Field:
    return Field(sql=f"CASE WHEN o.entity = '{kind}' THEN o.entity_key ELSE 0 END", kind="key", empty=0)


AUDIT_LOGS = Listing(
    source="operation_log o LEFT JOIN instance i ON i.key = o.instance",
    key="o.key",
    tenant="o.tenant",
    fields={
        "auditLogKey": key("o.key"),
        "entityKey": key("o.entity_key"),
        "entityType": text("o.entity"),
        "operationType": text("o.operation"),
        "batchOperationKey": key("o.batch"),
        "batchOperationType": text("o.batch_kind", null=True),
        "timestamp": moment("o.at"),
        "actorId": text("o.person", null=True),
        "actorType": Field(sql="CASE WHEN o.person = '' THEN 'ANONYMOUS' ELSE 'USER' END"),
        "agentElementId": _never(),
        "tenantId": tenant("o.tenant"),
        "result": Field(sql="'SUCCESS'"),
        "category": Field(sql="'DEPLOYED_RESOURCES'"),
        "processDefinitionId": text("o.process_id", null=True),
        "processDefinitionKey": key("o.definition"),
        "processInstanceKey": key("o.instance"),
        "rootProcessInstanceKey": key("o.root"),
        "elementInstanceKey": _entity("VARIABLE"),
        "jobKey": _entity("JOB"),
        "userTaskKey": _entity("USER_TASK"),
        "decisionRequirementsId": _never(),
        "decisionRequirementsKey": _never("key"),
        "decisionDefinitionId": _never(),
        "decisionDefinitionKey": _never("key"),
        "decisionEvaluationKey": _never("key"),
        "deploymentKey": _never("key"),
        "formKey": _never("key"),
        "resourceKey": _never("key"),
        "relatedEntityKey": _never("key"),
        "relatedEntityType": _never(),
        "entityDescription": Field(sql="o.detail", shown=lambda detail: bytes(detail).decode()),
        "inboundChannelType": _never(),
        "inboundChannelToolName": _never(),
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


HANDLERS = [search_audit_logs, get_audit_log]
