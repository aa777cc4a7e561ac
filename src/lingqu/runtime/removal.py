"""Removals: ended instances that are past their time go together, once, whatever crashes in between.

    CHOSEN → (their rows in files, checked) → WRITTEN → deleted, a few instances a transaction → DONE, an audit line

What goes is fixed when it is chosen: a root that has ended with all that it has called. Nothing is deleted before the
files are durable, and nothing is written again once deletion has begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import msgspec

from lingqu.kernel.keys import instance_key
from lingqu.kernel.values import encode
from lingqu.runtime import audit_lines, stretches
from lingqu.runtime.deletion import erase
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection, Database

#: Roots of one removal.
ROOTS = 500
#: Rows of one table and one instance that one transaction takes away: a large instance goes in slices.
SLICE = 5_000
_SLICED = {"history": "version", "activity": "n", "variable": "key", "job": "key", "task": "key", "incident": "key"}
_DAY = 86_400_000
#: ms that a removal without files is told of, and rows of one portion that are forgotten.
TOLD = 400 * _DAY
_PORTION = 1_000
#: ms that history may stay past its time at most, so that the partition of a month goes as a whole.
SLACK = 32 * _DAY


class State(IntEnum):
    """Where a removal stands."""

    CHOSEN = 0
    WRITTEN = 1  # what is to be archived is: deletion goes on
    DONE = 2


class Removal(msgspec.Struct, frozen=True):
    """A removal that this node works on."""

    key: int
    state: State
    instances: int


class Wanted(msgspec.Struct, frozen=True):
    """Which instances are to go: ended ones of a definition, or of a closing stretch (`first` and `end` are keys)."""

    ended_before: int
    definition: int = 0
    first: int = 0
    end: int = 0


def past(c: Connection, now: int, keep: int) -> Wanted | None:
    """Where there is something that is past its time. `keep`: ms, for definitions that do not say how long."""
    closing = [one for one in stretches.known(c) if one.closing]
    for one in closing:
        wanted = Wanted(now, first=instance_key(one.first), end=instance_key(one.end))
        if _roots(c, wanted, 1):
            return wanted
    slack = SLACK if c.dialect == "postgresql" else 0
    for definition, own in c.rows("SELECT key, keep FROM definition WHERE kind IN ('process', 'deleted process')"):
        kept = keep if own is None else own
        wanted = Wanted(now - kept - min(slack, kept // 4), definition=definition)
        if _roots(c, wanted, 1):
            return wanted
    return None


def _roots(c: Connection, wanted: Wanted, most: int, *, lock: bool = False) -> list[int]:
    """Roots (and what their root has left behind) that ended before that time, with all that they have called."""
    where, params = (
        ("i.definition = ?", [wanted.definition])
        if wanted.definition
        else ("i.key >= ? AND i.key < ?", [wanted.first, wanted.end])
    )
    rows = c.rows(
        f"SELECT i.key FROM instance i WHERE {where} AND i.ended_at < ?"  # noqa: S608 - our own words
        " AND (i.root = i.key OR NOT EXISTS (SELECT 1 FROM instance r WHERE r.key = i.root))"
        " AND NOT EXISTS (SELECT 1 FROM instance x WHERE x.root = i.key AND x.root != x.key AND x.ended_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM removal_item o WHERE o.instance = i.key)"
        " ORDER BY i.ended_at LIMIT ?" + (c.skip_locked if lock else ""),
        [*params, wanted.ended_before, most],
    )
    return [row[0] for row in rows]


def choose(wanted: Wanted, node: int, until: int, *, archived: bool) -> RowWork:
    """Make a removal of what is past its time. Answers a Removal, or None if another node was quicker."""

    def run(tx: Tx) -> Removal | None:
        roots = _roots(tx.c, wanted, ROOTS, lock=True)
        if not roots:
            return None
        key = tx.new_key()
        trees = tx.c.rows("SELECT key FROM instance WHERE root IN ?? AND root != key OR key IN ??", [roots, roots])
        tx.c.insert("removal_item", ("instance", "removal"), [(row[0], key) for row in trees])
        state = State.CHOSEN if archived else State.WRITTEN
        columns = ("key", "state", "instances", "rows", "folder", "digests", "taken_by", "taken_until", "created_at")
        tx.c.insert("removal", columns, [(key, int(state), len(trees), 0, "", "{}", node, until, tx.now)])
        return Removal(key, state, len(trees))

    return RowWork(run=run, apart=True)


def take(db: Database, node: int, now: int, until: int) -> RowWork | None:
    """The work that takes the oldest removal that nobody works on; None if there is none. Answers a Removal or None."""
    sql = (
        "SELECT key, state, instances FROM removal WHERE state IN (0, 1) AND (taken_until < ? OR taken_by = ?)"
        " ORDER BY key LIMIT 1"
    )
    with db.reading() as c:
        if c.row(sql, [now, node]) is None:
            return None

    def run(tx: Tx) -> Removal | None:
        row = tx.c.row(sql + tx.c.skip_locked, [tx.now, node])
        if row is None:
            return None
        tx.c.run("UPDATE removal SET taken_by = ?, taken_until = ? WHERE key = ?", [node, until, row[0]])
        return Removal(row[0], State(row[1]), row[2])

    return RowWork(run=run, apart=True)


def written(removal: int, node: int, folder: str, files: Mapping[str, tuple[int, str]]) -> RowWork:
    """The archive's files are durable and read back: from now on rows may go. Answers whether it was still ours."""

    def run(tx: Tx) -> bool:
        total = sum(rows for rows, _ in files.values())
        return bool(
            tx.c.run(
                "UPDATE removal SET state = ?, folder = ?, rows = ?, digests = ? WHERE key = ? AND state = ?"
                " AND taken_by = ?",
                [int(State.WRITTEN), folder, total, encode(files).decode(), removal, int(State.CHOSEN), node],
            )
        )

    return RowWork(run=run, apart=True)


