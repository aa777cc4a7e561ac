"""The desk: what people do with tasks. Rights, fields and form are checked here; then the runtime decides and writes.

Each verb answers a Decision. The same call again with the same `idempotency_key` changes nothing and gets the same
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lingqu.approvals import commands as a
from lingqu.approvals.policy import ReturnMode
from lingqu.approvals.state import SeatState, Vote
from lingqu.directory import people
from lingqu.directory.viewer import Viewer
from lingqu.engine import commands as c
from lingqu.kernel.editions import Seen
from lingqu.kernel.errors import Conflict, Invalid, Unprocessable
from lingqu.kernel.values import Json, encode
from lingqu.notices.live import Live
from lingqu.notices.telling import Voice
from lingqu.runtime import CaseWork, RowWork, Runtime, Tx
from lingqu.runtime.blobs import AnyCommand
from lingqu.store import Connection
from lingqu.work import deciders, fields, rights, typed
from lingqu.work import facts as facts_
from lingqu.work.answers import Decision, answer, decision, guard_of, remembered
from lingqu.work.attending import Attendant
from lingqu.work.drawings import Drawings
from lingqu.work.facts import TaskFacts
from lingqu.work.variables import visible_at

URGE_AGAIN = 10 * 60 * 1000  # ms between two urgings of one task by hand
MOST_PEOPLE = 100
MOST_DRAFT = 1024 * 1024  # bytes of JSON


class Desk:
    """The verbs. Safe between threads; every method blocks until the work is committed."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        zone: str = "UTC",
        live: Live | None = None,
        voice: Voice | None = None,
        drawings: Drawings | None = None,
    ) -> None:
        self.runtime = runtime
        self.db = runtime.db
        self.drawings = drawings or Drawings(runtime.db)
        #: Finds people for rounds, delegates, copies and urges after the commit.
        self.attendant = Attendant(runtime, self.drawings, zone=zone, live=live, voice=voice)

    def start(self) -> None:
        """Take up what a stop had left, then follow what is committed. Call after runtime.begin()."""
        self.attendant.start()

    def stop(self) -> None:
        """Call before runtime.stop()."""
        self.attendant.stop()

    # ---- who has it ----

    def claim(self, viewer: Viewer, key: int, *, idempotency_key: str = "") -> Decision:
        def work(_: Connection, task: TaskFacts) -> list[AnyCommand]:
            rights.must(viewer, task, "claim")
            return [
                c.AssignTask(
                    at=0, by=viewer.login, task=key, assignee=viewer.login, action="claim", allow_override=False
                )
            ]

        return self._do(viewer, key, "claim", idempotency_key, work)

    def unclaim(self, viewer: Viewer, key: int, *, idempotency_key: str = "") -> Decision:
        def work(_: Connection, task: TaskFacts) -> list[AnyCommand]:
            rights.must(viewer, task, "unclaim")
            return [c.AssignTask(at=0, by=viewer.login, task=key, assignee="", action="unclaim")]

        return self._do(viewer, key, "unclaim", idempotency_key, work)

    def assign(
        self, viewer: Viewer, key: int, assignee: str, *, override: bool = True, action: str = "assign"
    ) -> Decision:
        """Give a task without a vote to somebody, or back ("")."""

        def work(reader: Connection, task: TaskFacts) -> list[AnyCommand]:
            if task.round:
                raise Unprocessable("work.needs_a_vote")
            own = {viewer.login: "claim", "": "unclaim"}.get(assignee, "transfer")
            may = rights.verbs(viewer, task)
            if "assign" not in may and own not in may:
                rights.must(viewer, task, "assign")
            if assignee and "administer" not in viewer.can:  # a tool's users may be known to the tool only
                _active(reader, viewer.tenant, assignee)
            return [
                c.AssignTask(at=0, by=viewer.login, task=key, assignee=assignee, action=action, allow_override=override)
            ]

        return self._do(viewer, key, "assign", "", work)

    def transfer(
        self, viewer: Viewer, key: int, to: str, *, opinion: str = "", seat: int = 0, idempotency_key: str = ""
    ) -> Decision:
        """Hand one's seat or task to another person; an administrator may move anybody's."""

        def work(reader: Connection, task: TaskFacts) -> list[AnyCommand]:
            rights.must(viewer, task, "transfer")
            _active(reader, viewer.tenant, to)
            if task.round:
                return [_transfer(viewer, task, to, opinion, seat)]
            if to == task.assignee:
                raise Invalid("approvals.transfer_to_self")
            assign = c.AssignTask(at=0, by=viewer.login, task=key, assignee=to, action="transfer")
            return [*_comment(viewer, task, opinion), assign]

        return self._do(viewer, key, "transfer", idempotency_key, work)

    # ---- what is decided ----

    def complete(
        self,
        viewer: Viewer,
        key: int,
        variables: Mapping[str, Json] | None = None,
        *,
        opinion: str = "",
        action: str = "complete",
        etag: str = "",
        tool: bool = False,
        idempotency_key: str = "",
    ) -> Decision:
        """Complete a task without a vote; who completes an unclaimed one claims it in the same breath.

        `tool`: an administrator's program completes it as it likes, form and rights of the fields aside.
        """

        def work(reader: Connection, task: TaskFacts) -> list[AnyCommand]:
            if task.round and task.open:
                raise Unprocessable("work.needs_a_vote")
            free = tool and "administer" in viewer.can
            if not free:
                rights.must(viewer, task, "complete")
            values = dict(variables or {}) if free else self._values(viewer, reader, task, variables or {}, etag)
            before = _comment(viewer, task, opinion)
            if not task.assignee and not free:
                before.append(
                    c.AssignTask(
                        at=0, by=viewer.login, task=key, assignee=viewer.login, action="claim", allow_override=False
                    )
                )
            return [*before, c.CompleteTask(at=0, by=viewer.login, task=key, variables=values, action=action)]

        return self._do(viewer, key, "complete", idempotency_key, work)

    def approve(
        self,
        viewer: Viewer,
        key: int,
        variables: Mapping[str, Json] | None = None,
        *,
        opinion: str = "",
        etag: str = "",
        idempotency_key: str = "",
    ) -> Decision:
        """Vote yes. The form's fields that come along are written in the same commit."""

        def work(reader: Connection, task: TaskFacts) -> list[AnyCommand]:
            _must_vote(viewer, task, "approve")
            values = self._values(viewer, reader, task, variables or {}, etag)
            vote = _vote(viewer, task, "approve", opinion, tuple(sorted(values)))
            if not values:
                return [vote]
            return [c.SetVariables(at=0, by=viewer.login, variables=values, scope=task.owner), vote]

        return self._do(viewer, key, "approve", idempotency_key, work)

    def reject(self, viewer: Viewer, key: int, *, opinion: str = "", idempotency_key: str = "") -> Decision:
        """Vote no; the policy says what follows."""

        def work(_: Connection, task: TaskFacts) -> list[AnyCommand]:
            _must_vote(viewer, task, "reject")
            return [_vote(viewer, task, "reject", opinion)]

        return self._do(viewer, key, "reject", idempotency_key, work)

    def send_back(
        self,
        viewer: Viewer,
        key: int,
        *,
        to: str = "initiator",
        mode: ReturnMode = "rerun",
        opinion: str = "",
        idempotency_key: str = "",
    ) -> Decision:
        """One person's act: the round closes and the run goes back."""

        def work(_: Connection, task: TaskFacts) -> list[AnyCommand]:
            _must_vote(viewer, task, "send-back")
            return [a.SendBack(at=0, by=viewer.login, task=task.counter, to=to, mode=mode, opinion=opinion)]

        return self._do(viewer, key, "send-back", idempotency_key, work)

    # ---- beside ----

    def urge(self, viewer: Viewer, key: int, *, idempotency_key: str = "") -> Decision:
        """Remind who has not acted; at most every ten minutes a task."""

        def work(reader: Connection, task: TaskFacts) -> list[AnyCommand]:
            rights.must(viewer, task, "urge")
            again = (task.urged_at or 0) + URGE_AGAIN - self.runtime.now()
            if task.urged_at and again > 0:
                raise Conflict("work.urged_recently", retry_after=-(-again // 1000))
            waits = deciders.awaited(reader, task)
            if not waits:
                raise Conflict("work.nobody_to_urge")
            return [a.Urge(at=0, by=viewer.login, task=task.counter, people=waits)]

        return self._do(viewer, key, "urge", idempotency_key, work)

    def copy(
        self, viewer: Viewer, key: int, to: Sequence[str], *, note: str = "", idempotency_key: str = ""
    ) -> Decision:
        """Let more people know of the instance; one row a person however often."""

        def work(reader: Connection, task: TaskFacts) -> list[AnyCommand]:
            rights.must(viewer, task, "copy")
            told = tuple(dict.fromkeys(to))
            if not told:
                raise Invalid("work.nobody_named")
            if len(told) > MOST_PEOPLE:
                raise Invalid("work.too_many_people", most=MOST_PEOPLE)
            for login in told:
                _active(reader, viewer.tenant, login)
            return [a.AddCopy(at=0, by=viewer.login, task=task.counter, people=told, note=note)]

        return self._do(viewer, key, "copy", idempotency_key, work)

    def drafted(self, viewer: Viewer, key: int) -> tuple[dict[str, Json] | None, str]:
        """What the viewer has typed and not sent yet, and its edition. Raises NotFound."""
        with self.db.reading() as reader:
            facts_.seen(reader, viewer, key)
            return typed.typed(reader, key, viewer.login)

    def draft(self, viewer: Viewer, key: int, variables: Mapping[str, Json], seen: Seen = None) -> str:
        """Keep what somebody has typed and not sent yet; its edition. Raises Stale."""
        body = encode(dict(variables))
        if len(body) > MOST_DRAFT:
            raise Invalid("work.draft_too_large", size=len(body), most=MOST_DRAFT)
        with self.db.reading() as reader:
            rights.must(viewer, facts_.seen(reader, viewer, key), "draft")

        kept: str = self.runtime.writer.call(RowWork(run=lambda tx: typed.keep(tx, key, viewer.login, body, seen)))
        return kept

    def read(self, viewer: Viewer, instance: int) -> None:
        """The viewer has opened an instance that was copied to them; the first time counts."""
        with self.db.reading() as reader:
            unread = reader.row(
                "SELECT 1 FROM party WHERE instance = ? AND person = ? AND role = 'copied' AND read_at IS NULL",
                (instance, viewer.login),
            )
        if unread is None:
            return

        def run(tx: Tx) -> None:
            tx.c.run(
                "UPDATE party SET read_at = ? WHERE instance = ? AND person = ? AND role = 'copied'"
                " AND read_at IS NULL",
                (tx.now, instance, viewer.login),
            )

        self.runtime.writer.call(RowWork(run=run))

    # ---- how ----

    def _values(
        self, viewer: Viewer, reader: Connection, task: TaskFacts, submitted: Mapping[str, Json], etag: str
    ) -> dict[str, Json]:
        """What of the submission is written. Raises Unprocessable by field, Conflict for a field others changed."""
        drawn = self.drawings.process(task.definition, reader)
        current = visible_at(reader, task.instance, task.owner)
        if etag.isdigit() and int(etag) < task.version:
            submitted = fields.merged(reader, task.instance, int(etag), submitted, current)
        form = self.drawings.form(drawn, task.element, reader)
        try:
            return fields.accepted(form, submitted, drawn.rights(task.element), current, self.runtime.now())
        except Unprocessable as wrong:
            hidden = [error["field"] for error in wrong.params["errors"] if error["message"].code == "forms.hidden"]
            if hidden:  # nobody does this by the page alone
                self.runtime.writer.submit(RowWork(run=_remark(task, viewer.login, hidden)))
            raise

    def _do(
        self,
        viewer: Viewer,
        key: int,
        verb: str,
        idempotency_key: str,
        work: Callable[[Connection, TaskFacts], list[AnyCommand]],
    ) -> Decision:
        """Check and submit; a repeated call is answered from what was remembered, before anything is checked."""
        guard = guard_of(viewer, key, verb, idempotency_key, self.runtime.now())
        with self.db.reading() as reader:
            before = remembered(reader, guard)
            if before is not None:
                return before
            task = facts_.seen(reader, viewer, key)
            *first, last = work(reader, task)
            typed = reader.row("SELECT 1 FROM task_draft WHERE task = ? AND person = ?", (key, viewer.login))
        told = self.runtime.writer.call(
            CaseWork(task.instance, last, guard=guard, answer=answer(key), before=tuple(first))
        )
        if typed and verb in _ENDS_DRAFT:
            self.runtime.writer.submit(RowWork(run=_forget_draft(key, viewer.login)))
        return decision(told)


#: After these the person has nothing more to write on this task.
_ENDS_DRAFT = frozenset({"complete", "approve", "reject", "send-back", "transfer", "unclaim"})


def _forget_draft(key: int, person: str) -> Callable[[Tx], None]:
    def run(tx: Tx) -> None:
        tx.c.run("DELETE FROM task_draft WHERE task = ? AND person = ?", (key, person))

    return run


def _remark(task: TaskFacts, person: str, hidden: list[str]) -> Callable[[Tx], None]:
    """A line for the auditors: who tried to write what they may not even see."""
    columns = ("id", "tenant", "at", "person", "action", "subject", "detail")

    def run(tx: Tx) -> None:
        row = (tx.new_key(), task.tenant, tx.now, person, "hidden-field", str(task.key), encode({"fields": hidden}))
        tx.c.insert("audit_line", columns, [row])

    return run


def _must_vote(viewer: Viewer, task: TaskFacts, verb: rights.Verb) -> None:
    if not task.round and task.open:
        raise Unprocessable("work.no_vote")
    rights.must(viewer, task, verb)


def _vote(viewer: Viewer, task: TaskFacts, vote: Vote, opinion: str, changes: tuple[str, ...] = ()) -> a.CastVote:
    return a.CastVote(at=0, by=viewer.login, task=task.counter, vote=vote, opinion=opinion, changes=changes)


def _transfer(viewer: Viewer, task: TaskFacts, to: str, opinion: str, seat: int) -> a.TransferSeat:
    """One's own seat; else, for an administrator, the seat named or the only one that is active."""
    own = task.active_seat(viewer.login)
    if own is not None and seat in (0, own.n):
        return a.TransferSeat(at=0, by=viewer.login, task=task.counter, to=to, seat=own.n, opinion=opinion)
    active = [s.n for s in task.seats if s.state is SeatState.ACTIVE]
    chosen = seat or (active[0] if len(active) == 1 else 0)
    return a.TransferSeat(at=0, by=viewer.login, task=task.counter, to=to, seat=chosen, opinion=opinion, forced=True)


def _comment(viewer: Viewer, task: TaskFacts, opinion: str) -> list[AnyCommand]:
    if not opinion.strip():
        return []
    return [a.Comment(at=0, by=viewer.login, task=task.counter, text=opinion)]


def _active(reader: Connection, tenant: str, login: str) -> None:
    """Raises NotFound, Unprocessable."""
    if not people.person(reader, tenant, login).active:
        raise Unprocessable("work.not_active", person=login)
