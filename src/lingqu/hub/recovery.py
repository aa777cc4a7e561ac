"""Recovery: what a node that died has left in the ledger is found, named unknown and looked up.

A job comes back by itself when its lease is over; this sweep does the rest: it frees the jobs of dead nodes at once,
and settles effects whose process no longer waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from lingqu.hub import connections, documents, ledger, notes
from lingqu.hub.connecting import Absent, Found, Idempotency
from lingqu.hub.dispatch import Dispatcher
from lingqu.hub.ledger import Entry
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import encode, normalise
from lingqu.outbound.errors import OutboundError
from lingqu.outbound.mask import Mask
from lingqu.runtime import RowWork, Runtime, Tx

_log = structlog.get_logger(__name__)

#: A node that has given no sign of life for so long is dead, ms (runtime.node renews every 10 s).
DEAD = 60_000
#: An effect of a process that has ended is left to the thread that sent it for so long, ms.
OWN_BUSINESS = 200_000
_MOST = 100


class Recovery:
    """The sweeper. Every step of it may be done by several nodes at once."""

    def __init__(self, runtime: Runtime, dispatcher: Dispatcher, mask: Mask, types: Sequence[str]) -> None:
        self._runtime = runtime
        self._dispatcher = dispatcher
        self._mask = mask
        self._types = list(types)

    def sweep(self) -> None:
        """Free what dead nodes hold, name what is lost, settle what nobody waits for."""
        self._runtime.writer.call(RowWork(run=self._free, apart=True))
        self._runtime.writer.call(RowWork(run=self._name_lost, apart=True))
        for entry in self._orphans():
            self._settle(entry)

    def _free(self, tx: Tx) -> int:
        """Jobs that a dead node holds may be given out now; those put back until a certain time stay so."""
        alive = [f"node-{self._runtime.node}"]
        if tx.c.dialect != "sqlite":  # a SQLite file has one process, so every other node is dead
            alive += [f"node-{row[0]}" for row in tx.c.rows("SELECT id FROM node WHERE alive >= ?", [tx.now - DEAD])]
        rows = tx.c.rows(
            "SELECT key FROM job WHERE type IN ?? AND state = ? AND ready_at != created_at AND ready_at > ?"  # noqa: S608 - a clause of the driver
            " AND worker LIKE ? AND worker NOT IN ??"
            " AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.job = job.key AND e.state IN (0, 4) AND e.next_at > ?)"
            " ORDER BY key LIMIT ?" + tx.c.skip_locked,
            [self._types, ledger.OPEN, tx.now, "node-%", alive, tx.now, _MOST],
        )
        if rows:
            tx.c.run("UPDATE job SET ready_at = ? WHERE key IN ??", [tx.now, [row[0] for row in rows]])
        return len(rows)

    def _name_lost(self, tx: Tx) -> int:
        """Effects whose sender's lease is over are unknown from now on, for everybody to see."""
        rows = tx.c.rows(
            "SELECT e.job, e.fence, e.connection, e.action, e.document FROM effect e JOIN job j ON j.key = e.job"
            " WHERE e.state = ? AND j.state = ? AND (j.lease <> e.fence OR j.ready_at <= ?) ORDER BY e.job LIMIT ?",
            [int(ledger.EffectState.SENT), ledger.OPEN, tx.now, _MOST],
        )
        error = notes.packed(Message(code="hub.lost_sight"), self._mask)
        for job, fence, connection, action, document in rows:
            if ledger.lose(tx, job, error, tx.now, fence=fence):
                documents.note(tx, document, connection, "unknown", job, connection=connection, action=action)
        return len(rows)

    def _orphans(self) -> list[Entry]:
        """Effects that are not settled although no job waits for them: their process was cancelled or went on."""
        now = self._runtime.now()
        with self._runtime.db.reading() as c:
            rows = c.rows(
                "SELECT e.job FROM effect e LEFT JOIN job j ON j.key = e.job WHERE e.state IN (0, 1, 4)"
                " AND (j.key IS NULL OR j.state NOT IN (0, 2)) AND (e.next_at IS NULL OR e.next_at <= ?)"
                " AND (e.state <> 1 OR e.sent_at < ?) ORDER BY e.job LIMIT ?",
                [now, now - OWN_BUSINESS, _MOST],
            )
            return [entry for row in rows if (entry := ledger.get(c, row[0])) is not None]

    def _settle(self, entry: Entry) -> None:
        gone = notes.packed(Message(code="hub.process_gone"), self._mask)
        if entry.state is ledger.EffectState.PLANNED:
            self._rows(lambda tx: ledger.reject(tx, entry.job, gone, b"", fence=None))
            return
        if entry.state is ledger.EffectState.SENT:
            self._rows(lambda tx: ledger.lose(tx, entry.job, gone, tx.now, fence=entry.fence))
        if entry.idempotency is Idempotency.NONE:
            return  # stays unknown on the Systems page until a person decides
        try:
            found = self._dispatcher.look(entry)
        except (OutboundError, Rejected) as wrong:
            error = notes.packed(wrong.message, self._mask)
            until = self._runtime.now() + ledger.LONGEST_WAIT
            self._rows(lambda tx: ledger.look_again(tx, entry.job, error, until))
            return

        def run(tx: Tx) -> None:
            if isinstance(found, Found):
                kept = encode({"output": normalise(self._mask.value(found.output), "response")})
                if ledger.confirm(tx, entry.job, kept, fence=None):
                    names = {"connection": entry.connection, "action": entry.action}
                    documents.note(tx, entry.document, entry.connection, "found", entry.job, **names)
                    if found.made is not None and entry.document:
                        documents.link(tx, entry.tenant, entry.document, entry.connection, found.made)
                    connections.note(tx, entry.tenant, entry.connection, "")
            elif isinstance(found, Absent):
                ledger.reject(tx, entry.job, gone, b"", fence=None)
            else:
                ledger.look_again(tx, entry.job, gone, tx.now + 60 * ledger.LONGEST_WAIT)

        self._rows(run)

    def _rows(self, run: object) -> None:
        self._runtime.writer.call(RowWork(run=run))  # type: ignore[arg-type]  # a function of Tx
