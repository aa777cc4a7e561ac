"""Forms as clients ask for them: by key, of a process's start, of a user task; and the variables that a task sees."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.grouped import paged
from lingqu.api.v2.listings import VARIABLES
from lingqu.api.v2.search import Query, found, one
from lingqu.api.v2.task_listing import USER_TASKS
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import Viewer as Who
from lingqu.directory.viewer import sees_instance, sees_process, sees_values
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, parse_key
from lingqu.store import Connection

_FORM = (
    "SELECT f.tenant, f.id, f.version, f.key, r.body FROM definition f JOIN resource r ON r.key = f.resource"
    " WHERE f.kind = 'form' AND f.tenant = ? AND "
)


def _shape(row: tuple[Any, ...]) -> dict[str, Any]:
    tenant, id_, version, key, body = row
    return {
        "tenantId": shapes.tenant(tenant),
        "formId": id_,
        "schema": bytes(body).decode(),
        "version": version,
        "formKey": str(key),
    }


@get("/v2/forms/{key:str}")
@in_thread
def get_form(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """A deployed form with its schema."""
    number = parse_key(key, "formKey")
    with house.db.reading() as c:
        row = c.row(_FORM + "f.key = ?", [viewer.tenant, number])
    if row is None:
        raise NotFound("api.not_found", what="form", key=key)
    return _shape(row)


def _of_element(house: House, viewer: Who, definition: int, ordinal: int | None) -> Response[Any]:
    """The deployed form of an element (None: the start), or 204 if it has none."""
    drawn = house.desk.drawings.process(definition)
    form = house.desk.drawings.form(drawn, ordinal)
    if form is None or not form.key:
        return Response(None, status_code=204)
    with house.db.reading() as c:
        row = c.row(_FORM + "f.key = ?", [viewer.tenant, form.key])
    return Response(_shape(row) if row else None, status_code=200 if row else 204)


@get("/v2/process-definitions/{key:str}/form")
@in_thread
def get_start_form(house: House, viewer: Viewer, key: FromPath[str]) -> Response[Any]:
    """The form that starts a process; 204 without one."""
    number = parse_key(key, "processDefinitionKey")
    condition, params = sees_process(viewer)
    with house.db.reading() as c:
        if not c.row(
            f"SELECT 1 FROM definition d WHERE d.kind = 'process' AND d.key = ? AND {condition}",  # noqa: S608
            [number, *params],
        ):
            raise NotFound("api.not_found", what="process definition", key=key)
    return _of_element(house, viewer, number, None)


def _task(c: Connection, viewer: Who, key: str) -> tuple[int, int, int]:
    """(instance, element instance, element) of a task that the viewer may see. Raises NotFound."""
    where, params = sees_instance(viewer)
    number = parse_key(key, "userTaskKey")
    if one(c, USER_TASKS, number, where=where, params=params) is None:
        raise NotFound("api.not_found", what="user task", key=key)
    (row,) = c.rows("SELECT instance, owner, element FROM task WHERE key = ?", [number])
    return row


@get("/v2/user-tasks/{key:str}/form")
@in_thread
def get_task_form(house: House, viewer: Viewer, key: FromPath[str]) -> Response[Any]:
    """The form of a task; 204 without one."""
    with house.db.reading() as c:
        instance, _, element = _task(c, viewer, key)
        (row,) = c.rows("SELECT definition FROM instance WHERE key = ?", [instance])
    return _of_element(house, viewer, row[0], element)


def _way(c: Connection, instance: int, owner: int) -> list[int]:
    """Element instances from a task outward, the instance itself (0) last."""
    parents: dict[int, int] = dict(c.rows("SELECT n, scope FROM activity WHERE instance = ?", [instance]))
    way, at = [], owner
    while at > 0 and at not in way:
        way.append(at)
        at = parents.get(at, 0)
    return [*way, 0]


@post("/v2/user-tasks/{key:str}/variables/search", status_code=200)
@in_thread
def search_task_variables(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Variables of every scope that a task sees, those that an inner one hides too."""
    where, params = sees_values(viewer)
    with house.db.reading() as c:
        instance, owner, _ = _task(c, viewer, key)
        more = f"{where} AND v.instance = ? AND v.scope IN ??"
        return found(c, VARIABLES, data, where=more, params=[*params, instance, _way(c, instance, owner)])


@post("/v2/user-tasks/{key:str}/effective-variables/search", status_code=200)
@in_thread
def search_effective_variables(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Query | None] = None
) -> dict[str, Any]:
    """Variables as a task sees them: of each name the innermost."""
    where, params = sees_values(viewer)
    with house.db.reading() as c:
        instance, owner, _ = _task(c, viewer, key)
        way = _way(c, instance, owner)
        more = f"{where} AND v.instance = ? AND v.scope IN ??"
        wanted = Query(filter=data.filter if data else None, page={"limit": 10_000})
        items = found(c, VARIABLES, wanted, where=more, params=[*params, instance, way])["items"]
    nearest: dict[str, dict[str, Any]] = {}
    for item in sorted(items, key=lambda one_: way.index(counter_of(int(one_["scopeKey"])))):
        nearest.setdefault(item["name"], item)
    return paged([nearest[name] for name in sorted(nearest)], Query(sort=data.sort, page=data.page) if data else None)


HANDLERS = [get_form, get_start_form, get_task_form, search_task_variables, search_effective_variables]
