"""Telling people: after a commit each person concerned gets a notice, and their open pages a hint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from lingqu.approvals import events as a
from lingqu.approvals.state import SeatState
from lingqu.directory import people
from lingqu.engine import events as e
from lingqu.kernel.keys import local_key
from lingqu.notices.live import Hint, Live
from lingqu.notices.telling import Note, Voice
from lingqu.runtime import CaseDone, RowWork, Runtime, Tx
from lingqu.store import Connection
from lingqu.work.drawings import Drawings

#: Stand for people who are found when they are told: who hears of incidents, and who started the instance.
OPERATORS, INITIATOR = "*operators", "*initiator"
_ROLES = ("admin", "operator")  # of the operators
_MOST = 200  # people told of one command
#: Events that change somebody's list or are told to somebody.
TOLD = frozenset(
    {
        e.TaskCreated,
        e.TaskAssigned,
        e.TaskCompleted,
        e.TaskCancelled,
        e.InstanceCompleted,
        e.IncidentRaised,
        a.SeatsOpened,
        a.SeatOpened,
        a.SeatTransferred,
        a.SeatCancelled,
        a.SeatsNotFound,
        a.VoteCast,
        a.SentBack,
        a.Urged,
        a.CopyAdded,
        a.RoundDecided,
    }
)


class Telling(msgspec.Struct, frozen=True):
    """One thing to tell one person: a kind of `notices`, the task that it is about (0: none), who did it."""

    person: str
    kind: str
    task: int = 0
    by: str = ""


class Teller:
    """Says what commands did. A stop between commit and telling loses the notice, never the task."""

    def __init__(self, runtime: Runtime, drawings: Drawings, live: Live | None, voice: Voice) -> None:
        self._runtime = runtime
        self._drawings = drawings
        self._live = live
        self._voice = voice

    def attend(self, commit: Sequence[CaseDone]) -> None:
        """Tell what the commands of a commit did: hints where lists changed, notices (and mail) to whom it concerns.

        Whom it concerns is read outside the writer; most commands of machines concern nobody.
        """
        if self._live is not None:
            for done in commit:
                tenant, changed = done.case.engine.head.tenant, _lists_changed(done)
                self._live.tell(*(Hint(kind="tasks", person=person, tenant=tenant) for person in sorted(changed)))
        told = {place: list(dict.fromkeys(tellings(done)))[:_MOST] for place, done in enumerate(commit)}
        if not any(told.values()):
            return
        with self._runtime.db.reading() as c:
            notes = [(done, self._notes(c, done, told[place])) for place, done in enumerate(commit) if told[place]]
        if any(some for _, some in notes):
            self._runtime.writer.call(RowWork(run=lambda tx: self._say(tx, notes)))

    def _say(self, tx: Tx, notes: Sequence[tuple[CaseDone, list[Note]]]) -> None:
        for done, some in notes:
            self._voice.say(tx, done.case.engine.head.tenant, some, at=done.at)

    def _notes(self, c: Connection, done: CaseDone, told: Sequence[Telling]) -> list[Note]:
        tenant = done.case.engine.head.tenant
        row = c.row(
            "SELECT i.title, r.started_by FROM instance i JOIN instance r ON r.key = i.root WHERE i.key = ?",
            (done.instance,),
        )
        title, initiator = (row[0], row[1]) if row else ("", "")
        groups = {INITIATOR: [initiator]}
        if any(telling.person == OPERATORS for telling in told):
            groups[OPERATORS] = self._operators(c, tenant)
        meant = [
            (telling, person)
            for telling in told
            for person in groups.get(telling.person, [telling.person])
            if person and person != done.by
        ]
        if not meant:
            return []
        labels = self._labels(c, done, told)
        names = people.named(c, tenant, [telling.by for telling in told])
        notes: list[Note] = []
        for telling, person in meant:
            by = names[telling.by].name if telling.by in names else ""
            params = {"title": title, "task": labels.get(telling.task, ""), "by": by}
            link = f"/inbox/{telling.task}" if telling.task else f"/instances/{done.instance}"
            notes.append(Note(person=person, kind=telling.kind, params=params, link=link))
        return notes

    def _operators(self, c: Connection, tenant: str) -> list[str]:
        rows = c.rows(
            "SELECT DISTINCT r.person FROM role_member r JOIN person p ON p.tenant = r.tenant AND p.login = r.person"
            " WHERE r.tenant = ? AND r.role_id IN ?? AND p.active = 1",
            (tenant, list(_ROLES)),
        )
        return sorted(str(row[0]) for row in rows)

    def _labels(self, c: Connection, done: CaseDone, told: Sequence[Telling]) -> dict[int, str]:
        tasks = sorted({telling.task for telling in told} - {0})
        if not tasks:
            return {}
        drawn = self._drawings.process(done.case.engine.head.definition, c)
        rows = c.rows("SELECT key, element FROM task WHERE key IN ??", (tasks,))
        return {key: drawn.label(element) for key, element in rows}


def tellings(done: CaseDone) -> Iterator[Telling]:
    """What a command's events have to tell, and to whom."""
    for event in done.events:
        match event:
            case e.TaskCreated():
                task = local_key(done.instance, event.n)
                for person in dict.fromkeys((event.assignee, *event.candidate_users)):
                    yield Telling(person, "task_offered", task)
            case e.TaskAssigned(assignee=assignee) if assignee and assignee != done.by:
                kind = "task_delegated" if event.action == "delegate" else "task_transferred"
                yield Telling(assignee, kind, local_key(done.instance, event.n), done.by)
            case a.SeatsOpened():
                for seat in event.seats:
                    if seat.state is SeatState.ACTIVE:
                        yield _seated(done, event.task, seat.person, seat.on_behalf_of)
            case a.SeatOpened():
                yield _seated(done, event.task, event.person, event.chain[0] if event.chain else "")
            case a.SeatTransferred():
                yield Telling(event.to, "task_transferred", local_key(done.instance, event.task), event.person)
            case a.Urged():
                kind = "task_urged" if event.person else "task_overdue"
                for person in (*event.people, *event.also):
                    yield Telling(person, kind, local_key(done.instance, event.task), event.person)
            case a.CopyAdded():
                for person in event.people:
                    yield Telling(person, "copied", 0, event.person)
            case a.RoundDecided(standing="rejected"):
                by = next((seen.person for seen in done.events if isinstance(seen, a.VoteCast)), "")
                yield Telling(INITIATOR, "rejected", 0, by)
            case a.SentBack():
                yield Telling(INITIATOR, "sent_back", 0, event.person)
            case e.InstanceCompleted(parent=0):
                yield Telling(INITIATOR, "finished")
            case e.IncidentRaised():
                yield Telling(OPERATORS, "incident")
            case a.SeatsNotFound():
                yield Telling(OPERATORS, "incident", local_key(done.instance, event.task))
            case _:
                pass


def _seated(done: CaseDone, task: int, person: str, behalf: str) -> Telling:
    return Telling(person, "task_delegated" if behalf else "task_offered", local_key(done.instance, task), behalf)


def _lists_changed(done: CaseDone) -> set[str]:
    """Whose lists look different now: the people that the events name. "" stands for candidates by group."""
    changed: set[str] = set()
    for event in done.events:
        match event:
            case e.TaskCreated():
                changed |= {event.assignee, *event.candidate_users}
                changed |= {""} if event.candidate_groups else set()
            case e.TaskAssigned():
                changed |= {event.assignee, done.by, ""}
            case e.TaskCompleted() | e.TaskCancelled():
                changed |= {done.by, ""}
            case a.SeatsOpened():
                changed |= {seat.person for seat in event.seats}
            case a.SeatOpened() | a.VoteCast() | a.SentBack():
                changed.add(event.person)
            case a.SeatTransferred():
                changed |= {event.giver, event.to}
            case a.SeatCancelled():
                round_ = done.case.plane.rounds.get(event.task)
                seat = round_.seat(event.seat) if round_ else None
                changed |= {seat.person} if seat else set()
            case a.CopyAdded():
                changed |= set(event.people)
            case _:
                pass
    return changed
