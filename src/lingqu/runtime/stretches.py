"""Stretches of instance numbers: about one a month, each with its own partition of history and of activity.

    … | closing: to be dropped | ended | begun: numbers come from here | made ahead | default partition

Only PostgreSQL has them. A stretch is made ahead of time and begun by one UPDATE, so no row moves and no table in use
is touched; what has no partition goes to the default one. It runs on a connection of its own, as migrations do: the
writer never waits for it. Changes of the schema wait for locks for a moment only, and are tried again at the next look.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec

from lingqu.kernel.keys import instance_key
from lingqu.runtime.blocks import SERIES
from lingqu.store import Connection, Database

#: Numbers of a stretch. A month that needs more goes on in the next one.
LENGTH = 1 << 24
TABLES = ("history", "activity")
#: ms that a change of the schema waits for a lock: whoever comes behind it waits as long.
_PATIENCE = 250
_ALL = "SELECT first, begun_at, closing FROM stretch ORDER BY first"


class Stretch(msgspec.Struct, frozen=True):
    """Numbers from `first` up to `end` (0: the newest, without a next one)."""

    first: int
    end: int
    begun_at: int | None
    closing: bool

    def __contains__(self, instance: int) -> bool:
        return instance_key(self.first) <= instance and (not self.end or instance < instance_key(self.end))


def known(c: Connection) -> list[Stretch]:
    """All stretches, the oldest first; none on SQLite."""
    return _stretches(c.rows(_ALL))


def _stretches(rows: list[tuple[int, int | None, int]]) -> list[Stretch]:
    ends = [first for first, _, _ in rows[1:]] + [0]
    return [Stretch(first, end, begun, bool(closing)) for (first, begun, closing), end in zip(rows, ends, strict=False)]


def tend(db: Database, now: int) -> int:
    """Begin the next stretch if a month is over, make the one after it; the first number of the one in use."""
    with _changing(db) as c:
        c.rows(_ALL + c.for_update)  # one node at a time; what the one before has made, only another statement sees
        there = known(c)
        row = c.row("SELECT next FROM series WHERE name = ?", [SERIES])
        given = int(row[0]) if row else 1
        begun = [one for one in there if one.begun_at is not None]
        ahead = [one for one in there if one.begun_at is None]
        current = begun[-1]
        if ahead and (_month(now) > _month(current.begun_at or 0) or given >= ahead[0].first):
            current = ahead.pop(0)
            c.run("UPDATE series SET next = ? WHERE name = ? AND next < ?", [current.first, SERIES, current.first])
            c.run("UPDATE stretch SET begun_at = ? WHERE first = ?", [now, current.first])
        if not ahead:
            _make(c, max(there[-1].first + LENGTH, given + LENGTH if given >= there[-1].first else 0))
    return current.first


def _make(c: Connection, first: int) -> None:
    begin, end = instance_key(first), instance_key(first + LENGTH)
    for table in TABLES:
        c.run(f"CREATE TABLE {table}_{first} PARTITION OF {table} FOR VALUES FROM ({begin}) TO ({end})")
    c.insert("stretch", ("first", "begun_at", "closing"), [(first, None, 0)])


def close(db: Database, now: int, keep: int) -> None:
    """Mark ended stretches of which every instance is past its time: their history goes with the partition.

    `keep`: ms, for definitions that do not say how long.
    """
    with db.reading() as c:
        begun = [one for one in known(c) if one.begun_at is not None]
        over = [one for one in begun[:-1] if not one.closing and not _needed(c, one, now, keep)]
    if over:
        with _changing(db) as c:
            c.run("UPDATE stretch SET closing = 1 WHERE first IN ??", [[one.first for one in over]])


def _needed(c: Connection, one: Stretch, now: int, keep: int) -> bool:
    """Whether an instance of the stretch lives, or ended lately; one that was called counts as its root does."""
    found = c.row(
        "SELECT 1 FROM instance i LEFT JOIN instance r ON r.key = i.root"
        " JOIN definition d ON d.key = coalesce(r.definition, i.definition)"
        " WHERE i.key >= ? AND i.key < ? AND (i.ended_at IS NULL OR r.key IS NOT NULL AND r.ended_at IS NULL"
        " OR coalesce(r.ended_at, i.ended_at) >= ? - coalesce(d.keep, ?)) LIMIT 1",
        [instance_key(one.first), instance_key(one.end), now, keep],
    )
    return found is not None


def drop(db: Database) -> list[Stretch]:
    """Drop the partitions of closing stretches that have no instance any more; those that were dropped."""
    with db.reading() as c:
        empty = [one for one in known(c) if one.closing and not _inhabited(c, one)]
    dropped = []
    for one in empty:
        with _changing(db) as c:
            parts = ", ".join(f"{table}_{one.first}" for table in TABLES)
            c.run(f"LOCK TABLE {parts} IN ACCESS EXCLUSIVE MODE")
            if not _inhabited(c, one):
                c.run(f"DROP TABLE {parts}")
                c.run("DELETE FROM stretch WHERE first = ?", [one.first])
                dropped.append(one)
    return dropped


def _inhabited(c: Connection, one: Stretch) -> bool:
    between = [instance_key(one.first), instance_key(one.end)]
    return c.row("SELECT 1 FROM instance WHERE key >= ? AND key < ? LIMIT 1", between) is not None


@contextmanager
def _changing(db: Database) -> Iterator[Connection]:
    """A transaction on a connection of its own that waits for locks for a moment only. Raises Transient then."""
    c = db.writing()
    try:
        c.begin()
        c.run(f"SET LOCAL lock_timeout = {_PATIENCE}")
        yield c
        c.commit()
    finally:
        c.rollback()
        c.close()


def _month(at: int) -> tuple[int, int]:
    when = datetime.fromtimestamp(at / 1000, UTC)
    return when.year, when.month
