"""Polling: a thread that reads what changed. The cursor is committed with the rows it covers and never goes back.

A round begins a little behind the cursor, because a change can become visible late there; the inbox drops what is
known. Two nodes that poll the same source do no harm, and the older cursor loses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from lingqu.hub import connections, notes, sources
from lingqu.hub.binding import Binder
from lingqu.hub.connecting import Arrived, Polled
from lingqu.hub.inbox import Inbox
from lingqu.hub.manifest import Connectors
from lingqu.hub.sources import Source
from lingqu.kernel.errors import Busy, Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, normalise
from lingqu.outbound.errors import OutboundError
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Vault
from lingqu.runtime import RowWork, Runtime, Tx
from lingqu.store import DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

PAGE = 100
TICK = 0.2  # seconds
SWEEP = 5.0
LONGEST_WAIT = 60_000  # ms between two tries of a source that fails
THREADS = 4
#: Pages of one round at most; what is left comes in the next.
_PAGES = 50


class Poller:
    """The hub's own clock: sources whose time has come, and the sweeper."""

    def __init__(  # noqa: PLR0917 - its parts are of different kinds
        self,
        runtime: Runtime,
        binder: Binder,
        connectors: Connectors,
        vault: Vault,
        inbox: Inbox,
        mask: Mask,
        sweep: Callable[[], None],
    ) -> None:
        self._runtime = runtime
        self._binder = binder
        self._connectors = connectors
        self._vault = vault
        self._inbox = inbox
        self._mask = mask
        self._sweep = sweep
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._failures: dict[int, int] = {}
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="lingqu-poll")
        self._thread = threading.Thread(target=self._run, name="lingqu-hub", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """No new round; wait for those under way."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(10)
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        rest = 0.0
        while not self._stopped.is_set():
            try:
                if rest <= 0:
                    self._sweep()
                    rest = SWEEP
                self._due()
            except (Busy, Lost, DatabaseFailed) as passing:
                _log.warning("hub put off", error=self._mask.text(str(passing)))
            except Exception:  # noqa: BLE001 - the thread must outlive any one sweep
                _log.exception("hub sweep failed")
                rest = SWEEP
            self._stopped.wait(TICK)
            rest -= TICK

    def _due(self) -> None:
        with self._runtime.db.reading() as c:
            due = sources.due(c, self._runtime.now())
        for source in due:
            with self._lock:
                if source.id in self._busy:
                    continue
                self._busy.add(source.id)
            self._pool.submit(self._one, source)

    def _one(self, source: Source) -> None:
        try:
            self.round(source)
            self._failures.pop(source.id, None)
        except (Rejected, OutboundError) as wrong:
            self._put_off(source, wrong.message)
        except (Lost, DatabaseFailed) as passing:
            _log.warning("poll put off", source=source.name, error=self._mask.text(str(passing)))
        except Exception as broken:  # noqa: BLE001 - a defect of one connector holds its source only
            _log.exception("poll failed", source=source.name)
            self._put_off(source, Message(code="hub.event_unreadable", params={"reason": type(broken).__name__}))
        finally:
            with self._lock:
                self._busy.discard(source.id)

    def _put_off(self, source: Source, message: Message) -> None:
        """Later again, each time later; what is behind the cursor waits there."""
        failures = self._failures[source.id] = self._failures.get(source.id, 0) + 1
        wait = min(int(source.settings.every * 1000) << min(failures, 6), LONGEST_WAIT)
        error = notes.packed(message, self._mask)
        try:
            self._runtime.writer.call(RowWork(run=lambda tx: sources.failed(tx, source, error, tx.now + wait)))
        except Busy as passing:
            _log.warning("poll put off", source=source.name, error=str(passing))

    # ---- one round

    def round(self, source: Source) -> int:
        """Read what is new, page by page; how many events were taken in. Raises what a call or an event raises."""
        with self._runtime.db.reading() as c:
            row = connections.by_id(c, source.tenant, source.connection)
            remote = connections.remote(c, self._vault, row)
        bound = self._connectors.source(row.connector, source.settings.trigger)
        overlap = bound.manifest.overlap_ms if source.settings.overlap is None else int(source.settings.overlap * 1000)
        state = source.state
        cursor = source.cursor
        at: Json = bound.trigger.back(cursor, overlap) if cursor is not None else None
        taken = 0
        for _ in range(_PAGES):
            call = self._binder.trying(remote, self._runtime.now())
            page = bound.trigger.poll(call, at, PAGE)
            # The first pages of a round may lie behind the cursor: it stays where it is until they have passed it.
            ahead = page.cursor if cursor is None or _later(page.cursor, cursor) else cursor
            count, state = self._take(source, row.name, page, state, ahead)
            taken += count
            cursor, at = ahead, page.cursor
            if not page.more or self._stopped.is_set():
                break
        return taken

    def _take(self, source: Source, system: str, page: Polled, state: bytes, cursor: Json) -> tuple[int, bytes]:
        """A page and the cursor behind it in one transaction. If one event cannot be taken in, those before it are."""
        after = sources.state_of(cursor)
        try:
            return self._commit(source, system, page.events, state, after), after
        except Rejected:
            if len(page.events) <= 1:
                raise
        taken = 0
        for arrived in page.events:  # one by one, up to the one that cannot
            taken += self._commit(source, system, (arrived,), state, None)
        return taken + self._commit(source, system, (), state, after), after

    def _commit(
        self, source: Source, system: str, events: tuple[Arrived, ...], state: bytes, after: bytes | None
    ) -> int:
        def run(tx: Tx) -> int:
            held = tx.c.row("SELECT state FROM source WHERE id = ?" + tx.c.for_update, [source.id])  # noqa: S608 - ours
            if held is None or bytes(held[0]) != state:
                return 0  # another node was faster, or the source is gone
            fresh = 0
            for arrived in events:
                if self._inbox.claimed(tx, source, arrived):
                    event = normalise(arrived.event, "event")
                    self._inbox.accept(tx, source, system, Arrived(id=arrived.id, event=event))
                    fresh += 1
            sources.seen(tx, source, received=fresh)
            if after is not None:
                next_at = tx.now + int(source.settings.every * 1000)
                tx.c.run("UPDATE source SET state = ?, next_at = ? WHERE id = ?", [after, next_at, source.id])
            return fresh

        fresh: int = self._runtime.writer.call(RowWork(run=run))
        return fresh


def _later(one: Json, other: Json) -> bool:
    """Cursors are [time, id]: whether `one` is further on."""
    return bool(one > other)
