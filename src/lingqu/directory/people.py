"""People: who they are, by login. The login is a person's id in models, tasks, parties and the API."""

from __future__ import annotations

import re

import msgspec

from lingqu.kernel.editions import edition
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.store import Connection

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COLUMNS = "login, name, email, department, post, language, active"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the company, without secrets."""

    login: str
    name: str
    email: str = ""
    department: str = ""  # id, "" for none
    post: str = ""
    language: str = "zh"
    active: bool = True


def _person(row: tuple[object, ...]) -> Person:
    login, name, email, department, post, language, active = row
    return Person(
        login=str(login),
        name=str(name),
        email=str(email),
        department=str(department),
        post=str(post),
        language=str(language),
        active=bool(active),
    )


def find(c: Connection, tenant: str, login: str) -> Person | None:
    """The person, active or not, or None."""
    row = c.row(f"SELECT {_COLUMNS} FROM person WHERE tenant = ? AND login = ?", (tenant, login))  # noqa: S608
    return _person(row) if row else None


def person(c: Connection, tenant: str, login: str) -> Person:
    """The person, active or not. Raises NotFound."""
    found = find(c, tenant, login)
    if found is None:
        raise NotFound("directory.no_such_person", login=login)
    return found


def edition_of(found: Person) -> str:
    """What an administrator may edit of somebody."""
    return edition(found.name, found.email, found.department, found.active)


def preferences_of(found: Person) -> str:
    """The edition of what people may edit of themselves."""
    return edition(found.language)


def locked(c: Connection, tenant: str, login: str) -> Person:
    """The person, until the end of this transaction nobody else's to change. Raises NotFound."""
    c.rows("SELECT login FROM person WHERE tenant = ? AND login = ?" + c.for_update, (tenant, login))  # noqa: S608 - no input
    return person(c, tenant, login)


def named(c: Connection, tenant: str, logins: list[str]) -> dict[str, Person]:
    """Several people in one query; a login that nobody has becomes a person named by it."""
    wanted = sorted(set(logins) - {""})
    if not wanted:
        return {}
    rows = c.rows(
        f"SELECT {_COLUMNS} FROM person WHERE tenant = ? AND login IN ??",  # noqa: S608 - our own column list
        (tenant, wanted),
    )
    known = {found.login: found for found in map(_person, rows)}
    return {login: known.get(login) or Person(login=login, name=login, active=False) for login in wanted}


def search(c: Connection, tenant: str, text: str, after: str, limit: int) -> list[Person]:
    """People whose name, login or e-mail holds the text, by login."""
    rows = c.rows(
        f"SELECT {_COLUMNS} FROM person WHERE tenant = ? AND login > ? AND {_MATCHES} ORDER BY login LIMIT ?",  # noqa: S608 - ours
        (tenant, after, *_like(text), limit),
    )
    return [_person(row) for row in rows]


_MATCHES = "(lower(login) LIKE ? OR lower(name) LIKE ? OR lower(email) LIKE ?)"


def _like(text: str) -> list[str]:
    return [f"%{text.lower().replace('%', '').replace('_', '')}%"] * 3


def count(c: Connection, tenant: str, text: str = "") -> int:
    """How many people `search` would find in all."""
    row = c.row(f"SELECT count(*) FROM person WHERE tenant = ? AND {_MATCHES}", (tenant, *_like(text)))  # noqa: S608 - ours
    return int(row[0]) if row else 0


def nobody_yet(c: Connection) -> bool:
    """True in a new database: no person in any tenant."""
    return c.row("SELECT 1 FROM person LIMIT 1") is None


def add(c: Connection, tenant: str, new: Person, now: int, password: str = "") -> Person:
    """Write a new person. `password` is its hash (credentials.hashed), "" for nobody who signs in with one yet.

    Raises Conflict if the login is taken, Invalid for a bad login.
    """
    if not _LOGIN.fullmatch(new.login):
        raise Invalid("directory.bad_login", login=new.login[:80])
    if find(c, tenant, new.login):
        raise Conflict("directory.person_exists", login=new.login)
    c.run(
        "INSERT INTO person (tenant, login, name, email, department, post, language, active, password, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            tenant,
            new.login,
            new.name or new.login,
            new.email,
            new.department,
            new.post,
            new.language,
            int(new.active),
            password,
            now,
        ),
    )
    return new


def change(c: Connection, tenant: str, changed: Person) -> Person:
    """Write a person's facts anew. Raises NotFound."""
    done = c.run(
        "UPDATE person SET name = ?, email = ?, department = ?, post = ?, language = ?, active = ?"
        " WHERE tenant = ? AND login = ?",
        (
            changed.name,
            changed.email,
            changed.department,
            changed.post,
            changed.language,
            int(changed.active),
            tenant,
            changed.login,
        ),
    )
    if not done:
        raise NotFound("directory.no_such_person", login=changed.login)
    return changed
