"""Following: what was committed after a cursor, whole commits at a time, oldest first.

A node numbers its commits and makes them one after the other, so what is read of one node is never overtaken. Commits
of several nodes are merged by time; the events of one instance keep their order, since its time never runs back.
"""

from __future__ import annotations

import msgspec

from lingqu.feed.cursor import Cursor
from lingqu.store import Connection
from lingqu.store.connection import Row

#: Rows that one look reads of each node at most, unless a single commit has more.
MOST = 500
#: ms of silence after which a node does not come back: its process has long been cut off from the database.
OVER = 7 * 86_400_000

_HISTORY = "SELECT batch, at, instance, version, by, format, events FROM history"
_DOCUMENTS = (
    "SELECT e.batch, e.at, e.id, e.document, e.system, e.kind, e.code, e.params, e.effect FROM document_event e"
)


class Commit(msgspec.Struct, kw_only=True):
    """What one commit left: rows of history and of documents' timelines, as their statements name the columns."""

    node: int
    number: int
    at: int = 0
    history: list[Row] = []
    documents: list[Row] = []

    def __len__(self) -> int:
        return len(self.history) + len(self.documents)


class Followed(msgspec.Struct, frozen=True):
    """Commits, oldest first; the cursor after them; whether there is more."""

    commits: list[Commit]
    cursor: Cursor
    more: bool


def heads(c: Connection, after: Cursor) -> dict[int, tuple[int, int]]:
    """Node → its newest commit with something in it, its last sign of life (ms); without nodes read to their end."""
    rows = c.rows(
        "SELECT n.id, n.alive, (SELECT max(h.batch) FROM history h WHERE h.node = n.id),"
        " (SELECT max(e.batch) FROM document_event e WHERE e.node = n.id) FROM node n WHERE n.id > ? OR n.id IN ??",
        (after.floor, list(after.read)),
    )
    return {node: (max(newest or 0, documents or 0), alive) for node, alive, newest, documents in rows}


def newest(c: Connection) -> Cursor:
    """The cursor of who wants to hear only what is to come."""
    return Cursor({node: head for node, (head, _) in heads(c, Cursor()).items()})


class Behind(msgspec.Struct, frozen=True):
    """How far a cursor is behind: how many commits (some hold nothing for it), and when the oldest was made."""

    commits: int
    since: int | None


def behind(c: Connection, after: Cursor, *, now: int) -> Behind:
    """What somebody at this cursor has not been told yet. `c` must see one snapshot."""
    ends = ((head, after.of(node)) for node, (head, _) in heads(c, after).items())
    count = sum(max(0, head - read) for head, read in ends if read is not None)
    oldest = follow(c, after, now=now, limit=1).commits if count else []
    return Behind(count, oldest[0].at if oldest else None)


def follow(c: Connection, after: Cursor, *, now: int, limit: int = MOST) -> Followed:
    """The next commits, `limit` rows or a little more. `c` must see one snapshot; `now`: ms since the epoch."""
    ends = heads(c, after)
    waiting: list[Commit] = []
    more = False
    for node, (head, _) in ends.items():
        read = after.of(node)
        if read is not None and head > read:
            found, rest = _of(c, node, read, limit)
            waiting += found
            more = more or rest
    waiting.sort(key=lambda commit: (commit.at, commit.node, commit.number))
    read_now = dict(after.read)
    taken: list[Commit] = []
    rows = 0
    for commit in waiting:
        if rows >= limit:
            more = True
            break
        taken.append(commit)
        rows += len(commit)
        read_now[commit.node] = commit.number
    cursor = Cursor(read_now, after.floor)
    return Followed(taken, cursor if more else _shorter(cursor, ends, now), more)


def _of(c: Connection, node: int, read: int, limit: int) -> tuple[list[Commit], bool]:
    """The next whole commits of a node, and whether it has more."""
    bounds = (node, read, limit + 1)
    history = c.rows(f"{_HISTORY} WHERE node = ? AND batch > ? ORDER BY batch, instance, version LIMIT ?", bounds)
    documents = c.rows(f"{_DOCUMENTS} WHERE e.node = ? AND e.batch > ? ORDER BY e.batch, e.id LIMIT ?", bounds)
    cut = min((rows[-1][0] for rows in (history, documents) if len(rows) > limit), default=None)
    if cut is not None:  # the commit at the cut may have more rows than were read
        earlier = [row[0] for row in (*history, *documents) if row[0] < cut]
        if not earlier:
            one = (node, cut)
            history = c.rows(f"{_HISTORY} WHERE node = ? AND batch = ? ORDER BY instance, version", one)
            documents = c.rows(f"{_DOCUMENTS} WHERE e.node = ? AND e.batch = ? ORDER BY e.id", one)
        else:
            history = [row for row in history if row[0] < cut]
            documents = [row for row in documents if row[0] < cut]
    commits: dict[int, Commit] = {}
    for row in history:
        commits.setdefault(row[0], Commit(node=node, number=row[0])).history.append(row)
    for row in documents:
        commits.setdefault(row[0], Commit(node=node, number=row[0])).documents.append(row)
    ordered = [commits[number] for number in sorted(commits)]
    latest = 0
    for commit in ordered:  # never earlier than the commit before it: the merge keeps each node's order
        latest = commit.at = max(latest, *(row[1] for row in (*commit.history, *commit.documents)))
    return ordered, cut is not None


def _shorter(cursor: Cursor, ends: dict[int, tuple[int, int]], now: int) -> Cursor:
    """The same cursor without nodes that are over: it would grow with every restart."""
    floor, read = cursor.floor, dict(cursor.read)
    for node, (_, alive) in sorted(ends.items()):
        if now - alive <= OVER:
            break
        floor = max(floor, node)
        read.pop(node, None)
    return Cursor(read, floor)
