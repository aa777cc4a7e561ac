"""Instances as people look for them: a list with filters, and one with its whole path."""

from __future__ import annotations

import msgspec

from lingqu.directory.viewer import Viewer, sees_instance, sees_instances
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import instance_key, local_key
from lingqu.kernel.values import Json, decode
from lingqu.store import Connection

#: Words of the API for engine.state.Status.
STATES = {0: "running", 1: "finished", 2: "cancelled", 3: "suspended"}
_RUNNING = (0, 3)
_COLUMNS = (
    "i.key, i.process_id, i.definition, i.title, i.business_id, i.status, i.incidents, i.started_at, i.ended_at,"
    " i.started_by, i.parent, i.root"
)


class InstanceRow(msgspec.Struct, frozen=True, kw_only=True):
    key: int
    process_id: str
    definition: int
    title: str
    business_id: str
    status: int
    incidents: int
    started_at: int
    ended_at: int | None
    started_by: str
    parent: int
    root: int


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; empty fields do not count. `state` adds "failed": running with an open incident."""

    process_id: str = ""
    definition: int = 0
    state: str = ""
    text: str = ""
    started_from: int = 0
    started_to: int = 0
    started_by: str = ""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One visit of a token to an element. `brought_by`: (flow ordinal, counter of the element instance before)."""

    key: int
    n: int
    definition: int  # the version of which `element` and the flows are; a migrated instance has visits of several
    element: int
    scope: int
    loop_index: int
    entered: int
    left: int | None
    outcome: int
    brought_by: list[tuple[int, int]]


class VariableRow(msgspec.Struct, frozen=True, kw_only=True):
    key: int
    scope: int
    name: str
    value: str  # JSON, cut at 8 kB
    size: int


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    key: int
    definition: int  # the version of which `element` is
    element: int
    kind: str
    code: str
    params: dict[str, Json]
    job: int
    created_at: int
    resolved_at: int | None


