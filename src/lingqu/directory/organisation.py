"""Departments with heads, groups, roles: who stands above whom, and who belongs where."""

from __future__ import annotations

import msgspec

from lingqu.directory import people
from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.store import Connection

_CLIMB = 32  # levels of departments at most

#: What a role allows; the web app shows its menu by these words. `monitor` sees every instance and changes none;
#: `operate` cancels, retries, sets variables, works on jobs and publishes messages.
ROLES: dict[str, frozenset[str]] = {
    "admin": frozenset({"design", "deploy", "monitor", "operate", "administer", "systems"}),
    "designer": frozenset({"design", "deploy", "monitor"}),
    "operator": frozenset({"monitor", "operate", "systems"}),
    "integrator": frozenset({"design", "monitor", "operate", "systems"}),
    "auditor": frozenset({"monitor"}),
}


class Department(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    parent: str = ""  # id, "" at the top
    head: str = ""  # login, "" while vacant


class Group(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str


def departments(c: Connection, tenant: str) -> list[Department]:
    rows = c.rows("SELECT id, name, parent, head FROM department WHERE tenant = ? ORDER BY id", (tenant,))
    return [Department(id=r[0], name=r[1], parent=r[2], head=r[3]) for r in rows]


def department(c: Connection, tenant: str, name: str) -> Department:
    """Raises NotFound."""
    row = c.row("SELECT id, name, parent, head FROM department WHERE tenant = ? AND id = ?", (tenant, name))
    if row is None:
        raise NotFound("directory.no_such_department", id=name)
    return Department(id=row[0], name=row[1], parent=row[2], head=row[3])


def department_edition(found: Department) -> str:
    return edition(found.name, found.parent, found.head)


def put_department(c: Connection, tenant: str, new: Department, *, seen: Seen = None) -> None:
    """Write a department, new or changed. Raises NotFound for the parent or head, Invalid for a circle, Stale."""
    sql = "SELECT id, name, parent, head FROM department WHERE tenant = ? AND id = ?" + c.for_update  # noqa: S608 - no input
    known = [Department(id=r[0], name=r[1], parent=r[2], head=r[3]) for r in c.rows(sql, (tenant, new.id))]
    must_be_seen(department_edition(known[0]) if known else None, seen)
    above, left = new.parent, _CLIMB
    while above:
        if above == new.id or not left:
            raise Invalid("directory.department_circle", id=new.id)
        above, left = department(c, tenant, above).parent, left - 1
    if new.head:
        people.person(c, tenant, new.head)
    c.upsert(
        "department",
        ("tenant", "id"),
        ("tenant", "id", "name", "parent", "head"),
        [(tenant, new.id, new.name, new.parent, new.head)],
    )


def heads_above(c: Connection, tenant: str, login: str) -> list[str]:
    """The chain of heads above a person, nearest first, without the person; vacant departments are climbed over."""
    found = people.find(c, tenant, login)
    chain: list[str] = []
    at, left = found.department if found else "", _CLIMB
    while at and left:
        here = department(c, tenant, at)
        if here.head and here.head != login and here.head not in chain:
            chain.append(here.head)
        at, left = here.parent, left - 1
    return chain


def head_of(c: Connection, tenant: str, login: str, level: int = 1) -> str:
    """The head `level` steps up (1: the nearest), or "" if the chain ends before."""
    chain = heads_above(c, tenant, login)
    return chain[level - 1] if 0 < level <= len(chain) else ""


def groups(c: Connection, tenant: str) -> list[Group]:
    rows = c.rows("SELECT id, name FROM people_group WHERE tenant = ? ORDER BY id", (tenant,))
    return [Group(id=r[0], name=r[1]) for r in rows]


def group(c: Connection, tenant: str, name: str) -> Group:
    """Raises NotFound."""
    row = c.row("SELECT id, name FROM people_group WHERE tenant = ? AND id = ?", (tenant, name))
    if row is None:
        raise NotFound("directory.no_such_group", id=name[:100])
    return Group(id=row[0], name=row[1])


def group_edition(c: Connection, tenant: str, found: Group) -> str:
    """Its name and members, those who have left the company too."""
    sql = "SELECT person FROM group_member WHERE tenant = ? AND group_id = ? ORDER BY person"
    return edition(found.name, [row[0] for row in c.rows(sql, (tenant, found.id))])


def put_group(c: Connection, tenant: str, group: Group, members_: list[str], *, seen: Seen = None) -> None:
    """Write a group with exactly these members. Raises NotFound for a member who is not there, Stale."""
    sql = "SELECT id, name FROM people_group WHERE tenant = ? AND id = ?" + c.for_update  # noqa: S608 - no input
    known = [Group(id=r[0], name=r[1]) for r in c.rows(sql, (tenant, group.id))]
    must_be_seen(group_edition(c, tenant, known[0]) if known else None, seen)
    for login in members_:
        people.person(c, tenant, login)
    c.upsert("people_group", ("tenant", "id"), ("tenant", "id", "name"), [(tenant, group.id, group.name)])
    c.run("DELETE FROM group_member WHERE tenant = ? AND group_id = ?", (tenant, group.id))
    rows = [(tenant, group.id, login) for login in dict.fromkeys(members_)]
    c.insert("group_member", ("tenant", "group_id", "person"), rows)


def members(c: Connection, tenant: str, group: str) -> list[str]:
    """Logins of the active members of a group, in order."""
    rows = c.rows(
        "SELECT m.person FROM group_member m JOIN person p ON p.tenant = m.tenant AND p.login = m.person"
        " WHERE m.tenant = ? AND m.group_id = ? AND p.active = 1 ORDER BY m.person",
        (tenant, group),
    )
    return [str(row[0]) for row in rows]


def in_role(c: Connection, tenant: str, role: str) -> list[str]:
    """Logins of the active people with a role, in order."""
    rows = c.rows(
        "SELECT m.person FROM role_member m JOIN person p ON p.tenant = m.tenant AND p.login = m.person"
        " WHERE m.tenant = ? AND m.role_id = ? AND p.active = 1 ORDER BY m.person",
        (tenant, role),
    )
    return [str(row[0]) for row in rows]


def give_role(c: Connection, tenant: str, role: str, login: str) -> None:
    """Give a role: one of ROLES, or a word of the company's own that approval policies name. Raises NotFound."""
    people.person(c, tenant, login)
    c.insert("role_member", ("tenant", "role_id", "person"), [(tenant, role, login)], ignore=True)


def groups_of(c: Connection, tenant: str, login: str) -> list[str]:
    rows = c.rows("SELECT group_id FROM group_member WHERE tenant = ? AND person = ? ORDER BY 1", (tenant, login))
    return [str(row[0]) for row in rows]


def roles_of(c: Connection, tenant: str, login: str) -> list[str]:
    rows = c.rows("SELECT role_id FROM role_member WHERE tenant = ? AND person = ? ORDER BY 1", (tenant, login))
    return [str(row[0]) for row in rows]
