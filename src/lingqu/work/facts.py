"""The facts of one task: its row, its instance, who may act, who sits. Read in a constant number of queries."""

from __future__ import annotations

import msgspec

from lingqu.approvals.state import SeatState
from lingqu.directory.viewer import Viewer, sees_instance
from lingqu.engine.state import Status
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of
from lingqu.store import Connection
from lingqu.work import messages as _messages  # noqa: F401 - registers the room's texts

OPEN, COMPLETED, CANCELLED = 0, 1, 2  # states of a task row


class SeatRow(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the task's round. `verdict` approve, reject, send-back or ""."""

    n: int
    person: str
    on_behalf_of: str
    origin: str
    state: SeatState
    verdict: str
    opinion: str
    opened_at: int | None
    decided_at: int | None


class TaskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One task. `version` counts the instance's commands; `offers` are (kind, who, seat).

    `started_by` started the whole: a called process has the initiator of the instance at the top.
    """

    key: int
    tenant: str
    instance: int
    definition: int
    process_id: str
    element: int
    owner: int
    state: int
    assignee: str
    round: int
    due: int | None
    created_at: int
    ended_at: int | None
    urged_at: int | None
    action: str
    version: int
    root: int
    title: str
    business_id: str
    started_by: str
    instance_status: int
    offers: tuple[tuple[str, str, int], ...] = ()
    seats: tuple[SeatRow, ...] = ()

    @property
    def counter(self) -> int:
        return counter_of(self.key)

    @property
    def open(self) -> bool:
        return self.state == OPEN

    @property
    def paused(self) -> bool:
        """Its instance is suspended: nothing can be done with it until that goes on."""
        return self.open and self.instance_status == Status.SUSPENDED

    def active_seat(self, person: str) -> SeatRow | None:
        """The first seat on which this person may act now."""
        return next((s for s in self.seats if s.person == person and s.state is SeatState.ACTIVE), None)

    def offered_to(self, viewer: Viewer) -> bool:
        """Whether the person is a candidate (by name or by a group)."""
        return any(
            (kind == "person" and who == viewer.login) or (kind == "group" and who in viewer.groups)
            for kind, who, _ in self.offers
        )

    def waits_for(self) -> tuple[str, ...]:
        """The people who are expected to act now, by name."""
        if self.round:
            return tuple(dict.fromkeys(s.person for s in self.seats if s.state is SeatState.ACTIVE))
        if self.assignee:
            return (self.assignee,)
        return tuple(dict.fromkeys(who for kind, who, _ in self.offers if kind == "person"))


def load(c: Connection, key: int) -> TaskFacts | None:
    """The task, whoever may see it; None if there is none."""
    row = c.row(
        "SELECT t.key, t.tenant, t.instance, t.definition, t.process_id, t.element, t.owner, t.state, t.assignee,"
        " t.round, t.due, t.created_at, t.ended_at, t.urged_at, t.action, i.version, i.root, i.title, i.business_id,"
        " r.started_by, i.status FROM task t JOIN instance i ON i.key = t.instance JOIN instance r ON r.key = i.root"
        " WHERE t.key = ?",
        (key,),
    )
    if row is None:
        return None
    offers = c.rows("SELECT kind, who, seat FROM offer WHERE task = ? ORDER BY seat, kind, who", (key,))
    names = [name for name in TaskFacts.__struct_fields__ if name not in ("offers", "seats")]
    return TaskFacts(
        **dict(zip(names, row, strict=True)),
        offers=tuple((kind, who, seat) for kind, who, seat in offers),
        seats=seats_of(c, [key]).get(key, ()),
    )


def seen(c: Connection, viewer: Viewer, key: int) -> TaskFacts:
    """The task, if this viewer may see it: a candidate, a party of the instance, or who sees everything.

    Raises NotFound for what is not there and for what is not to be seen, without a difference.
    """
    facts = load(c, key)
    if facts is None or facts.tenant != viewer.tenant:
        raise NotFound("work.no_such_task", key=str(key))
    if facts.offered_to(viewer) or facts.assignee == viewer.login:
        return facts
    condition, params = sees_instance(viewer)
    found = c.row(f"SELECT 1 FROM instance i WHERE i.key = ? AND {condition}", (facts.instance, *params))  # noqa: S608 - the viewer's own condition
    if found is None:
        raise NotFound("work.no_such_task", key=str(key))
    return facts


def seats_of(c: Connection, tasks: list[int]) -> dict[int, tuple[SeatRow, ...]]:
    """The seats of several tasks in one query, by task, in their order."""
    if not tasks:
        return {}
    rows = c.rows(
        "SELECT task, seat, person, on_behalf_of, origin, state, verdict, opinion, opened_at, decided_at FROM seat"
        " WHERE task IN ?? ORDER BY task, seat",
        (tasks,),
    )
    found: dict[int, list[SeatRow]] = {}
    for task, n, person, behalf, origin, state, verdict, opinion, opened_at, decided_at in rows:
        found.setdefault(task, []).append(
            SeatRow(
                n=n,
                person=person,
                on_behalf_of=behalf,
                origin=origin,
                state=SeatState(state),
                verdict=verdict,
                opinion=opinion,
                opened_at=opened_at,
                decided_at=decided_at,
            )
        )
    return {task: tuple(seats) for task, seats in found.items()}
