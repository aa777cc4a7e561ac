"""Figures of processes and instances, counted when asked; who called whom, and which flows were taken."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.fields import text
from lingqu.api.v2.filters import matching, narrowed
from lingqu.api.v2.grouped import MOST_GROUPS, only, paged
from lingqu.api.v2.instance_listing import PROCESS_INSTANCES
from lingqu.api.v2.search import Query
from lingqu.api.v2.waits import MESSAGE_SUBSCRIPTIONS
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance, sees_process, sees_values
from lingqu.insights.instances import flows_taken
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import instance_of, parse_key
from lingqu.store import Connection

_RUNNING = "i.status IN (0, 3)"
_HURT = "sum(CASE WHEN i.incidents > 0 THEN 1 ELSE 0 END), sum(CASE WHEN i.incidents > 0 THEN 0 ELSE 1 END)"


# ---- elements


def _elements(c: Connection, where: str, params: list[Any]) -> list[dict[str, Any]]:
    """Visits by element of the instances that a condition on `i` holds for."""
    rows = c.rows(
        "SELECT e.id, a.outcome, count(*) FROM activity a JOIN instance i ON i.key = a.instance"  # noqa: S608 - ours
        " JOIN definition d ON d.key = i.definition"
        " JOIN element e ON e.definition = a.definition AND e.ordinal = a.element"
        f" WHERE {where} AND e.kind <> 'process' GROUP BY e.id, a.outcome",
        params,
    )
    hurt = c.rows(
        "SELECT e.id, count(*) FROM incident x JOIN instance i ON i.key = x.instance"  # noqa: S608 - ours
        " JOIN definition d ON d.key = i.definition"
        " JOIN element e ON e.definition = x.definition AND e.ordinal = x.element"
        f" WHERE {where} AND x.resolved_at IS NULL GROUP BY e.id",
        params,
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for element, outcome, count in rows:
        counts[element][{3: "completed", 5: "canceled"}.get(outcome, "active")] += count
    for element, count in hurt:
        counts[element]["incidents"] += count
    names = ("active", "canceled", "incidents", "completed")
    return [{"elementId": one, **{name: counts[one][name] for name in names}} for one in sorted(counts)]


@get("/v2/process-instances/{key:str}/statistics/element-instances")
@in_thread
def instance_statistics(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """Visits to each element of an instance."""
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        return {"items": _elements(c, f"{where} AND i.key = ?", [*params, parse_key(key, "processInstanceKey")])}


@post("/v2/process-definitions/{key:str}/statistics/element-instances", status_code=200)
@in_thread
def definition_statistics(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Visits to each element of a process, over the instances that a filter holds for."""
    where, params = sees_instance(viewer)
    conditions, values = narrowed(PROCESS_INSTANCES, (data.filter if data else None) or {})
    where = " AND ".join([where, "i.definition = ?", *conditions])
    with house.db.reading() as c:
        return {"items": _elements(c, where, [*params, parse_key(key, "processDefinitionKey"), *values])}


# ---- processes


