"""Rounds get their people: after the commit, resolved from the directory, answered as a command through the writer.

Two nodes may look at one round at once; the second answer is a Conflict and means that all is well.
"""

from __future__ import annotations

from lingqu.approvals import commands as a
from lingqu.approvals.state import Round, SeatState
from lingqu.kernel.errors import Conflict, NotFound, Rejected, Unprocessable
from lingqu.kernel.keys import instance_of
from lingqu.runtime import CaseWork, Runtime, blobs
from lingqu.store import Connection
from lingqu.work import deciders, facts
from lingqu.work.deciders import Circumstances, Nobody
from lingqu.work.drawings import Drawings
from lingqu.work.facts import TaskFacts
from lingqu.work.variables import visible_at

#: Open tasks whose round waits for people: no seat is active, and no open incident says why.
UNSEATED = (
    "SELECT t.key FROM task t WHERE COALESCE(t.ended_at, 0) = 0 AND t.round > 0 AND t.key > ?"
    " AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.task = t.key AND s.state = 2)"
    " AND NOT EXISTS (SELECT 1 FROM incident x WHERE x.key = t.key AND x.resolved_at IS NULL)"
    " ORDER BY t.key LIMIT ?"
)
_SWEPT = 256


class Seating:
    """Finds who sits. Safe to call for any task at any time: what needs nothing gets nothing."""

    def __init__(self, runtime: Runtime, drawings: Drawings, zone: str) -> None:
        self._runtime = runtime
        self._drawings = drawings
        self._zone = zone

    def attend(self, key: int) -> None:
        """Give the task's round the people that it waits for, or say by an incident why nobody is found."""
        with self._runtime.db.reading() as c:
            task = facts.load(c, key)
            command = self._answer(c, task) if task is not None and task.open and task.round else None
        if command is None:
            return
        try:
            self._runtime.writer.call(CaseWork(instance_of(key), command))
        except Unprocessable as wrong:  # the policy can never pass with these people
            self._say(task=key, seat=0, code=wrong.code, params={n: str(v) for n, v in wrong.params.items()})
        except (Conflict, NotFound):
            return  # another node was faster, or the task is over

    def attend_instance(self, instance: int) -> None:
        """The instance goes on: its rounds get whom they could not get while it was suspended."""
        with self._runtime.db.reading() as c:
            tasks = [
                int(key)
                for (key,) in c.rows("SELECT key FROM task WHERE instance = ? AND state = 0 AND round > 0", (instance,))
            ]
        for task in tasks:
            self.attend(task)

    def unseated(self) -> list[int]:
        """Tasks whose rounds wait for people; for the sweep after a restart."""
        found: list[int] = []
        with self._runtime.db.reading() as c:
            while True:
                rows = c.rows(UNSEATED, (found[-1] if found else 0, _SWEPT))
                found += [int(row[0]) for row in rows]
                if len(rows) < _SWEPT:
                    return found

    def _answer(self, c: Connection, task: TaskFacts) -> a.ApprovalCommand | None:
        approval = self._drawings.process(task.definition, c).approval(task.element)
        found = round_of(c, task)
        if approval is None or found is None or found.decided or found.trouble is not None:
            return None
        called = next((seat for seat in found.seats if seat.state is SeatState.CALLED), None)
        if found.seated and called is None:
            return None
        about = circumstances(c, task, self._runtime.now(), self._zone)
        try:
            if called is None:
                return a.SeatsResolved(at=0, task=task.counter, places=deciders.places(c, approval, about))
            owner = called.on_behalf_of or called.person
            person, origin, chain = deciders.again(c, approval, called.rule, owner, about)
        except Nobody as nobody:
            seat = called.n if called else 0
            return a.SeatsMissing(at=0, task=task.counter, seat=seat, code=nobody.code, params=nobody.params)
        return a.TurnResolved(at=0, task=task.counter, seat=called.n, person=person, origin=origin, chain=chain)

    def _say(self, *, task: int, seat: int, code: str, params: dict[str, str]) -> None:
        missing = a.SeatsMissing(at=0, task=task, seat=seat, code=code, params=params)
        try:
            self._runtime.writer.call(CaseWork(instance_of(task), missing))
        except Rejected:
            return  # the round has its people, or is over


def round_of(c: Connection, task: TaskFacts) -> Round | None:
    """The round of a task as it is stored."""
    row = c.row(
        "SELECT format, body FROM page WHERE instance = ? AND plane = 1 AND number = ?", (task.instance, task.counter)
    )
    return blobs.round_.decode(row[0], bytes(row[1])) if row else None


def circumstances(c: Connection, task: TaskFacts, now: int, zone: str) -> Circumstances:
    """What the rules of a task may ask about."""
    return Circumstances(
        tenant=task.tenant,
        process_id=task.process_id,
        initiator=task.started_by,
        variables=visible_at(c, task.instance, task.owner),
        now=now,
        zone=zone,
    )
