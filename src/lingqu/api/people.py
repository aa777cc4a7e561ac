"""People: look-ups for everybody, changes for administrators."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, UnsetType, structs

from lingqu.api.edge import TOTAL_CAP, DepartmentRef, Page, PageSize, Shape, cursor, from_cursor
from lingqu.api.editions import seen, tagged, told
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import credentials, organisation, people
from lingqu.directory.people import Person
from lingqu.kernel.editions import must_be_seen
from lingqu.runtime import RowWork, Tx
from lingqu.store import Connection


class PersonRow(Shape):
    id: str
    etag: str
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


def _rows(c: Connection, tenant: str, found: list[Person]) -> list[PersonRow]:
    names = {d.id: d.name for d in organisation.departments(c, tenant)}
    return [
        PersonRow(
            id=p.login,
            etag=people.edition_of(p),
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


@get("/api/people/{login:str}")
@in_thread
def get_person(house: House, viewer: Viewer, login: FromPath[str]) -> Response[PersonRow]:
    """One person."""
    with house.db.reading() as c:
        [shown] = _rows(c, viewer.tenant, [people.person(c, viewer.tenant, login)])
    return told(shown, shown.etag)


@patch("/api/people/{login:str}")
@in_thread
def change_person(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, login: FromPath[str], data: JSONBody[PersonChange]
) -> Response[PersonRow]:
    """Change a person's facts, or set a new password."""
    viewer.must("administer")
    meant = seen(request)
    password = credentials.hashed(data.password) if isinstance(data.password, str) else ""

    def run(tx: Tx) -> Person:
        facts = {
            name: value
            for name in ("name", "email", "department", "active")
            if (value := getattr(data, name)) is not UNSET
        }
        known = people.locked(tx.c, viewer.tenant, login)
        must_be_seen(people.edition_of(known), meant)
        changed = structs.replace(known, **facts)
        people.change(tx.c, viewer.tenant, changed)
        if password:
            credentials.set_password(tx.c, viewer.tenant, login, password)
        return changed

    changed = house.runtime.writer.call(RowWork(run=run))
    with house.db.reading() as c:
        [shown] = _rows(c, viewer.tenant, [changed])
    return tagged(shown, shown.etag)


HANDLERS = [list_people, add_person, get_person, change_person]
