"""Incidents of running instances by what they say, and those of one instance or element."""

from __future__ import annotations

import zlib
from collections import defaultdict
from typing import Any

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.grouped import only, paged
from lingqu.api.v2.listings import INCIDENTS
from lingqu.api.v2.search import Query, found
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, instance_of, parse_key
from lingqu.kernel.messages import Message
from lingqu.kernel.values import decode
from lingqu.store import Connection


def _hash(message: str) -> int:
    """A number for a sentence that stays the same: CRC-32, as a signed 32-bit number."""
    number = zlib.crc32(message.encode())
    return number - (1 << 32) if number >= 1 << 31 else number


def _sentence(code: str, params: bytes) -> str:
    return Message(code=code, params=decode(params) if params else {}).text("en")


def _open(house: House, viewer: Viewer) -> list[tuple[str, int, int]]:
    """(sentence, instance, definition) of open incidents in running instances."""
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            "SELECT x.code, x.params, x.instance, x.definition FROM incident x JOIN instance i ON i.key = x.instance"  # noqa: S608
            f" WHERE {where} AND i.status IN (0, 3) AND x.resolved_at IS NULL",
            params,
        )
    return [(_sentence(code, bytes(given)), instance, definition) for code, given, instance, definition in rows]


@post("/v2/incidents/statistics/process-instances-by-error", status_code=200)
@in_thread
def instances_by_error(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Running instances with an open incident, by what it says."""
    groups: dict[str, set[int]] = defaultdict(set)
    for sentence, instance, _ in _open(house, viewer):
        groups[sentence].add(instance)
    items = [
        {"errorHashCode": _hash(sentence), "errorMessage": sentence, "activeInstancesWithErrorCount": len(instances)}
        for sentence, instances in sorted(groups.items())
    ]
    return paged(items, data)


@post("/v2/incidents/statistics/process-instances-by-definition", status_code=200)
@in_thread
def instances_with_error(house: House, viewer: Viewer, data: JSONBody[Query]) -> dict[str, Any]:
    """Running instances whose open incident says one thing (`errorHashCode`), by version of the process."""
    wanted = only(data.filter or {}, "errorHashCode").get("errorHashCode")
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        raise bad("filter.errorHashCode", "not_whole")
    groups: dict[int, set[int]] = defaultdict(set)
    for sentence, instance, definition in _open(house, viewer):
        if _hash(sentence) == wanted:
            groups[definition].add(instance)
    with house.db.reading() as c:
        known = c.rows(
            "SELECT key, id, name, version, tenant FROM definition WHERE key IN ?? ORDER BY key", [list(groups)]
        )
    items = [
        {
            "processDefinitionId": id_,
            "processDefinitionKey": str(key),
            "processDefinitionName": name or id_,
            "processDefinitionVersion": version,
            "tenantId": shapes.tenant(tenant),
            "activeInstancesWithErrorCount": len(groups[key]),
        }
        for key, id_, name, version, tenant in known
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
    for key, parent in c.rows("SELECT key, parent FROM instance WHERE root = ? AND parent > 0", [root]):
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
