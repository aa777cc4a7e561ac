"""Forgetting: an instance with everything that is kept of it, and where a person stands in instances."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lingqu.kernel.errors import Conflict, NotFound
from lingqu.kernel.values import encode
from lingqu.runtime import audit_lines
from lingqu.runtime.deletion import erase
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection, Database
from lingqu.store.tables import metadata

#: Instances that one look goes through.
_WINDOW = 2_000


class Trace(msgspec.Struct, frozen=True):
    """What is kept of an instance and what it has called: rows by table."""

    instances: tuple[int, ...]
    rows: dict[str, int]


#: An instance, and what it has called directly or not.
_TREE = "SELECT key, status FROM instance WHERE key = ? OR root = ? AND root != key ORDER BY key"


def trace(c: Connection, instance: int) -> Trace:
    """What forgetting this instance would erase. Raises NotFound; Conflict while any of it runs, or was called."""
    row = c.row("SELECT root FROM instance WHERE key = ?", [instance])
    if row is None:
        raise NotFound("runtime.no_such_instance", key=str(instance))
    there = c.row("SELECT 1 FROM instance WHERE key = ?", [row[0]])
    if row[0] != instance and there is not None:
        raise Conflict("runtime.was_called", key=str(instance), root=str(row[0]))
    tree = c.rows(_TREE, [instance, instance])
    if any(status not in (1, 2) for _, status in tree):
        raise Conflict("runtime.not_ended", key=str(next(key for key, status in tree if status not in (1, 2))))
    keys = [key for key, _ in tree]
    open_ = c.row("SELECT count(*) FROM effect WHERE instance IN ?? AND state IN (0, 1, 4)", [keys])
    if open_ and open_[0]:
        raise Conflict("runtime.effects_open", key=str(instance), count=open_[0])
    rows = {"instance": len(keys)}
    for table in metadata.sorted_tables:
        if "instance" in table.columns:
            found = c.row(f"SELECT count(*) FROM {table.name} WHERE instance IN ??", [keys])  # noqa: S608 - ours
            if found and found[0]:
                rows[table.name] = found[0]
    return Trace(tuple(keys), rows)


def forget_instance(instance: int, *, tenant: str, by: str) -> RowWork:
    """Erase an ended instance with what it has called, the books too. Answers the Trace. Raises as `trace` does."""

    def run(tx: Tx) -> Trace:
        tx.c.rows(f"{_TREE}{tx.c.for_update}", [instance, instance])
        found = trace(tx.c, instance)
        keys = list(found.instances)
        tx.c.run("DELETE FROM effect WHERE instance IN ??", [keys])
        tx.c.run("DELETE FROM batch_item WHERE instance IN ??", [keys])
        tx.c.run("UPDATE operation_log SET detail = ? WHERE instance IN ??", [encode({}), keys])
        documents = "SELECT key FROM document WHERE instance IN ??"
        tx.c.run(f"UPDATE document_event SET params = ? WHERE document IN ({documents})", [encode({}), keys])  # noqa: S608
        tx.c.run("UPDATE document SET title = '' WHERE instance IN ??", [keys])
        erase(tx.c, keys)
        detail = {"instances": [str(key) for key in keys], "rows": found.rows}
        audit_lines.write(tx, "instance.forgotten", str(instance), detail, tenant=tenant, by=by)
        return found

    return RowWork(run=run, apart=True)


def mentioned(db: Database, tenant: str, login: str, after: int = 0) -> Iterator[tuple[list[int], int]]:
    """The instances in which a person stands, a window at a time, each with the key that the window ends with."""
    while True:
        with db.reading() as c:
            window = c.rows(
                "SELECT key FROM instance WHERE key > ? AND tenant = ? ORDER BY key LIMIT ?", [after, tenant, _WINDOW]
            )
            if not window:
                return
            first, last = window[0][0], window[-1][0]
            text = encode(login)[1:-1]
            found = c.rows(
                "SELECT DISTINCT h.instance FROM history h JOIN instance i ON i.key = h.instance"  # noqa: S608 - ours
                f" WHERE h.instance >= ? AND h.instance <= ? AND i.tenant = ? AND (h.by = ? OR {c.holds('h.events')})",
                [first, last, tenant, login, text],
            )
        yield sorted(row[0] for row in found), last
        after = last


def open_work(c: Connection, tenant: str, login: str) -> int:
    """How many open tasks and seats are a person's own: somebody else has to have them before."""
    row = c.row(
        "SELECT (SELECT count(*) FROM task WHERE tenant = ? AND assignee = ? AND state = 0)"
        " + (SELECT count(*) FROM seat WHERE tenant = ? AND person = ? AND state IN (0, 1, 2))",
        [tenant, login, tenant, login],
    )
    return int(row[0]) if row else 0


#: Books of who did what: the name in them is replaced.
BOOKS = (
    ("operation_log", "person"),
    ("batch_operation", "person"),
    ("deployment", "by"),
    ("draft", "updated_by"),
    ("kept_file", "by"),
    ("cluster_variable", "by"),
    ("global_listener", "by"),
    ("audit_line", "person"),
)


def rename_in_books(c: Connection, tenant: str, old: str, new: str) -> None:
    """Replace a person in whatever tells who did something outside of instances."""
    for table, column in BOOKS:
        c.run(f"UPDATE {table} SET {column} = ? WHERE tenant = ? AND {column} = ?", [new, tenant, old])  # noqa: S608 - ours
    c.run("DELETE FROM guard WHERE scope = ?", [f"start:{tenant}:{old}"])
