"""People, departments, groups: look-ups for everybody, changes for administrators."""

from __future__ import annotations

from litestar import get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, UnsetType, structs

from lingqu.api.edge import TOTAL_CAP, DepartmentRef, Page, PageSize, PersonShape, Shape, cursor, from_cursor, who
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import credentials, organisation, people
from lingqu.directory.organisation import Department
from lingqu.directory.people import Person
from lingqu.runtime import RowWork, Tx
from lingqu.store import Connection


class PersonRow(Shape):
    id: str
    name: str
    email: str
    department: DepartmentRef | None
    active: bool


class NewPerson(Shape, forbid_unknown_fields=True):
    id: str
    name: str
    email: str = ""
    department: str = ""
    language: str = "zh"
    password: str = ""
    roles: list[str] = []


class PersonChange(Shape, forbid_unknown_fields=True):
    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    department: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    password: str | UnsetType = UNSET


class DepartmentShape(Shape):
    id: str
    name: str
    parent: str | None
    head: PersonShape | None


class NewDepartment(Shape, forbid_unknown_fields=True):
    id: str
    name: str
    parent: str = ""
    head: str = ""


class GroupShape(Shape):
    id: str
    name: str
    members: list[PersonShape]


class NewGroup(Shape, forbid_unknown_fields=True):
    id: str
    name: str
    members: list[str] = []


def _rows(c: Connection, tenant: str, found: list[Person]) -> list[PersonRow]:
    names = {d.id: d.name for d in organisation.departments(c, tenant)}
    return [
        PersonRow(
            id=p.login,
            name=p.name,
            email=p.email,
            department=DepartmentRef(id=p.department, name=names.get(p.department, p.department))
            if p.department
            else None,
            active=p.active,
        )
        for p in found
    ]


@get("/api/people")
@in_thread
def list_people(
    house: House,
    viewer: Viewer,
    q: FromQuery[str] = "",
    limit: PageSize = 50,
    after: FromQuery[str | None] = None,
) -> Page[PersonRow]:
    """Find people by name, login or e-mail."""
    start = from_cursor(after, 1)
    with house.db.reading() as c:
        found = people.search(c, viewer.tenant, q[:200], str(start[0]) if start else "", limit + 1)
        more = len(found) > limit
        return Page(
            items=_rows(c, viewer.tenant, found[:limit]),
            next=cursor(found[limit - 1].login) if more else None,
            total=min(people.count(c, viewer.tenant, q[:200]), TOTAL_CAP),
            has_more=more,
        )


@post("/api/people")
@in_thread
def add_person(house: House, viewer: Viewer, data: JSONBody[NewPerson]) -> PersonRow:
    """Add a person, with a first password and roles."""
    viewer.must("administer")
    password = credentials.hashed(data.password) if data.password else ""

    def run(tx: Tx) -> Person:
        new = Person(
            login=data.id, name=data.name, email=data.email, department=data.department, language=data.language
        )
        if data.department:
            organisation.department(tx.c, viewer.tenant, data.department)
        people.add(tx.c, viewer.tenant, new, tx.now, password)
        for role in data.roles:
            organisation.give_role(tx.c, viewer.tenant, role, data.id)
        return new

    new = house.runtime.writer.call(RowWork(run=run))
    with house.db.reading() as c:
        return _rows(c, viewer.tenant, [new])[0]


@patch("/api/people/{login:str}")
@in_thread
def change_person(house: House, viewer: Viewer, login: FromPath[str], data: JSONBody[PersonChange]) -> PersonRow:
    """Change a person's facts, or set a new password."""
    viewer.must("administer")
    password = credentials.hashed(data.password) if isinstance(data.password, str) else ""

    def run(tx: Tx) -> Person:
        facts = {
            name: value
            for name in ("name", "email", "department", "active")
            if (value := getattr(data, name)) is not UNSET
        }
        changed = structs.replace(people.person(tx.c, viewer.tenant, login), **facts)
        people.change(tx.c, viewer.tenant, changed)
        if password:
            credentials.set_password(tx.c, viewer.tenant, login, password)
        return changed

    changed = house.runtime.writer.call(RowWork(run=run))
    with house.db.reading() as c:
        return _rows(c, viewer.tenant, [changed])[0]


@get("/api/departments")
@in_thread
def list_departments(house: House, viewer: Viewer) -> list[DepartmentShape]:
    """The tree of departments with their heads."""
    with house.db.reading() as c:
        found = organisation.departments(c, viewer.tenant)
        heads = people.named(c, viewer.tenant, [d.head for d in found])
    return [DepartmentShape(id=d.id, name=d.name, parent=d.parent or None, head=who(heads, d.head)) for d in found]


@post("/api/departments", status_code=204)
@in_thread
def put_department(house: House, viewer: Viewer, data: JSONBody[NewDepartment]) -> None:
    """Add or change a department."""
    viewer.must("administer")
    new = Department(id=data.id, name=data.name, parent=data.parent, head=data.head)
    house.runtime.writer.call(RowWork(run=lambda tx: organisation.put_department(tx.c, viewer.tenant, new)))


@get("/api/groups")
@in_thread
def list_groups(house: House, viewer: Viewer) -> list[GroupShape]:
    """Groups with their members."""
    with house.db.reading() as c:
        found = organisation.groups(c, viewer.tenant)
        members = {g.id: organisation.members(c, viewer.tenant, g.id) for g in found}
        known = people.named(c, viewer.tenant, [login for logins in members.values() for login in logins])
    return [
        GroupShape(id=g.id, name=g.name, members=[p for login in members[g.id] if (p := who(known, login))])
        for g in found
    ]


@post("/api/groups", status_code=204)
@in_thread
def put_group(house: House, viewer: Viewer, data: JSONBody[NewGroup]) -> None:
    """Add a group, or change its name and members."""
    viewer.must("administer")
    group = organisation.Group(id=data.id, name=data.name)
    house.runtime.writer.call(RowWork(run=lambda tx: organisation.put_group(tx.c, viewer.tenant, group, data.members)))


HANDLERS = [list_people, add_person, change_person, list_departments, put_department, list_groups, put_group]
