"""The lists of human work: to do, done, copied to me. One page is a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from lingqu.approvals.state import SeatState
from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.directory.viewer import Viewer
from lingqu.engine.state import Status
from lingqu.store import Connection
from lingqu.work import facts
from lingqu.work.drawings import Drawings
from lingqu.work.facts import SeatRow

Box: TypeAlias = Literal["todo", "done", "copied"]
TOTAL_CAP = 10_000


class SeatPosition(msgspec.Struct, frozen=True, kw_only=True):
    """Where the viewer's seat stands in the round. `mode` all | any | sequential | single; `position` such as 2/3."""

    n: int
    mode: str
    position: str


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list; times in ms. `unread` belongs to `copied`, `decided_at` and `verdict` to `done`.

    A line of `copied` stands for an instance: its key is that of the instance's latest task, or the instance's own.
    """

    key: int
    name: str
    process_id: str
    process_name: str
    instance: int
    title: str
    business_id: str
    started_by: Person | None
    created_at: int
    due_at: int | None
    urged_at: int | None
    assignee: Person | None
    claimable: bool
    round: int
    seat: SeatPosition | None
    paused: bool = False  # its instance is suspended
    unread: bool = False
    decided_at: int | None = None
    verdict: str = ""  # approve | reject | send-back | complete


class TaskList(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the place after which the following page begins, None at the end; `total` is counted to TOTAL_CAP."""

    items: tuple[TaskRow, ...]
    next: int | None
    total: int


#: A task's instance, and the one at the top of its call tree, which tells who started the whole.
_INSTANCE = "JOIN instance i ON i.key = t.instance JOIN instance r ON r.key = i.root"
_COLUMNS = (
    "t.key, t.element, t.created_at, t.due, t.urged_at, t.assignee, t.round, i.key, i.process_id, i.definition,"
    " i.title, i.business_id, r.started_by, i.started_at, i.status"
)


def tasks(
    c: Connection,
    drawings: Drawings,
    viewer: Viewer,
    box: Box,
    *,
    text: str = "",
    process: str = "",
    before: int | None = None,
    limit: int = 50,
) -> TaskList:
    """One page, newest first. `before`: the `next` of the page before."""
    source, params = _BOXES[box](viewer)
    conditions, more = _filter(text, process)
    where = f"{source}{conditions}"
    page = "" if before is None else f" AND {_PLACE[box]} < ?"
    place = () if before is None else (before,)
    if box == "todo" and not conditions:
        total = waiting(c, viewer)
        newest, params = _waiting(viewer, before=before, most=limit + 1)
        where, page, place = f"FROM ({newest}) w JOIN task t ON t.key = w.task {_INSTANCE} WHERE 1 = 1", "", ()
    else:
        total = _counted(c, where, (*params, *more))
    rows = c.rows(
        f"SELECT {_COLUMNS}, {_EXTRA[box]} {where}{page} ORDER BY {_PLACE[box]} DESC LIMIT ?",
        (*params, *more, *place, limit + 1),
    )
    shown = rows[:limit]
    return TaskList(
        items=_rows(c, drawings, viewer, box, shown),
        next=int(shown[-1][-1]) if len(rows) > limit else None,
        total=total,
    )


def _counted(c: Connection, where: str, params: Sequence[object]) -> int:
    row = c.row(f"SELECT count(*) FROM (SELECT 1 {where} LIMIT {TOTAL_CAP}) AS few", params)  # noqa: S608 - our own text
    return int(row[0]) if row else 0


def waiting(c: Connection, viewer: Viewer) -> int:
    """How many tasks wait for this viewer, counted to TOTAL_CAP."""
    *offered, assigned = _ways(viewer)
    mine = _counted(c, f"FROM ({assigned.sql}) w", assigned.params)
    other = " UNION ".join(f"{way.sql} AND t.assignee <> ?" for way in offered)
    params = [value for way in offered for value in (*way.params, viewer.login)]
    return min(TOTAL_CAP, mine + _counted(c, f"FROM ({other}) w", params))


def _todo(viewer: Viewer) -> tuple[str, tuple[object, ...]]:
    """What is offered to me (an assigned task only if it is mine), by name, by seat or by group."""
    waits, params = _waiting(viewer)
    return f"FROM ({waits}) w JOIN task t ON t.key = w.task {_INSTANCE} WHERE i.status IN (0, 3)", params


class _Way(NamedTuple):
    """How tasks come to wait for somebody: SELECT of their keys, the column of the key."""

    sql: str
    params: tuple[object, ...]
    key: str


def _ways(viewer: Viewer) -> tuple[_Way, ...]:
    """Offered by name or seat, offered to a group, assigned; groups only for who is in one."""
    tenant, login = viewer.tenant, viewer.login
    # CROSS, so that SQLite begins with the offers
    offered = "SELECT o.task AS task FROM offer o CROSS JOIN task t WHERE t.key = o.task AND o.tenant = ? AND o.kind = "
    by_name = f"{offered}'person' AND o.who = ? AND (o.seat > 0 OR t.assignee IN ('', ?)) AND t.state = 0"
    by_group = f"{offered}'group' AND o.who IN ?? AND t.assignee IN ('', ?) AND t.state = 0"
    assigned = "SELECT t.key AS task FROM task t WHERE t.tenant = ? AND t.assignee = ? AND t.state = 0"
    return (
        _Way(by_name, (tenant, login, login), "o.task"),
        *([_Way(by_group, (tenant, list(viewer.groups), login), "o.task")] if viewer.groups else []),
        _Way(assigned, (tenant, login), "t.key"),
    )


