"""Departments and groups: look-ups for everybody, changes for administrators."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post, put
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import PersonShape, Shape, who
from lingqu.api.editions import seen, tagged, told
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import organisation, people
from lingqu.directory.organisation import Department, Group
from lingqu.kernel.editions import Seen
from lingqu.runtime import RowWork
from lingqu.store import Connection


class DepartmentShape(Shape):
    id: str
    etag: str
    name: str
    parent: str | None
    head: PersonShape | None


class DepartmentFacts(Shape, forbid_unknown_fields=True):
    name: str
    parent: str = ""
    head: str = ""


class NewDepartment(DepartmentFacts, kw_only=True, forbid_unknown_fields=True):
    id: str


class GroupShape(Shape):
    id: str
    etag: str
    name: str
    members: list[PersonShape]


class GroupFacts(Shape, forbid_unknown_fields=True):
    name: str
    members: list[str] = []


class NewGroup(GroupFacts, kw_only=True, forbid_unknown_fields=True):
    id: str


def _departments(c: Connection, tenant: str, found: list[Department]) -> list[DepartmentShape]:
    heads = people.named(c, tenant, [d.head for d in found])
    return [
        DepartmentShape(
            id=d.id,
            etag=organisation.department_edition(d),
            name=d.name,
            parent=d.parent or None,
            head=who(heads, d.head),
        )
        for d in found
    ]


@get("/api/departments")
@in_thread
def list_departments(house: House, viewer: Viewer) -> list[DepartmentShape]:
    """The tree of departments with their heads."""
    with house.db.reading() as c:
        return _departments(c, viewer.tenant, organisation.departments(c, viewer.tenant))


@get("/api/departments/{name:str}")
@in_thread
def get_department(house: House, viewer: Viewer, name: FromPath[str]) -> Response[DepartmentShape]:
    """One department with its head."""
    shown = _department(house, viewer, name)
    return told(shown, shown.etag)


def _department(house: House, viewer: Viewer, name: str) -> DepartmentShape:
    with house.db.reading() as c:
        return _departments(c, viewer.tenant, [organisation.department(c, viewer.tenant, name)])[0]


@post("/api/departments", status_code=204)
@in_thread
def add_department(house: House, viewer: Viewer, data: JSONBody[NewDepartment]) -> None:
    """Add a department, or write it anew whatever it is; PUT minds what others have changed."""
    _write_department(house, viewer, data.id, data, None)


@put("/api/departments/{name:str}")
@in_thread
def put_department(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, name: FromPath[str], data: JSONBody[DepartmentFacts]
) -> Response[DepartmentShape]:
    """Add or change a department."""
    _write_department(house, viewer, name, data, seen(request))
    shown = _department(house, viewer, name)
    return tagged(shown, shown.etag)


def _write_department(house: House, viewer: Viewer, id_: str, facts: DepartmentFacts, meant: Seen) -> None:
    viewer.must("administer")
    new = Department(id=id_, name=facts.name, parent=facts.parent, head=facts.head)
    house.runtime.writer.call(RowWork(run=lambda tx: organisation.put_department(tx.c, viewer.tenant, new, seen=meant)))


def _groups(c: Connection, tenant: str, found: list[Group]) -> list[GroupShape]:
    members = {g.id: organisation.members(c, tenant, g.id) for g in found}
    known = people.named(c, tenant, [login for logins in members.values() for login in logins])
    return [
        GroupShape(
            id=g.id,
            etag=organisation.group_edition(c, tenant, g),
            name=g.name,
            members=[p for login in members[g.id] if (p := who(known, login))],
        )
        for g in found
    ]


@get("/api/groups")
@in_thread
def list_groups(house: House, viewer: Viewer) -> list[GroupShape]:
    """Groups with their members."""
    with house.db.reading() as c:
        return _groups(c, viewer.tenant, organisation.groups(c, viewer.tenant))


@get("/api/groups/{name:str}")
@in_thread
def get_group(house: House, viewer: Viewer, name: FromPath[str]) -> Response[GroupShape]:
    """One group with its members."""
    shown = _group(house, viewer, name)
    return told(shown, shown.etag)


def _group(house: House, viewer: Viewer, name: str) -> GroupShape:
    with house.db.reading() as c:
        return _groups(c, viewer.tenant, [organisation.group(c, viewer.tenant, name)])[0]


@post("/api/groups", status_code=204)
@in_thread
def add_group(house: House, viewer: Viewer, data: JSONBody[NewGroup]) -> None:
    """Add a group, or write its name and members anew whatever they are; PUT minds what others have changed."""
    _write_group(house, viewer, data.id, data, None)


@put("/api/groups/{name:str}")
@in_thread
def put_group(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, name: FromPath[str], data: JSONBody[GroupFacts]
) -> Response[GroupShape]:
    """Add a group, or change its name and members."""
    _write_group(house, viewer, name, data, seen(request))
    shown = _group(house, viewer, name)
    return tagged(shown, shown.etag)


def _write_group(house: House, viewer: Viewer, id_: str, facts: GroupFacts, meant: Seen) -> None:
    viewer.must("administer")
    group = Group(id=id_, name=facts.name)
    house.runtime.writer.call(
        RowWork(run=lambda tx: organisation.put_group(tx.c, viewer.tenant, group, facts.members, seen=meant))
    )


HANDLERS = [
    list_departments,
    get_department,
    add_department,
    put_department,
    list_groups,
    get_group,
    add_group,
    put_group,
]