def _row(row: tuple[object, ...]) -> InstanceRow:
    return InstanceRow(**dict(zip(InstanceRow.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


def search(
    c: Connection, viewer: Viewer, wanted: Filter, *, before: int | None, limit: int
) -> tuple[list[InstanceRow], int]:
    """A page of instances, newest first (`before`: keys below this one), and the total, counted to 10,000."""
    visible, params = sees_instances(viewer)
    conditions, more = _conditions(viewer, wanted)
    where = " AND ".join([visible, *conditions])
    params = [*params, *more]
    # Each order is that of an index: with the keys by process, else as they were started, which is nearly the same.
    order, place = ("i.key DESC", "i.key < ?")
    if not wanted.process_id or wanted.definition:
        order = "i.started_at DESC, i.key DESC"
        place = "(i.started_at, i.key) < (SELECT b.started_at, b.key FROM instance b WHERE b.key = ?)"
    page_where, page_params = (f"{where} AND {place}", [*params, before]) if before else (where, params)
    rows = c.rows(
        f"SELECT {_COLUMNS} FROM instance i WHERE {page_where} ORDER BY {order} LIMIT ?",  # noqa: S608 - ours
        (*page_params, limit),
    )
    if not before and len(rows) < limit:
        return [_row(row) for row in rows], len(rows)
    total = c.row(f"SELECT count(*) FROM (SELECT 1 FROM instance i WHERE {where} LIMIT 10000) AS few", params)  # noqa: S608
    return [_row(row) for row in rows], int(total[0]) if total else 0


def _conditions(viewer: Viewer, wanted: Filter) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    params: list[object] = []

    def also(condition: str, *values: object) -> None:
        conditions.append(condition)
        params.extend(values)

    if wanted.definition:
        also("i.definition = ?", wanted.definition)
    elif wanted.process_id:
        also("i.process_id = ?", wanted.process_id)
    if wanted.state == "failed":
        also(f"i.status IN {_RUNNING} AND i.incidents > 0")
    elif wanted.state:
        codes = [code for code, word in STATES.items() if word == wanted.state]
        also(f"i.status = {codes[0]}" if codes else "1 = 0")
        if codes and codes[0] in _RUNNING and not (wanted.definition or wanted.process_id):
            also("COALESCE(i.ended_at, 0) = 0")  # so an index knows them
    if wanted.text:
        like = f"%{wanted.text.lower()}%"
        also("(lower(i.title) LIKE ? OR lower(i.business_id) LIKE ?)", like, like)
    if wanted.started_from:
        also("i.started_at >= ?", wanted.started_from)
    if wanted.started_to:
        also("i.started_at < ?", wanted.started_to)
    if wanted.started_by:
        started = "SELECT p.instance FROM party p WHERE p.tenant = ? AND p.person = ? AND p.role = 'started'"
        also(f"i.key IN ({started})", viewer.tenant, wanted.started_by)
    return conditions, params


def seen(c: Connection, viewer: Viewer, key: int) -> InstanceRow | None:
    """The instance, or None if it is not there or not to be seen by this viewer."""
    condition, params = sees_instance(viewer)
    row = c.row(f"SELECT {_COLUMNS} FROM instance i WHERE {condition} AND i.key = ?", (*params, key))  # noqa: S608 - ours
    return _row(row) if row else None


def find(c: Connection, viewer: Viewer, key: int) -> InstanceRow:
    """Raises NotFound for what is not there or not to be seen by this viewer."""
    found = seen(c, viewer, key)
    if found is None:
        raise NotFound("insights.no_such_instance", key=str(key))
    return found


def children(c: Connection, viewer: Viewer, key: int) -> list[InstanceRow]:
    """The instances that call activities of this one have started, as far as this viewer may see them."""
    visible, params = sees_instance(viewer)
    rows = c.rows(
        f"SELECT {_COLUMNS} FROM instance i WHERE {visible} AND i.parent > 0 AND i.parent > ? AND i.parent < ?"  # noqa: S608
        " ORDER BY i.key",
        (*params, key, key + instance_key(1)),
    )
    return [_row(row) for row in rows]


def visits(c: Connection, key: int) -> list[Visit]:
    """The path of an instance: every visit to an element, in order."""
    rows = c.rows(
        "SELECT n, element, scope, loop_index, entered_at, left_at, outcome, brought_by, definition FROM activity"
        " WHERE instance = ? ORDER BY n",
        (key,),
    )
    return [
        Visit(
            key=local_key(key, r[0]),
            n=r[0],
            definition=r[8],
            element=r[1],
            scope=r[2],
            loop_index=r[3],
            entered=r[4],
            left=r[5],
            outcome=r[6],
            brought_by=[(flow, source) for flow, source in decode(bytes(r[7]))],
        )
        for r in rows
    ]


def flows_taken(c: Connection, key: int) -> list[str]:
    """Ids of the sequence flows that tokens of an instance have taken, each once, in the order of the drawing."""
    rows = c.rows("SELECT definition, brought_by FROM activity WHERE instance = ?", (key,))
    taken = {(definition, flow) for definition, brought in rows for flow, _ in decode(bytes(brought)) if flow >= 0}
    if not taken:
        return []
    definitions = sorted({definition for definition, _ in taken})
    known = c.rows(
        "SELECT definition, ordinal, id FROM element WHERE definition IN ?? AND kind = 'sequenceFlow'"
        " ORDER BY definition, ordinal",
        (definitions,),
    )
    return [id_ for definition, ordinal, id_ in known if (definition, ordinal) in taken]


def waits_at(c: Connection, keys: list[int]) -> dict[int, list[int]]:
    """Ordinals of the elements at which instances are now, scopes included, by instance key."""
    found: dict[int, list[int]] = {key: [] for key in keys}
    if keys:
        for instance, element in c.rows(
            "SELECT instance, element FROM activity WHERE instance IN ?? AND outcome = 0 AND n > 0 ORDER BY n", (keys,)
        ):
            found[instance].append(element)
    return found


def variables(c: Connection, key: int) -> list[VariableRow]:
    rows = c.rows("SELECT key, scope, name, value, size FROM variable WHERE instance = ? ORDER BY scope, name", (key,))
    return [VariableRow(key=r[0], scope=r[1], name=r[2], value=r[3], size=r[4]) for r in rows]


def incidents(c: Connection, key: int) -> list[IncidentRow]:
    """The incidents of an instance, open and resolved."""
    rows = c.rows(
        "SELECT key, element, kind, code, params, job, created_at, resolved_at, definition FROM incident"
        " WHERE instance = ?"
        " ORDER BY key",
        (key,),
    )
    return [
        IncidentRow(
            key=r[0],
            definition=r[8],
            element=r[1],
            kind=r[2],
            code=r[3],
            params=decode(bytes(r[4])),
            job=r[5],
            created_at=r[6],
            resolved_at=r[7],
        )
        for r in rows
    ]