def remove(removal: int, node: int, until: int, most: int) -> RowWork:
    """Delete up to so many instances of a removal. Answers how many are gone now, None once it is done."""

    def run(tx: Tx) -> int | None:
        row = tx.c.row("SELECT state FROM removal WHERE key = ?" + tx.c.for_update, [removal])  # noqa: S608
        if row is None or row[0] != State.WRITTEN:
            return None
        found = tx.c.rows(
            "SELECT instance FROM removal_item WHERE removal = ? ORDER BY instance LIMIT ?", [removal, most]
        )
        if not found:
            _done(tx, removal)
            return None
        tx.c.run("UPDATE removal SET taken_by = ?, taken_until = ? WHERE key = ?", [node, until, removal])
        items = [row[0] for row in found]
        large = _large(tx.c, items)
        if large and _sliced(tx.c, large[0]):
            return 0
        gone = [key for key in items if key not in large[1:]]
        closing = [one for one in stretches.known(tx.c) if one.closing]
        spared = [key for key in gone if any(key in one for one in closing)]
        erase(tx.c, [key for key in gone if key not in spared])
        erase(tx.c, spared, besides=stretches.TABLES)
        return len(gone)

    return RowWork(run=run, apart=True)


def _large(c: Connection, instances: list[int]) -> list[int]:
    """Those that one transaction could not take away in a moment."""
    found = c.rows("SELECT DISTINCT instance FROM activity WHERE instance IN ?? AND n >= ?", [instances, SLICE])
    found += c.rows("SELECT DISTINCT instance FROM history WHERE instance IN ?? AND version >= ?", [instances, SLICE])
    return sorted({row[0] for row in found})


def _sliced(c: Connection, instance: int) -> bool:
    """Take a slice of a large instance away; whether there may be more than one transaction should take."""
    for table, order in _SLICED.items():
        found = c.row(f"SELECT min({order}), max({order}) FROM {table} WHERE instance = ?", [instance])  # noqa: S608
        if found is None or found[0] is None or found[1] - found[0] < SLICE:
            continue
        c.run(f"DELETE FROM {table} WHERE instance = ? AND {order} < ?", [instance, found[0] + SLICE])  # noqa: S608
        return True
    return False


def forget(now: int) -> RowWork:
    """Removals long done that have no files go, a portion at a time; the audit line of each stays. Answers how many.

    One with files is kept: by it the archive is checked.
    """

    def run(tx: Tx) -> int:
        return tx.c.run(
            "DELETE FROM removal WHERE key IN (SELECT key FROM removal WHERE state = ? AND folder = '' AND ended_at < ?"  # noqa: S608 - a clause of the driver
            " ORDER BY key LIMIT ?" + tx.c.skip_locked + ")",
            [int(State.DONE), now - TOLD, _PORTION],
        )

    return RowWork(run=run, apart=True)


def _done(tx: Tx, removal: int) -> None:
    tx.c.run("UPDATE removal SET state = ?, ended_at = ? WHERE key = ?", [int(State.DONE), tx.now, removal])
    row = tx.c.row("SELECT instances, rows, folder FROM removal WHERE key = ?", [removal])
    instances, archived, folder = row or (0, 0, "")
    detail = {"instances": instances, "archivedRows": archived, "folder": folder}
    audit_lines.write(tx, "retention.removed", f"removal {removal}", detail)
