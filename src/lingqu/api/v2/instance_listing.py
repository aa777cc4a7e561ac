"""Process instances as they are searched: by their own fields, their variables, tags, incidents, jobs and elements."""

from __future__ import annotations

from typing import Any

from lingqu.api.edge import bad
from lingqu.api.v2.fields import (
    BUSINESS_ID,
    Field,
    Listing,
    element,
    instance_key_of,
    key,
    later,
    moment,
    number,
    tenant,
    text,
    truth,
)
from lingqu.api.v2.listings import STANDING
from lingqu.api.v2.related import tags, variables
from lingqu.kernel.values import decode


def tags_of(value: str) -> list[str]:
    return list(decode(value)) if value else []


def _family(roots: list[Any]) -> tuple[str, list[Any]]:
    """The root itself, and what it has called: only those are indexed by it."""
    called = "SELECT f.key FROM instance f WHERE f.root IN ?? AND f.root != f.key"
    return f"i.key IN (SELECT f.key FROM instance f WHERE f.key IN ?? UNION ALL {called})", [roots, roots]  # noqa: S608 - no input


_RUNS = "COALESCE(i.ended_at, 0) = 0"
_VISIT = (
    "FROM activity a JOIN element e ON e.definition = a.definition AND e.ordinal = a.element WHERE a.instance = i.key"
)
_INCIDENT = "FROM incident x WHERE x.instance = i.key AND x.resolved_at IS NULL"
_VISITED = "SELECT a.instance " + _VISIT.replace("a.instance = i.key", "1 = 1")
_HURT = "SELECT x.instance FROM incident x WHERE x.resolved_at IS NULL"
_RETRIED = "EXISTS (SELECT 1 FROM job j WHERE j.instance = i.key AND j.state IN (0, 5) AND j.error <> '')"
_BATCH = Field(sql="CAST(b.batch AS text)", among="FROM batch_item b WHERE b.instance = i.key")

PROCESS_INSTANCES = Listing(
    source="instance i JOIN definition d ON d.key = i.definition",
    key="i.key",
    tenant="i.tenant",
    fields={
        "processInstanceKey": key("i.key"),
        "processDefinitionId": text("i.process_id"),
        "processDefinitionName": text("d.name", null=True),
        "processDefinitionVersion": number("d.version"),
        "processDefinitionVersionTag": text("d.version_tag", null=True),
        "processDefinitionKey": key("i.definition"),
        "parentProcessInstanceKey": instance_key_of("i.parent"),
        "parentElementInstanceKey": Field(sql="i.parent", kind="key", empty=0, narrow=lambda _: ("i.parent > 0", [])),
        "rootProcessInstanceKey": Field(sql="i.root", kind="key", empty=0, narrow=_family),
        "startDate": moment("i.started_at", sure=True),
        "endDate": later("i.ended_at"),
        "suspendedDate": moment("i.suspended_at"),
        "state": Field(
            sql="i.status",
            kind="word",
            words={"ACTIVE": (0,), "COMPLETED": (1,), "TERMINATED": (2,), "CANCELED": (2,), "SUSPENDED": (3,)},
            cases={
                "ACTIVE": f"{_RUNS} AND i.status = 0",
                "COMPLETED": "i.status = 1",
                "TERMINATED": "i.status = 2",
                "CANCELED": "i.status = 2",
                "SUSPENDED": f"{_RUNS} AND i.status = 3",
            },
        ),
        "hasIncident": truth("i.incidents > 0 AND i.status IN (0, 3)"),
        "tenantId": tenant("i.tenant"),
        "businessId": BUSINESS_ID,
        "tags": Field(sql="i.tags", shown=tags_of),
        "batchOperationKey": Field(sql=_BATCH.sql, among=_BATCH.among, hidden=True),
        "batchOperationId": Field(sql=_BATCH.sql, among=_BATCH.among, hidden=True),
        "hasRetriesLeft": truth(_RETRIED, hidden=True),
    },
    # as they were started; but the index by process has the order of the keys, which is nearly the same
    usual=lambda wanted: "processInstanceKey" if "processDefinitionId" in wanted else "startDate",
    tests={"variables": variables("i.key", "v.scope = 0"), "tags": tags("i.tags")},
    few={
        _VISIT: ("i.key", _VISITED, lambda wanted: wanted.get("elementInstanceState") == "ACTIVE"),
        _INCIDENT: ("i.key", _HURT, lambda _: True),
    },
    together={
        _VISIT: {
            "elementId": element("a"),
            "elementInstanceState": STANDING,
            "hasElementInstanceIncident": truth(
                "EXISTS (SELECT 1 FROM incident y WHERE y.instance = a.instance AND y.owner = a.n"
                " AND y.resolved_at IS NULL)"
            ),
        },
        _INCIDENT: {
            "errorMessage": text("x.message"),
            "incidentErrorHashCode": Field(sql="x.message_hash", kind="number"),
        },
    },
)


def one_name(wanted: dict[str, Any]) -> dict[str, Any]:
    """The filter, if it does not name a batch operation by its old and its new name. Raises Invalid."""
    if {"batchOperationId", "batchOperationKey"} <= wanted.keys():
        raise bad("filter.batchOperationId", "one_of_two", other="filter.batchOperationKey")
    return wanted