def _waiting(viewer: Viewer, *, before: int | None = None, most: int | None = None) -> tuple[str, tuple[object, ...]]:
    """Keys of the tasks that wait, each once: those before a place, of each way no more than the newest."""
    parts: list[str] = []
    params: list[object] = []
    for number, way in enumerate(_ways(viewer)):
        place = "" if before is None else f" AND {way.key} < ?"
        end = "" if most is None else f" ORDER BY {way.key} DESC LIMIT ?"
        parts.append(f"SELECT w{number}.task FROM ({way.sql}{place}{end}) w{number}")  # noqa: S608 - our own text
        params += [*way.params, *([] if before is None else [before]), *([] if most is None else [most])]
    return " UNION ".join(parts), tuple(params)


def _done(viewer: Viewer) -> tuple[str, tuple[object, ...]]:
    """Where I have voted, and the tasks that I completed."""
    source = (
        "FROM (SELECT s.task AS task, max(s.decided_at) AS decided_at, max(s.verdict) AS verdict FROM seat s"  # noqa: S608 - no input
        " WHERE s.tenant = ? AND s.person = ?"
        " AND s.state = 3 GROUP BY s.task"
        " UNION ALL SELECT t.key, t.ended_at, t.action FROM task t WHERE t.tenant = ? AND t.assignee = ?"
        " AND t.state = 1 AND t.round = 0) w"
        f" JOIN task t ON t.key = w.task {_INSTANCE} WHERE 1 = 1"
    )
    return source, (viewer.tenant, viewer.login, viewer.tenant, viewer.login)


def _copied(viewer: Viewer) -> tuple[str, tuple[object, ...]]:
    """Instances that I was told of, each with its latest task."""
    source = (
        "FROM party p JOIN instance i ON i.key = p.instance JOIN instance r ON r.key = i.root"
        " LEFT JOIN task t ON t.key = (SELECT max(l.key) FROM task l WHERE l.instance = p.instance)"
        " WHERE p.tenant = ? AND p.person = ? AND p.role = 'copied'"
    )
    return source, (viewer.tenant, viewer.login)


_BOXES = {"todo": _todo, "done": _done, "copied": _copied}
#: By what a page is ordered and continued; the last column of each row.
_PLACE = {"todo": "t.key", "done": "t.key", "copied": "i.key"}
_EXTRA = {
    "todo": "NULL, '', 0, t.key",
    "done": "w.decided_at, w.verdict, 0, t.key",
    "copied": "NULL, '', CASE WHEN p.read_at IS NULL THEN 1 ELSE 0 END, i.key",
}


def _filter(text: str, process: str) -> tuple[str, tuple[object, ...]]:
    condition = ""
    params: list[object] = []
    if process:
        condition += " AND i.process_id = ?"
        params.append(process)
    if text.strip():
        like = f"%{text.strip().lower().replace('%', '').replace('_', '')}%"
        condition += " AND (lower(i.title) LIKE ? OR lower(i.business_id) LIKE ?)"
        params += [like, like]
    return condition, tuple(params)


def _rows(
    c: Connection, drawings: Drawings, viewer: Viewer, box: Box, rows: Sequence[tuple[Any, ...]]
) -> tuple[TaskRow, ...]:
    found = [_Line(*row) for row in rows]
    seats = facts.seats_of(c, [line.task for line in found if line.task is not None])
    known = people.named(
        c, viewer.tenant, [login for line in found for login in (line.started_by, line.assignee or "")]
    )

    def shown(line: _Line) -> TaskRow:
        drawn = drawings.process(line.definition, c)
        mine = seats.get(line.task or 0, ())
        approval = None if line.element is None else drawn.approval(line.element)
        return TaskRow(
            key=line.task or line.instance,
            name=drawn.name if line.element is None else drawn.label(line.element),
            process_id=line.process_id,
            process_name=drawn.name,
            instance=line.instance,
            title=line.title or drawn.name,
            business_id=line.business_id,
            started_by=known.get(line.started_by),
            created_at=line.created_at or line.started_at,
            due_at=line.due,
            urged_at=line.urged_at,
            assignee=known.get(line.assignee or ""),
            claimable=box == "todo" and not line.round and not line.assignee,
            round=line.round or 0,
            seat=position(approval, mine, viewer.login),
            paused=line.status == Status.SUSPENDED,
            unread=bool(line.unread),
            decided_at=line.decided_at,
            verdict=line.verdict,
        )

    return tuple(shown(line) for line in found)


class _Line(NamedTuple):
    """One row as it is selected; what is of the task is None where an instance has none."""

    task: int | None
    element: int | None
    created_at: int | None
    due: int | None
    urged_at: int | None
    assignee: str | None
    round: int | None
    instance: int
    process_id: str
    definition: int
    title: str
    business_id: str
    started_by: str
    started_at: int
    status: int
    decided_at: int | None
    verdict: str
    unread: int
    place: int


def position(approval: object, seats: Sequence[SeatRow], person: str) -> SeatPosition | None:
    """Where this person sits: the seat that waits for them, else their first one."""
    own = [seat for seat in seats if seat.person == person]
    if not own:
        return None
    seat = next((one for one in own if one.state is SeatState.ACTIVE), own[0])
    mode = "single" if len(seats) == 1 else str(getattr(approval, "mode", "all"))
    return SeatPosition(n=seat.n, mode=mode, position=f"{seat.n}/{len(seats)}")
