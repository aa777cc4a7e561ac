"""Forgetting a person: rows of one person go, and in what others need a pseudonym takes the place of the name.

    locked out, a pseudonym is drawn → instance by instance, each in a transaction of its own → books and directory

It may be cut anywhere and begun again: the pseudonym waits in a row until all is done, and what is renamed stays so.
"""

from __future__ import annotations

import secrets

import msgspec

from lingqu.directory import forgetting as directory
from lingqu.directory import people
from lingqu.kernel.errors import Conflict
from lingqu.runtime import RowWork, Runtime, Tx, audit_lines, forgetting, renaming
from lingqu.store import Connection


class Person(msgspec.Struct, frozen=True):
    """What forgetting a person touches, or has touched; `pseudonym` is empty in a dry run."""

    login: str
    pseudonym: str
    instances: int
    erased: dict[str, int]  # rows by table


def forget_person(runtime: Runtime, tenant: str, login: str, *, by: str, dry: bool) -> Person:
    """Forget somebody. Blocks, for as long as it takes to read all history once.

    Raises NotFound; Conflict while the person has open work, or asks for it themselves.
    """
    name = f"forgetting:{tenant}:{login}"
    with runtime.db.reading() as c:
        begun = c.row("SELECT value FROM setting WHERE name = ?", [name])
        if begun is None:
            people.person(c, tenant, login)
        if open_ := forgetting.open_work(c, tenant, login):
            raise Conflict("bootstrap.open_work", login=login, count=open_)
        rows = _rows(c, tenant, login)
    if login == by:
        raise Conflict("bootstrap.not_oneself", login=login)
    if dry:
        found = sum(len(instances) for instances, _ in forgetting.mentioned(runtime.db, tenant, login))
        return Person(login, "", found, rows)
    pseudonym: str = runtime.writer.call(_beginning(name, tenant, login))
    count = 0
    for instances, _ in forgetting.mentioned(runtime.db, tenant, login):
        for instance in instances:
            runtime.writer.call(_one(instance, login, pseudonym, by))
        count += len(instances)
    runtime.writer.call(_ending(name, tenant, (login, pseudonym), by, {"instances": count, "erased": rows}))
    return Person(login, pseudonym, count, rows)


def _one(instance: int, login: str, pseudonym: str, by: str) -> RowWork:
    return RowWork(run=lambda tx: renaming.rename(tx, instance, login, pseudonym, by=by), apart=True)


def _beginning(name: str, tenant: str, login: str) -> RowWork:
    """Lock the person out; the pseudonym, drawn now or before a crash."""
    drawn = f"forgotten-{secrets.token_hex(6)}"

    def run(tx: Tx) -> str:
        tx.c.insert("setting", ("name", "value"), [(name, drawn.encode())], ignore=True)
        directory.lock_out(tx.c, tenant, login)
        row = tx.c.row("SELECT value FROM setting WHERE name = ?", [name])
        return bytes(row[0]).decode() if row else drawn

    return RowWork(run=run)


def _ending(name: str, tenant: str, names: tuple[str, str], by: str, detail: dict[str, object]) -> RowWork:
    login, pseudonym = names

    def run(tx: Tx) -> None:
        forgetting.rename_in_books(tx.c, tenant, login, pseudonym)
        tx.c.run("DELETE FROM task_draft WHERE person = ?", [login])
        directory.forget(tx.c, tenant, login)
        tx.c.run("DELETE FROM setting WHERE name = ?", [name])
        audit_lines.write(tx, "person.forgotten", pseudonym, detail, tenant=tenant, by=by)

    return RowWork(run=run)


def _rows(c: Connection, tenant: str, login: str) -> dict[str, int]:
    """Rows that go with the person, by table."""
    found: dict[str, int] = {}
    for table, column in (("person", "login"), *directory.OWN):
        row = c.row(f"SELECT count(*) FROM {table} WHERE tenant = ? AND {column} = ?", [tenant, login])  # noqa: S608 - ours
        if row and row[0]:
            found[table] = found.get(table, 0) + row[0]
    return found
