"""What somebody has typed into a task's form and not sent yet: one row a person, gone when the task is done."""

from __future__ import annotations

from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.values import Json, decode
from lingqu.runtime import Tx
from lingqu.store import Connection

_COLUMNS = ("task", "person", "variables", "at")


def typed(c: Connection, task: int, person: str) -> tuple[dict[str, Json] | None, str]:
    """The variables, or None, and their edition: nothing typed yet has one too."""
    row = c.row("SELECT variables FROM task_draft WHERE task = ? AND person = ?", (task, person))
    body = bytes(row[0]) if row else b""
    return (decode(body) if body else None), edition(body)


def keep(tx: Tx, task: int, person: str, body: bytes, seen: Seen) -> str:
    """Write it, if what was kept is as it was seen; its new edition. Raises Stale: it was typed in two windows."""
    # an empty row first, so that there is one to lock: of two that write at once one waits for the other
    tx.c.insert("task_draft", _COLUMNS, [(task, person, b"", tx.now)], ignore=True)
    tx.c.rows("SELECT task FROM task_draft WHERE task = ? AND person = ?" + tx.c.for_update, (task, person))  # noqa: S608 - no input
    must_be_seen(typed(tx.c, task, person)[1], seen, "work.typed_elsewhere")
    tx.c.upsert("task_draft", ("task", "person"), _COLUMNS, [(task, person, body, tx.now)])
    return edition(body)
