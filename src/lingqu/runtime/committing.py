"""Committing: works through one transaction, whatever the database does meanwhile.

Passing troubles are tried again, a lost connection is made anew. A commit whose fate is unknown is looked up by
(node, number) before anything is done again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import structlog

from lingqu.kernel.errors import Busy, Rejected, Unanswered
from lingqu.runtime.batch import Batch
from lingqu.runtime.blocks import Numbers
from lingqu.runtime.ground import Ground
from lingqu.runtime.trouble import AWAY, HELD, UNABLE, Trouble
from lingqu.runtime.waiting import Item
from lingqu.store import Connection, DatabaseFailed, Lost, Slow, Taken, Transient, Unable, formats

_log = structlog.get_logger(__name__)

_TRANSIENT_TRIES = 5
#: Seconds that works wait for a database that can write nothing; then they are told to come back.
UNABLE_PATIENCE = 10.0
_RECONNECT = (0.0, 0.05, 0.2, 0.5, 1.0, 2.0)  # seconds before each attempt, the last one again and again


class Committer:
    """The writer's connection. Used by the writer's thread; `halt` and `close` by whoever ends it."""

    def __init__(
        self, connect: Callable[[], Connection], ground: Ground, numbers: Numbers, now: Callable[[], int]
    ) -> None:
        self._connect = connect
        self._ground = ground
        self._numbers = numbers
        self._now = now
        self._c: Connection | None = None
        self._number = 1
        self._format = formats.OLDEST
        self._halt = threading.Event()
        #: Told of each commit: works, seconds of the whole, seconds of the COMMIT. Must not block, must not raise.
        self.observed: Callable[[int, float, float], None] | None = None
        self.trouble = Trouble()

    def open(self) -> None:
        """Connect. Raises what connecting raises."""
        self._prepare(self._connect())

    def halt(self) -> None:
        """Wait for the database no more."""
        self._halt.set()

    def close(self, last: Callable[[Connection], None] | None) -> None:
        """Let the connection go; `last` is done before."""
        if self._c is not None:
            if last is not None:
                last(self._c)
            self._c.close()
            self._c = None

    def commit(self, items: Sequence[Item], *, wait: bool) -> Batch:
        """Run the batch and commit it; through passing troubles and lost connections. Raises what does not pass.

        While the fate of a COMMIT is unknown nothing is given up: an old session may still hold what it wrote.
        """
        tries, patience = 0, time.monotonic() + UNABLE_PATIENCE
        sent: Batch | None = None  # an attempt whose COMMIT was sent and whose fate is unknown
        while True:
            c = self._connected()
            batch = Batch(self._ground, c, number=self._number, now=self._now(), fmt=self._format)
            committing = False
            began = time.monotonic()
            self.trouble.asking(began)
            try:
                if self._numbers.low:
                    self._numbers.refill(c)
                c.begin()
                batch.run(items, wait=wait)
                committing = True
                sending = time.monotonic()
                c.commit()
            except Taken as taken:
                c.rollback()
                if taken.table != "batch":
                    raise
                self._number += 1
                if sent is None:
                    raise RuntimeError("Expected a batch number of this node to be new, but it is taken") from None
                return sent
            except Lost as lost:
                sent = batch if committing else sent
                self._reconnect(lost, unknown=sent is not None)
            except Transient as passing:
                c.rollback()
                tries += 1
                late = wait or tries >= _TRANSIENT_TRIES or isinstance(passing, Slow)
                if isinstance(passing, Unable):
                    late = time.monotonic() > patience
                if late and sent is None:
                    raise
                self._rest(passing, tries, unknown=sent is not None)
            except BaseException:
                c.rollback()
                raise
            else:
                self._number += 1
                self.trouble.over()
                batch.committed()
                if self.observed is not None:
                    now = time.monotonic()
                    self.observed(len(items), now - began, now - sending)
                return batch
            finally:
                self.trouble.answered()

    def _connected(self) -> Connection:
        if self._c is None:
            raise Lost("not connected")
        return self._c

    def _reconnect(self, lost: Lost, *, unknown: bool) -> None:
        """Wait for the database to come back. Nobody knows what was written: the cache is emptied."""
        self.trouble.is_(AWAY, lost)
        if self._c is not None:
            self._c.close()
            self._c = None
        self._ground.cache.clear()
        attempt = 0
        while True:
            self._pause(_RECONNECT[min(attempt, len(_RECONNECT) - 1)], unknown=unknown)
            attempt += 1
            try:
                self._prepare(self._connect())
            except (Lost, DatabaseFailed, Rejected) as again:
                self.trouble.is_(AWAY, again)
            else:
                break
        self.trouble.over()
        _log.info("database connection back", attempts=attempt)

    def _rest(self, passing: Transient, tries: int, *, unknown: bool) -> None:
        """Before the same transaction is tried again."""
        if isinstance(passing, Unable):
            self.trouble.is_(UNABLE, passing)
            self._pause(_RECONNECT[min(tries, len(_RECONNECT) - 1)], unknown=unknown)
        else:
            if tries > 1:
                self.trouble.is_(HELD, passing)
            _log.warning("transaction tried again", error=str(passing))
            self._pause(0.02 * tries, unknown=unknown)

    def _pause(self, seconds: float, *, unknown: bool) -> None:
        """Wait before another attempt. Raises Busy if the node is to end instead; Unanswered if it may be done."""
        if self._halt.wait(seconds):
            raise (
                Unanswered("runtime.no_answer_yet", retry_after=5)
                if unknown
                else Busy("runtime.stopping", retry_after=5)
            )

    def _prepare(self, c: Connection) -> None:
        try:
            self._numbers.refill(c)
            self._format = formats.allowed(c)
        except BaseException:
            c.close()
            raise
        self._c = c
