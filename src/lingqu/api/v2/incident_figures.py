"""Incidents of running instances by what they say, and those of one instance or element."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.grouped import MOST_GROUPS, only, paged
from lingqu.api.v2.listings import INCIDENTS
from lingqu.api.v2.search import Query, found
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, instance_of, parse_key
from lingqu.store import Connection

_SAID = "COALESCE(x.message, x.code)"
_OPEN = " FROM incident x JOIN instance i ON i.key = x.instance WHERE i.status IN (0, 3) AND x.resolved_at IS NULL AND "


@post("/v2/incidents/statistics/process-instances-by-error", status_code=200)
@in_thread
def instances_by_error(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Running instances with an open incident, by what it says."""
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            f"SELECT COALESCE(x.message_hash, 0), {_SAID}, count(DISTINCT x.instance){_OPEN}{where}"
            f" GROUP BY COALESCE(x.message_hash, 0), {_SAID} ORDER BY {_SAID} LIMIT {MOST_GROUPS}",
            params,
        )
    items = [
        {"errorHashCode": number, "errorMessage": said, "activeInstancesWithErrorCount": count}
        for number, said, count in rows
    ]
    return paged(items, data)


@post("/v2/incidents/statistics/process-instances-by-definition", status_code=200)
@in_thread
def instances_with_error(house: House, viewer: Viewer, data: JSONBody[Query]) -> dict[str, Any]:
    """Running instances whose open incident says one thing (`errorHashCode`), by version of the process."""
    wanted = only(data.filter or {}, "errorHashCode").get("errorHashCode")
    if not isinstance(wanted, int) or isinstance(wanted, bool) or wanted.bit_length() > 31:
        raise bad("filter.errorHashCode", "not_whole")
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            "SELECT d.key, d.id, d.name, d.version, d.tenant, g.many FROM definition d"  # noqa: S608 - ours
            f" JOIN (SELECT x.definition AS home, count(DISTINCT x.instance) AS many{_OPEN}x.message_hash = ?"
            f" AND {where} GROUP BY x.definition) g ON g.home = d.key ORDER BY d.key LIMIT {MOST_GROUPS}",
            [wanted, *params],
        )
    items = [
        {
            "processDefinitionId": id_,
            "processDefinitionKey": str(key),
            "processDefinitionName": name or id_,
            "processDefinitionVersion": version,
            "tenantId": shapes.tenant(tenant),
            "activeInstancesWithErrorCount": count,
        }
        for key, id_, name, version, tenant, count in rows
    ]
    return paged(items, data)


@post("/v2/process-instances/{key:str}/incidents/search", status_code=200)
@in_thread
def incidents_of_instance(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Incidents of an instance and of everything that it has called."""
    number = parse_key(key, "processInstanceKey")
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        row = c.row(f"SELECT i.root FROM instance i WHERE {where} AND i.key = ?", [*params, number])  # noqa: S608
        if row is None:
            raise NotFound("api.not_found", what="process instance", key=key)
        family = _below(c, number, int(row[0]))
        return found(c, INCIDENTS, data, where=f"{where} AND x.instance IN ??", params=[*params, family])


def _below(c: Connection, number: int, root: int) -> list[int]:
    """The instance and all that it has called, directly or not."""
    children: dict[int, list[int]] = defaultdict(list)
    for key, parent in c.rows("SELECT key, parent FROM instance WHERE root = ? AND root != key", [root]):
        children[instance_of(parent)].append(key)
    family, at = [number], 0
    while at < len(family):
        family += children[family[at]]
        at += 1
    return family


@post("/v2/element-instances/{key:str}/incidents/search", status_code=200)
@in_thread
def incidents_of_element(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Incidents of one visit to an element and of what happened inside it."""
    number = parse_key(key, "elementInstanceKey")
    instance, counter = instance_of(number), counter_of(number)
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            f"SELECT a.n, a.scope FROM activity a JOIN instance i ON i.key = a.instance WHERE {where} AND i.key = ?",  # noqa: S608
            [*params, instance],
        )
        if counter and counter not in {n for n, _ in rows}:
            raise NotFound("api.not_found", what="element instance", key=key)
        inside = _inside(counter, rows)
        more = f"{where} AND x.instance = ? AND x.owner IN ??"
        return found(c, INCIDENTS, data, where=more, params=[*params, instance, inside])


def _inside(counter: int, rows: list[tuple[int, int]]) -> list[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for n, scope in rows:
        if n != scope:
            children[scope].append(n)
    within, at = [counter], 0
    while at < len(within):
        within += children[within[at]]
        at += 1
    return within


HANDLERS = [instances_by_error, instances_with_error, incidents_of_instance, incidents_of_element]
