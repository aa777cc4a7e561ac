"""User tasks: get, search, assign, give back, change, complete."""

from __future__ import annotations

from typing import Any

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import from_iso
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.related import by_values
from lingqu.api.v2.search import Query, found, one, seen
from lingqu.api.v2.shapes import Body
from lingqu.api.v2.task_listing import USER_TASKS
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.engine.commands import UpdateTask
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import normalise
from lingqu.store import Connection


class Assignment(Body):
    assignee: str = ""
    allow_override: bool | None = True
    action: str | None = None


class Completion(Body):
    variables: dict[str, Any] | None = None
    action: str | None = None


class Changeset(Body):
    due_date: str | None = None
    follow_up_date: str | None = None
    candidate_users: list[str] | None = None
    candidate_groups: list[str] | None = None
    priority: int | None = None


class Update(Body):
    changeset: Changeset | None = None
    action: str | None = None


def _with_people(house: House, c: Connection, items: list[dict[str, Any]]) -> None:
    keys = [int(item["userTaskKey"]) for item in items]
    offers: dict[int, dict[str, list[str]]] = {}
    if keys:
        for task, kind, who in c.rows(
            "SELECT task, kind, who FROM offer WHERE task IN ?? AND seat = 0 ORDER BY who", (keys,)
        ):
            offers.setdefault(task, {}).setdefault(kind, []).append(who)
    for item in items:
        item["customHeaders"] = shapes.headers(house, item)
        known = offers.get(int(item["userTaskKey"]), {})
        item["candidateUsers"] = [who for who in known.get("person", []) if who != item["assignee"]]
        item["candidateGroups"] = known.get("group", [])


@post("/v2/user-tasks/search", status_code=200)
@in_thread
def search_user_tasks(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find user tasks."""
    if by_values((data.filter if data else None) or {}):
        viewer.must("monitor")  # what can be searched by can be guessed
    where, params = seen(USER_TASKS, viewer)
    with house.db.reading() as c:
        answer = found(c, USER_TASKS, data, where=where, params=params)
        _with_people(house, c, answer["items"])
    return answer


@get("/v2/user-tasks/{key:str}")
@in_thread
def get_user_task(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        item = one(c, USER_TASKS, parse_key(key, "userTaskKey"), where=where, params=params)
        if item is None:
            raise NotFound("api.not_found", what="user task", key=key)
        _with_people(house, c, [item])
    return dict(item)


@post("/v2/user-tasks/{key:str}/assignment", status_code=204)
@in_thread
def assign_user_task(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Assignment]) -> None:
    """Give the task to somebody; without `allowOverride` only if nobody has it."""
    if not data.assignee:
        raise Invalid("api.field_missing", field="assignee")
    house.desk.assign(
        viewer,
        parse_key(key, "userTaskKey"),
        data.assignee,
        override=data.allow_override is not False,
        action=data.action or "assign",
    )


@delete("/v2/user-tasks/{key:str}/assignee")
@in_thread
def unassign_user_task(house: House, viewer: Viewer, key: FromPath[str]) -> None:
    """Give the task back to its candidates."""
    house.desk.assign(viewer, parse_key(key, "userTaskKey"), "", override=True, action="unassign")


@patch("/v2/user-tasks/{key:str}", status_code=204)
async def update_user_task(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Update]) -> None:
    """Change dates, candidates or priority."""
    viewer.must("operate")
    number = parse_key(key, "userTaskKey")
    change = data.changeset or Changeset()
    command = UpdateTask(
        at=0,
        by=viewer.login,
        task=number,
        candidate_users=tuple(change.candidate_users) if change.candidate_users is not None else None,
        candidate_groups=tuple(change.candidate_groups) if change.candidate_groups is not None else None,
        due=_date(change.due_date, "dueDate"),
        follow_up=_date(change.follow_up_date, "followUpDate"),
        priority=change.priority,
        action=data.action or "update",
    )
    await house.runtime.writer.ask(house.runtime.command(number, command))


def _date(text: str | None, field: str) -> int | None:
    """None: not given; empty text: take the date away."""
    if text is None:
        return None
    return from_iso(text, f"changeset.{field}") if text else 0


@post("/v2/user-tasks/{key:str}/completion", status_code=204)
@in_thread
def complete_user_task(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Completion | None] = None
) -> None:
    """Complete the task with variables."""
    data = data or Completion()
    variables = normalise(data.variables or {}, "variables")
    house.desk.complete(viewer, parse_key(key, "userTaskKey"), variables, action=data.action or "complete", tool=True)


HANDLERS = [
    search_user_tasks,
    get_user_task,
    assign_user_task,
    unassign_user_task,
    update_user_task,
    complete_user_task,
]
