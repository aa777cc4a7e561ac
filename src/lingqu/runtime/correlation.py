"""Messages: publishing and subscribing each insert, commit, then look again. A claim is a guard.

Whichever of the two commits later sees the other, so one look of each finds every pair; both may find it, and the
guard (message, process) lets one of them through. A sweeper repeats the look after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

import msgspec
import structlog

from lingqu.engine.commands import CorrelateMessage
from lingqu.engine.events import MessagePublished, SubscriptionOpened
from lingqu.kernel.errors import Busy, Conflict, NotFound, Rejected
from lingqu.kernel.keys import counter_of, local_key
from lingqu.kernel.values import Json, decode, encode
from lingqu.runtime.blobs import AnyEvent
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.keyed import claim_key
from lingqu.runtime.projectors.waits import MESSAGE
from lingqu.runtime.pump import Pump
from lingqu.runtime.starting import start_work
from lingqu.runtime.work import AlreadyDone, CaseDone, CaseWork, GuardClaim, RowWork, Tx
from lingqu.runtime.writer import Writer
from lingqu.store import Database

_log = structlog.get_logger(__name__)

CORRELATED = "correlated"
#: A message without time to live is kept this long for the look after the commit, ms.
GRACE = 10_000
_KEEP = 86_400_000  # ms that a claim outlives its message
_MESSAGE = (
    "key",
    "kind",
    "tenant",
    "name",
    "correlation",
    "message_id",
    "cursor",
    "variables",
    "published_at",
    "expires_at",
)
#: After these there may be a pair.
_LOOKED_FOR: frozenset[type[AnyEvent]] = frozenset({SubscriptionOpened, MessagePublished})
#: Pairs of a message and a place that wants it, which nobody has claimed.
_PAIRS = (
    "SELECT m.key, m.tenant, m.name, m.correlation, m.variables, m.expires_at, s.key, s.start, s.instance,"
    " s.definition, s.process_id, s.element FROM message m"
    " JOIN subscription s ON s.tenant = m.tenant AND s.name = m.name"
    " AND s.kind = m.kind AND s.correlation IN (m.correlation, '') AND (s.keyless = 1 OR s.correlation = m.correlation)"
    # who waits from after its end never gets it; without a time to live not even its own instance, a moment later
    " AND s.opened_at <= m.expires_at AND NOT (m.published_at = m.expires_at AND s.key > m.key"
    " AND s.instance = m.key - m.key % 8388608)"  # 1 << COUNTER_BITS
    " WHERE m.kind = 0 AND NOT EXISTS (SELECT 1 FROM guard g WHERE g.scope = 'correlated'"
    " AND g.id = CAST(m.key AS text) || '/' || s.process_id)"
    # of messages with one id only the first is delivered while it lives
    " AND (m.message_id = '' OR NOT EXISTS (SELECT 1 FROM message o WHERE o.kind = m.kind AND o.tenant = m.tenant"
    " AND o.name = m.name AND o.correlation = m.correlation AND o.message_id = m.message_id"
    " AND o.expires_at > m.published_at AND (o.published_at < m.published_at"
    " OR (o.published_at = m.published_at AND o.key < m.key))))"
)


class Correlated(msgspec.Struct, frozen=True, kw_only=True):
    """A message that found its instance."""

    message: int
    instance: int


class _Pair(msgspec.Struct, frozen=True):
    """A message and a place that wants it."""

    message: int
    tenant: str
    name: str
    correlation: str
    variables: dict[str, Json]
    expires: int
    subscription: int
    start: int
    instance: int
    definition: int
    process: str
    element: int

    def guard(self) -> GuardClaim:
        return GuardClaim(CORRELATED, f"{self.message}/{self.process}", self.expires + _KEEP)


def _pair(row: tuple[Any, ...]) -> _Pair:
    message, tenant, name, correlation, variables, *rest = row
    return _Pair(message, tenant, name, correlation, decode(bytes(variables)), *rest)


class Correlator:
    """Brings messages and those who wait for them together."""

    def __init__(self, database: Database, definitions: Definitions, pump: Pump, now: Callable[[], int]) -> None:
        self._database = database
        self._definitions = definitions
        self._pump = pump
        self._now = now
        self.writer: Writer | None = None  # set by the runtime before anything starts

    # ---- works for callers ----

    def publish(
        self, name: str, correlation: str, *, ttl_ms: int, message_id: str, variables: dict[str, Json], tenant: str
    ) -> RowWork:
        """Answers the message's key. A message id that is still kept: Conflict."""
        data = encode(variables)

        def run(tx: Tx) -> int:
            key = tx.new_key()
            row = (key, MESSAGE, tenant, name, correlation, message_id, 0, data, tx.now, tx.now + ttl_ms)
            tx.c.insert("message", _MESSAGE, [row])
            tx.after(lambda: self._look(message=key))
            return key

        def again(_: bytes) -> Any:
            raise Conflict("runtime.message_known", message_id=message_id, name=name)

        guard = None
        if message_id:
            id_ = f"{tenant}/{name}/{correlation}/{message_id}"
            guard = GuardClaim("message", id_, self._now() + ttl_ms, again)
        return RowWork(run=run, guard=guard)

    def correlate(self, name: str, correlation: str, *, variables: dict[str, Json], tenant: str) -> RowWork:
        """Answers Correlated, in one transaction with what the message causes; NotFound if nobody waits now."""
        data = encode(variables)

        def run(tx: Tx) -> Correlated:
            message = tx.new_key()
            rows = tx.c.rows(
                "SELECT key, start, instance, definition, process_id, element FROM subscription WHERE tenant = ?"
                " AND name = ? AND kind = ? AND correlation IN ?? AND (keyless = 1 OR correlation = ?)"
                " ORDER BY start, key LIMIT 1",
                [tenant, name, MESSAGE, [correlation, ""], correlation],
            )
            if not rows:
                raise NotFound("runtime.nobody_waits", name=name)
            pair = _Pair(message, tenant, name, correlation, decode(data), tx.now, *rows[0])
            return Correlated(message=message, instance=self._start(tx, pair) if pair.start else _meet(tx, pair))

        return RowWork(run=run, takes=f"{name}/{correlation}")

    # ---- looking again ----

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: those who wait now look for messages, messages that were thrown look for who waits."""
        for one in done:
            for event in one.events if one.kinds & _LOOKED_FOR else ():
                if isinstance(event, SubscriptionOpened) and not event.signal:
                    self._look(subscription=local_key(one.instance, event.n))
                elif isinstance(event, MessagePublished):
                    self._look(message=local_key(one.instance, event.n))
            if one.case.ended:
                definition = one.case.engine.head.definition
                if self._definitions.get(definition).keyed_starts:
                    self.look_for_starts(definition)

    def _look(self, *, message: int | None = None, subscription: int | None = None) -> None:
        self._pump.soon(lambda: self.look_for(message=message, subscription=subscription))

    def look_for_starts(self, definition: int) -> None:
        """A process may start by messages that lie: it was deployed, or the instance that had the key has ended."""
        program = self._definitions.get(definition).program
        for ordinal in program.root.starts:
            if program.node(ordinal).trigger.kind == "message":
                self._look(subscription=local_key(definition, ordinal))

    def look_for(self, *, message: int | None = None, subscription: int | None = None) -> None:
        """Look for the pairs of one message or one subscription, and claim the first of each process."""
        sql, params = _PAIRS, []
        if message is not None:
            sql, params = sql + " AND m.key = ?", [message]
        if subscription is not None:  # one that opens now wants only what has not expired
            sql, params = sql + " AND s.key = ? AND m.expires_at > ?", [subscription, self._now()]
        with self._database.reading() as c:
            rows = c.rows(sql + " ORDER BY m.key, s.start, s.key LIMIT 256", params)
        self._claim([_pair(row) for row in rows])

    def sweep(self) -> None:
        """After a crash: pairs that nobody has looked for; then drop what has expired."""
        now = self._now()
        with self._database.reading() as c:
            rows = c.rows(
                _PAIRS + " AND m.published_at < ? AND m.expires_at > ? ORDER BY m.key, s.start, s.key LIMIT 256",
                [now - GRACE, now - 2 * GRACE],
            )
        self._claim([_pair(row) for row in rows])
        old = now - 2 * GRACE
        self._submit(
            RowWork(run=lambda tx: tx.c.run("DELETE FROM message WHERE kind = ? AND expires_at < ?", [MESSAGE, old]))
        )

    def _claim(self, pairs: list[_Pair]) -> None:
        """One claim a message and process, and one message a subscription at a time."""
        met: set[tuple[int, str]] = set()
        busy: set[int] = set()
        for pair in pairs:
            if (pair.message, pair.process) in met or (pair.subscription in busy and not pair.start):
                continue
            met.add((pair.message, pair.process))
            busy.add(pair.subscription)
            if pair.start:
                begin = partial(self._begin, pair=pair)
                self._submit(RowWork(run=begin, takes=f"{pair.name}/{pair.correlation}"))
                continue
            command = CorrelateMessage(
                at=0, subscription=counter_of(pair.subscription), message=pair.message, variables=pair.variables
            )
            future = self._submit(CaseWork(instance=pair.instance, command=command, guard=pair.guard()))
            if future is not None:
                future.add_done_callback(lambda done, pair=pair: self._after(done, pair))  # type: ignore[misc]  # same

    def _after(self, done: Future[Any], pair: _Pair) -> None:
        """The place was gone, or is free for the next message: look once more."""
        error = done.exception()
        if isinstance(error, Busy) or (isinstance(error, Exception) and not isinstance(error, Rejected)):
            return  # the sweeper comes again
        if error is not None or isinstance(done.result(), AlreadyDone):
            self._look(message=pair.message)
        else:
            self._look(subscription=pair.subscription)

    def _begin(self, tx: Tx, pair: _Pair) -> int | None:
        """Start an instance for a buffered message, unless somebody has, or an instance with its key runs."""
        guard = pair.guard()
        rows = [(guard.scope, guard.id, b"null", tx.now, guard.expires)]
        if not tx.c.insert("guard", ("scope", "id", "answer", "at", "expires"), rows, ignore=True, returning=("id",)):
            return None
        return self._start(tx, pair)

    def _start(self, tx: Tx, pair: _Pair) -> int:
        instance = tx.new_key()
        if pair.correlation and not claim_key(tx, pair.tenant, pair.process, pair.correlation, instance):
            raise Conflict("runtime.key_runs", process=pair.process, correlation=pair.correlation)
        definition = self._definitions.get(pair.definition, tx.c)
        tx.also(start_work(instance, definition, variables=pair.variables, element=pair.element))
        row = {
            "instance": instance,
            "subscription": pair.subscription,
            "message": pair.message,
            "tenant": pair.tenant,
            "definition": pair.definition,
            "element": pair.element,
            "owner": 0,
            "name": pair.name,
            "correlation": pair.correlation,
            "at": tx.now,
        }
        tx.c.insert("correlation", tuple(row), [tuple(row.values())])
        return instance

    def _submit(self, work: CaseWork | RowWork) -> Future[Any] | None:
        if self.writer is None:
            return None
        try:
            return self.writer.submit(work)
        except Busy:
            return None  # the sweeper comes again


def _meet(tx: Tx, pair: _Pair) -> int:
    tx.also(
        CaseWork(
            instance=pair.instance,
            command=CorrelateMessage(
                at=0, subscription=counter_of(pair.subscription), message=pair.message, variables=pair.variables
            ),
        )
    )
    return pair.instance
