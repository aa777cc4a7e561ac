"""Dispatch: a job comes, the ledger says what is to be done, the call is made, its outcome is settled.

    bind → enter the lane → take (the row says `sent`, committed) → call → settle together with the job, one commit

Whatever happens between two commits, the row shows the last thing that is certain. A thread that dies leaves `sent`
behind; the job comes back when its lease is over, and is looked up before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from lingqu.engine.commands import CompleteJob, FailJob, ThrowJobError
from lingqu.hub import connections, documents, expressions, ledger, notes
from lingqu.hub.binding import Binder, Bound
from lingqu.hub.connecting import Absent, External, Found, Idempotency, Later, Outcome, Probe, Refused, Settled, Unsure
from lingqu.hub.expressions import BpmnError, JobError
from lingqu.hub.lanes import Lanes
from lingqu.hub.ledger import Entry, Step, Taken
from lingqu.kernel.errors import Conflict, NotFound, Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, decode, encode, normalise
from lingqu.outbound.errors import NotSent, OutboundError, TargetRefused, Unknown
from lingqu.outbound.mask import Mask
from lingqu.runtime import ActivatedJob, CaseWork, RowWork, Runtime, Tx

_log = structlog.get_logger(__name__)

_KEPT = 64 << 10  # bytes of an answer that the ledger keeps


class Dispatcher:
    """Handles jobs that reach out. One object, called by the runtime's worker threads."""

    def __init__(self, runtime: Runtime, binder: Binder, lanes: Lanes, mask: Mask, zone: str) -> None:
        self._runtime = runtime
        self._binder = binder
        self._lanes = lanes
        self._mask = mask
        self._zone = zone

    def handle(self, job: ActivatedJob) -> None:
        """Bring one leased job as far as it goes now."""
        now = self._runtime.now()
        try:
            bound = self._binder.job(job, now)
        except (Rejected, OutboundError) as wrong:
            self._fail(job, wrong.message)
            return
        lane = bound.plan.connection
        until = self._lanes.enter(lane, now)
        if until:
            self._rows(lambda tx: ledger.hold(tx, job.key, job.lease, until), apart=True)
            return
        try:
            self._work(job, bound)
        finally:
            self._lanes.leave(lane)

    def _work(self, job: ActivatedJob, bound: Bound) -> None:
        while True:
            taken: Taken = self._rows(lambda tx: ledger.take(tx, job, bound.plan), apart=True)
            match taken.step:
                case Step.SEND:
                    self._send(job, bound)
                    return
                case Step.COMPLETE:
                    self._complete_again(job, taken.entry)
                    return
                case Step.PROBE:
                    if not self._probe(job, taken.entry):
                        return
                case _:
                    return

    # ---- sending

    def _send(self, job: ActivatedJob, bound: Bound) -> None:
        lane = bound.plan.connection
        try:
            outcome = bound.verb.action.perform(bound.call)
        except Unknown as unknown:
            self._lanes.failed(lane, self._runtime.now())
            self._lose(job, bound, unknown.message)
            return
        except NotSent as wrong:
            outcome = Refused(message=wrong.message) if wrong.permanent else Later(message=wrong.message)
            if not wrong.permanent:
                until = self._lanes.failed(lane, self._runtime.now())
                outcome = Later(message=wrong.message, at=until)
        except TargetRefused as wrong:
            outcome = Refused(message=wrong.message) if wrong.permanent else Later(message=wrong.message)
        except Rejected as wrong:  # by the action itself, before anything was sent
            outcome = Refused(message=wrong.message)
        except Exception as broken:  # noqa: BLE001 - told to the ledger
            # A defect of the connector: nobody knows how far it came.
            _log.exception("connector failed", action=bound.plan.action, job=job.key)
            self._lose(job, bound, Message(code="hub.complete_failed", params={"text": type(broken).__name__}))
            return
        else:
            self._lanes.worked(lane)
        self._settle(job, bound, outcome)

    def _settle(self, job: ActivatedJob, bound: Bound, outcome: Outcome) -> None:
        match outcome:
            case Settled():
                self._done(job, bound.plan.connection, bound.plan.action, outcome.output, outcome.made, fence=job.lease)
            case Later():
                until = outcome.at or self._lanes.failed(bound.plan.connection, self._runtime.now())
                if outcome.at:
                    self._lanes.rest(bound.plan.connection, outcome.at)
                error = notes.packed(outcome.message, self._mask)

                def later(tx: Tx) -> None:
                    if ledger.postpone(tx, job.key, error, until, fence=job.lease):
                        ledger.hold(tx, job.key, job.lease, until)
                        connections.note(tx, job.tenant, bound.plan.connection, error)

                self._rows(later, apart=True)
            case Refused():
                self._refuse(job, bound, outcome)

    def _done(
        self, job: ActivatedJob, connection: str, action: str, output: Json, made: External | None, *, fence: int | None
    ) -> None:
        """The effect is there: write it down and let the process go on, in one transaction."""
        clean = normalise(self._mask.value(output), "response")
        now = self._runtime.now()
        after = expressions.error(job.headers, response=clean, failure=None, now=now, zone=self._zone)
        if isinstance(after, JobError) and fence is not None:
            # The process's own rule calls this answer a failure that is worth repeating.
            self._end_refused(
                job,
                connection,
                action,
                Message(code="hub.error_expression", params={"text": after.message}),
                clean,
                self._failing(job, after, after.message),
            )
            return
        kept = _kept(clean)

        def run(tx: Tx) -> None:
            if not ledger.confirm(tx, job.key, kept, fence=fence):
                return  # somebody else has settled it
            self._tell(tx, job, connection, action, made, "confirmed" if fence is not None else "found")
            connections.note(tx, job.tenant, connection, "")
            tx.also(self._completion(job, clean, after))

        self._finish(job, run, kept, fence)

    def _completion(self, job: ActivatedJob, output: Json, after: BpmnError | JobError | None) -> CaseWork:
        """The command by which the process goes on. Raises Unprocessable for a wrong resultExpression."""
        if isinstance(after, BpmnError):
            thrown = ThrowJobError(
                at=0, job=job.key, code=after.code, error=self._mask.text(after.message), variables=after.variables
            )
            return self._runtime.job_command(thrown, lease=job.lease)
        variables = expressions.results(job.headers, output, now=self._runtime.now(), zone=self._zone)
        return self._runtime.job_command(CompleteJob(at=0, job=job.key, variables=variables), lease=job.lease)

    def _finish(self, job: ActivatedJob, run: Callable[[Tx], None], kept: bytes, fence: int | None) -> None:
        """Commit an effect with its job; if the process cannot take it, the effect is kept all the same."""
        try:
            self._rows(run)
            return
        except (NotFound, Conflict):
            gone = True  # the process has ended, or another worker has the job
        except Rejected as wrong:
            gone = False
            text = notes.shown(wrong.message, self._mask)

        def keep(tx: Tx) -> None:
            held = tx.c.row("SELECT state, lease FROM job WHERE key = ?", [job.key])
            if held is not None and held[0] == ledger.OPEN and held[1] != job.lease:
                return  # another worker has it and will look it up
            ledger.confirm(tx, job.key, kept, fence=fence)
            if not gone:
                message = Message(code="hub.complete_failed", params={"text": text})
                error = notes.shown(message, self._mask)
                tx.also(self._runtime.job_command(FailJob(at=0, job=job.key, retries=0, error=error), lease=job.lease))

        self._rows(keep)

    def _complete_again(self, job: ActivatedJob, entry: Entry | None) -> None:
        """The effect was confirmed before, but the process did not go on: let it, without calling anybody."""
        output = decode(entry.response).get("output") if entry is not None and entry.response else None
        try:
            after = expressions.error(
                job.headers, response=output, failure=None, now=self._runtime.now(), zone=self._zone
            )
            work = self._completion(job, output, after if isinstance(after, BpmnError) else None)
            self._runtime.writer.call(work)
        except (NotFound, Conflict):
            return
        except Rejected as wrong:
            self._fail(job, wrong.message)

    # ---- refused

    def _refuse(self, job: ActivatedJob, bound: Bound, refused: Refused) -> None:
        text = notes.shown(refused.message, self._mask)
        failure = {"code": refused.code, "message": text, "type": "connector"}
        response = normalise(self._mask.value(refused.response), "response")
        try:
            after = expressions.error(
                job.headers, response=response, failure=failure, now=self._runtime.now(), zone=self._zone
            )
        except Rejected as wrong:
            after, text = None, f"{text} {notes.shown(wrong.message, self._mask)}"
        if isinstance(after, BpmnError):
            thrown = ThrowJobError(
                at=0,
                job=job.key,
                code=after.code,
                error=self._mask.text(after.message) or text,
                variables=after.variables,
            )
            command = self._runtime.job_command(thrown, lease=job.lease)
        elif isinstance(after, JobError):
            command = self._failing(job, after, after.message or text)
        else:
            default = JobError(
                message=text, variables={}, retries=None if refused.again else 0, backoff_ms=_backoff(job.headers)
            )
            command = self._failing(job, default, text)
        self._end_refused(job, bound.plan.connection, bound.plan.action, refused.message, response, command)

    def _failing(self, job: ActivatedJob, how: JobError, text: str) -> CaseWork:
        retries = max(0, job.retries - 1) if how.retries is None else how.retries
        backoff = _backoff(job.headers) if how.backoff_ms is None else how.backoff_ms
        command = FailJob(
            at=0,
            job=job.key,
            retries=retries,
            error=self._mask.text(text)[:2000],
            retry_at=self._runtime.now() + backoff if backoff else 0,
            variables=how.variables,
        )
        return self._runtime.job_command(command, lease=job.lease)

    def _end_refused(  # noqa: PLR0917 - its parts are of different kinds
        self, job: ActivatedJob, connection: str, action: str, message: Message, response: Json, command: CaseWork
    ) -> None:
        error = notes.packed(message, self._mask)
        kept = _kept(response)

        def run(tx: Tx) -> None:
            if ledger.reject(tx, job.key, error, kept, fence=job.lease):
                self._tell(tx, job, connection, action, None, "rejected", text=notes.shown(message, self._mask)[:300])
                connections.note(tx, job.tenant, connection, "")  # it answered: the connection works
                tx.also(command)

        try:
            self._rows(run)
        except (NotFound, Conflict):
            self._rows(lambda tx: ledger.reject(tx, job.key, error, kept, fence=job.lease))

    # ---- unknown

    def _lose(self, job: ActivatedJob, bound: Bound, message: Message) -> None:
        """Sent, without an answer: it is unknown until somebody has looked."""
        error = notes.packed(message, self._mask)
        person = bound.plan.idempotency is Idempotency.NONE

        def run(tx: Tx) -> None:
            until = tx.now + bound.plan.settle_ms
            if not ledger.lose(tx, job.key, error, until, fence=job.lease):
                return
            self._tell(tx, job, bound.plan.connection, bound.plan.action, None, "unknown")
            connections.note(tx, job.tenant, bound.plan.connection, error)
            if person:
                tx.also(self._asking(job, message))
            else:
                ledger.hold(tx, job.key, job.lease, until)

        try:
            self._rows(run)
        except (NotFound, Conflict):
            until = self._runtime.now()
            self._rows(lambda tx: ledger.lose(tx, job.key, error, until, fence=job.lease))

    def _asking(self, job: ActivatedJob, message: Message) -> CaseWork:
        """An incident by which a person learns that the outcome has to be decided."""
        asking = Message(code="hub.person_decides", params={"text": notes.shown(message, self._mask)})
        command = FailJob(at=0, job=job.key, retries=0, error=notes.shown(asking, self._mask))
        return self._runtime.job_command(command, lease=job.lease)

    def _probe(self, job: ActivatedJob, entry: Entry | None) -> bool:
        """Look up what became of an effect. True: it is absent and may be sent now."""
        if entry is None:
            return False
        try:
            found = self.look(entry)
        except (OutboundError, Rejected) as wrong:
            error = notes.packed(wrong.message, self._mask)
            until = self._lanes.failed(entry.connection, self._runtime.now())

            def again(tx: Tx) -> None:
                ledger.look_again(tx, job.key, error, until)
                ledger.hold(tx, job.key, job.lease, until)
                connections.note(tx, job.tenant, entry.connection, error)

            self._rows(again, apart=True)
            return False
        self._lanes.worked(entry.connection)
        match found:
            case Found():
                self._done(job, entry.connection, entry.action, found.output, found.made, fence=None)
                return False
            case Absent():
                return bool(self._rows(lambda tx: self._absent(tx, job, entry)))
            case Unsure():
                self._command(self._asking(job, found.message))
                return False

    def look(self, entry: Entry) -> Probe:
        """Ask the target what became of an effect. Raises what a call raises; Unsure where it cannot be asked."""
        if entry.idempotency is Idempotency.NONE:
            return Unsure(message=Message(code="hub.no_look_up"))
        bound = self._binder.entry(entry, self._runtime.now())
        return bound.verb.action.probe(bound.call)

    def _absent(self, tx: Tx, job: ActivatedJob, entry: Entry) -> bool:
        done = ledger.absent(tx, job.key)
        if done:
            self._tell(tx, job, entry.connection, entry.action, None, "absent")
        return done

    # ---- common

    def _tell(  # noqa: PLR0917 - its parts are of different kinds
        self,
        tx: Tx,
        job: ActivatedJob,
        connection: str,
        action: str,
        made: External | None,
        kind: str,
        **params: Json,
    ) -> None:
        """The document's side of an effect: the name in the other system, and a line of the timeline."""
        document = documents.of_instance(tx.c, job.instance, job.root)
        if made is not None:
            if not document:
                document = documents.add(tx, job.tenant, made.type, made.id)
                documents.belongs_to(tx, document, job.instance)
                tx.c.run("UPDATE effect SET document = ? WHERE job = ?", [document, job.key])
            documents.link(tx, job.tenant, document, connection, made)
        documents.note(tx, document, connection, kind, job.key, connection=connection, action=action, **params)

    def _fail(self, job: ActivatedJob, message: Message) -> None:
        """Nothing could be sent, and trying again would not help: an operator has to."""
        text = notes.shown(message, self._mask)
        command = FailJob(at=0, job=job.key, retries=0, error=text)
        self._command(self._runtime.job_command(command, lease=job.lease))

    def _command(self, work: CaseWork) -> None:
        try:
            self._runtime.writer.call(work)
        except (NotFound, Conflict):
            _log.info("job is gone", instance=work.instance)

    def _rows(self, run: Callable[[Tx], Any], *, apart: bool = False) -> Any:
        return self._runtime.writer.call(RowWork(run=run, apart=apart), timeout=60)


def _backoff(headers: Mapping[str, str]) -> int:
    text = headers.get("retryBackoff", "").strip()
    try:
        return expressions.duration_ms(text) if text else 0
    except Rejected:
        return 0


def _kept(output: Json) -> bytes:
    """An answer for the ledger: whole, because the process may need it again; a huge one loses its body."""
    data = encode({"output": output})
    if len(data) <= _KEPT:
        return data
    short = {**output, "body": None, "truncated": True} if isinstance(output, dict) else None
    data = encode({"output": short})
    return data if len(data) <= _KEPT else encode({"output": None, "truncated": True})