@post("/v2/process-definitions/statistics/process-instances", status_code=200)
@in_thread
def instances_by_process(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Running instances of each process, with and without an incident."""
    only((data.filter if data else None) or {})
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            "SELECT i.process_id, i.tenant, (SELECT n.name FROM definition n WHERE n.tenant = i.tenant"  # noqa: S608
            " AND n.kind = 'process' AND n.id = i.process_id ORDER BY n.version DESC LIMIT 1),"
            f" count(DISTINCT i.definition), {_HURT} FROM instance i WHERE {where} AND {_RUNNING}"
            f" GROUP BY i.process_id, i.tenant ORDER BY i.process_id LIMIT {MOST_GROUPS}",
            params,
        )
    items = [
        {
            "processDefinitionId": process,
            "tenantId": shapes.tenant(tenant),
            "latestProcessDefinitionName": name or None,
            "hasMultipleVersions": versions > 1,
            "activeInstancesWithIncidentCount": hurt,
            "activeInstancesWithoutIncidentCount": well,
        }
        for process, tenant, name, versions, hurt, well in rows
    ]
    return paged(items, data)


@post("/v2/process-definitions/statistics/process-instances-by-version", status_code=200)
@in_thread
def instances_by_version(house: House, viewer: Viewer, data: JSONBody[Query]) -> dict[str, Any]:
    """Running instances of each version of a process."""
    wanted = only(data.filter or {}, "processDefinitionId", "tenantId")
    process = wanted.get("processDefinitionId")
    if not isinstance(process, str):
        raise bad("filter.processDefinitionId", "not_text")
    shapes.known_tenant(wanted.get("tenantId"), viewer.tenant)
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            f"SELECT d.id, d.key, d.name, d.tenant, d.version, {_HURT} FROM instance i"  # noqa: S608
            f" JOIN definition d ON d.key = i.definition WHERE {where} AND {_RUNNING} AND i.process_id = ?"
            f" GROUP BY d.id, d.key, d.name, d.tenant, d.version ORDER BY d.version LIMIT {MOST_GROUPS}",
            [*params, process],
        )
    items = [
        {
            "processDefinitionId": id_,
            "processDefinitionKey": str(key),
            "processDefinitionName": name or None,
            "tenantId": shapes.tenant(tenant),
            "processDefinitionVersion": version,
            "activeInstancesWithIncidentCount": hurt,
            "activeInstancesWithoutIncidentCount": well,
        }
        for id_, key, name, tenant, version, hurt, well in rows
    ]
    return paged(items, data)


@post("/v2/process-definitions/statistics/message-subscriptions", status_code=200)
@in_thread
def subscriptions_by_process(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Open message subscriptions of running instances that a filter holds for, by version of a process."""
    where, params = sees_instance(viewer)
    conditions, values = narrowed(MESSAGE_SUBSCRIPTIONS, (data.filter if data else None) or {})
    with house.db.reading() as c:
        rows = c.rows(
            "SELECT d.id, d.tenant, d.key, count(DISTINCT s.instance), count(*)"  # noqa: S608 - from listings
            f" FROM {MESSAGE_SUBSCRIPTIONS.source} WHERE s.kind = 0 AND s.start = 0"
            f" AND {' AND '.join([where, *conditions])} GROUP BY d.id, d.tenant, d.key ORDER BY d.key"
            f" LIMIT {MOST_GROUPS}",
            [*params, *values],
        )
    items = [
        {
            "processDefinitionId": id_,
            "tenantId": shapes.tenant(tenant),
            "processDefinitionKey": str(key),
            "processInstancesWithActiveSubscriptions": instances,
            "activeSubscriptions": count,
        }
        for id_, tenant, key, instances, count in rows
    ]
    return paged(items, data)


@post("/v2/process-definitions/{key:str}/variable-names/search", status_code=200)
@in_thread
def variable_names(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Names of the variables that instances of a process have."""
    number = parse_key(key, "processDefinitionKey")
    wanted = only((data.filter if data else None) or {}, "name")
    more, values = matching(text("v.name"), "filter.name", wanted["name"]) if "name" in wanted else ("1 = 1", [])
    seen, params = sees_process(viewer)
    where, limits = sees_values(viewer)
    with house.db.reading() as c:
        one = f"SELECT 1 FROM definition d WHERE {seen} AND d.kind = 'process' AND d.key = ?"  # noqa: S608 - ours
        if not c.row(one, [*params, number]):
            raise NotFound("api.not_found", what="process definition", key=key)
        rows = c.rows(
            "SELECT DISTINCT v.name FROM variable v JOIN instance i ON i.key = v.instance"  # noqa: S608
            f" WHERE {where} AND i.definition = ? AND {more} ORDER BY v.name LIMIT {MOST_GROUPS}",
            [*limits, number, *values],
        )
    return paged([{"name": row[0]} for row in rows], data)


# ---- one instance


@get("/v2/process-instances/{key:str}/call-hierarchy")
@in_thread
def call_hierarchy(house: House, viewer: Viewer, key: FromPath[str]) -> list[dict[str, Any]]:
    """From the instance at the top down to this one."""
    where, params = sees_instance(viewer)
    number, entries = parse_key(key, "processInstanceKey"), []
    with house.db.reading() as c:
        while number:
            row = c.row(
                "SELECT i.definition, d.name, d.id, i.parent FROM instance i JOIN definition d ON d.key = i.definition"  # noqa: S608
                f" WHERE {where} AND i.key = ?",
                [*params, number],
            )
            if row is None:
                break
            definition, name, id_, parent = row
            entries.append(
                {
                    "processInstanceKey": str(number),
                    "processDefinitionKey": str(definition),
                    "processDefinitionName": name or id_,
                }
            )
            number = instance_of(parent) if parent else 0
    if not entries:
        raise NotFound("api.not_found", what="process instance", key=key)
    return entries[::-1]


@get("/v2/process-instances/{key:str}/sequence-flows")
@in_thread
def sequence_flows(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """The flows that tokens of an instance have taken, each once, in the order of the drawing."""
    number = parse_key(key, "processInstanceKey")
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        row = c.row(
            "SELECT i.root, i.definition, i.process_id, i.tenant FROM instance i"  # noqa: S608
            f" WHERE {where} AND i.key = ?",
            [*params, number],
        )
        if row is None:
            raise NotFound("api.not_found", what="process instance", key=key)
        taken = flows_taken(c, number)
    root, definition, process, tenant = row
    return {
        "items": [
            {
                "sequenceFlowId": f"{number}_{flow}",
                "processInstanceKey": str(number),
                "rootProcessInstanceKey": str(root),
                "processDefinitionKey": str(definition),
                "processDefinitionId": process,
                "elementId": flow,
                "tenantId": shapes.tenant(tenant),
            }
            for flow in taken
        ]
    }


HANDLERS = [
    instance_statistics,
    definition_statistics,
    instances_by_process,
    instances_by_version,
    subscriptions_by_process,
    variable_names,
    call_hierarchy,
    sequence_flows,
]
