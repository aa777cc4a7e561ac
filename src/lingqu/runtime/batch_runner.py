"""The thread that works off batch operations: a few items at a time through the writer, one operation after another.

Which node works on an operation is said by a lease in its row. Two that work on it do no harm: each item is done once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import structlog

from lingqu.kernel.errors import Busy, Rejected
from lingqu.runtime.batch_items import Job, failed_work, item_work, planned
from lingqu.runtime.batches import ItemState, State, Stopped, finish_work
from lingqu.runtime.work import RowWork, Tx, Work
from lingqu.store import Database, DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

#: Items that are in the writer's queue at once: they share a commit, and other work comes in between.
CHUNK = 32
#: ms that a node has an operation for itself; renewed with each chunk.
LEASE = 5_000
#: Seconds between two looks for operations that another node has left.
LOOK = 2.0
_PATIENCE = 60.0


class BatchRunner:
    """One thread a node."""

    def __init__(self, database: Database, submit: Callable[[Work], Future[Any]], now: Callable[[], int]) -> None:
        self._database = database
        self._submit = submit
        self._now = now
        self._bell = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lingqu-batches", daemon=True)
        self.node = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def ring(self) -> None:
        """There is an operation to work on."""
        self._bell.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                busy = self.work()
            except (Busy, Lost, DatabaseFailed) as passing:
                _log.warning("batch operations put off", error=str(passing))
                busy = False
            except Exception:  # noqa: BLE001 - the thread must live; it looks again
                _log.exception("batch operations failed")
                busy = False
            if not busy:
                self._bell.wait(LOOK)
                self._bell.clear()

    def work(self) -> bool:
        """Take an operation and do a chunk of it; whether there was one."""
        job = self._take()
        if job is None:
            return False
        with self._database.reading() as c:
            items = c.rows(
                "SELECT item, instance FROM batch_item WHERE batch = ? AND state = ? ORDER BY item LIMIT ?",
                [job.key, int(ItemState.ACTIVE), CHUNK],
            )
        if not items:
            self._submit(finish_work(job.key)).result(_PATIENCE)
            return True
        going = [(item, self._submit(item_work(job, item, instance))) for item, instance in items]
        refused = [(item, error) for item, future in going if (error := self._error(future)) is not None]
        for future in [self._submit(failed_work(job, item, error)) for item, error in refused]:
            self._error(future)
        return True

    def _error(self, future: Future[Any]) -> BaseException | None:
        """Why an item cannot be done. Raises what passes: then it is tried again."""
        error = future.exception(_PATIENCE)
        if error is None or isinstance(error, Stopped):
            return None
        if isinstance(error, Busy | Lost | DatabaseFailed):
            raise error
        if not isinstance(error, Rejected):
            _log.error("batch item failed", exc_info=error)
        return error

    def _take(self) -> Job | None:
        """The oldest operation that nobody else works on, for this node."""
        now = self._now()
        with self._database.reading() as c:
            row = c.row(
                "SELECT key, tenant, kind, person, format, plan FROM batch_operation WHERE state = ?"
                " AND (taken_until < ? OR taken_by = ?) ORDER BY key LIMIT 1",
                [int(State.ACTIVE), now, self.node],
            )
        if row is None:
            return None

        def run(tx: Tx) -> int:
            return tx.c.run(
                "UPDATE batch_operation SET taken_by = ?, taken_until = ? WHERE key = ? AND state = ?"
                " AND (taken_until < ? OR taken_by = ?)",
                [self.node, tx.now + LEASE, row[0], int(State.ACTIVE), tx.now, self.node],
            )

        if not self._submit(RowWork(run=run, apart=True)).result(_PATIENCE):
            return None
        return planned(row)
