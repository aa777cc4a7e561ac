"""The post: what lies in rows is brought in the end. Letters whose target was held, and signals on their way."""

from __future__ import annotations

from collections.abc import Container, Sequence
from concurrent.futures import Future
from typing import Any

from lingqu.engine.events import SignalThrown
from lingqu.kernel.errors import Busy
from lingqu.kernel.keys import local_key
from lingqu.runtime.letters import waiting_targets
from lingqu.runtime.projectors.waits import SIGNAL
from lingqu.runtime.pump import Pump
from lingqu.runtime.signals import broadcast
from lingqu.runtime.work import CaseDone, Deliver
from lingqu.runtime.writer import Writer
from lingqu.store import Database

MOST = 256
#: Signals that are on their way at once; more wait in their rows.
SIGNALS = 16


class Post:
    """Brings letters by works of the writer; a sweep finds what a dead node has left."""

    def __init__(self, database: Database, pump: Pump, aside: Container[int]) -> None:
        """`aside`: instances whose letters wait."""
        self._database = database
        self._pump = pump
        self._aside = aside
        self._bringing = False  # letters are brought by a chain of works
        self._under_way: set[int] = set()  # signals of which a portion is in the queue: one at a time
        self._put_off: set[int] = set()  # signals that found the queue full
        self.writer: Writer | None = None  # set by the runtime before anything starts

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: signals that were thrown set out, and those that found no room try again."""
        for one in done:
            for event in one.events if SignalThrown in one.kinds else ():
                if isinstance(event, SignalThrown):
                    self.throw(local_key(one.instance, event.n))
        while self._put_off:
            self.throw(self._put_off.pop())
            if self._put_off:
                return

    def throw(self, signal: int) -> None:
        """A signal sets out, or goes on."""
        if self.writer is None or signal in self._under_way:
            return
        self._under_way.add(signal)
        try:
            future = self.writer.submit(broadcast(signal, self.writer.portion))
        except Busy:
            self._under_way.discard(signal)
            self._put_off.add(signal)
        else:
            future.add_done_callback(lambda done: self._brought(signal, done))

    def _brought(self, signal: int, done: Future[Any]) -> None:
        self._under_way.discard(signal)
        if not done.cancelled() and done.exception() is None and done.result():
            self.throw(signal)

    def sweep(self) -> None:
        """Everything that lies and nobody brings."""
        with self._database.reading() as c:
            signals = [row[0] for row in c.rows("SELECT key FROM message WHERE kind = ? LIMIT ?", [SIGNAL, SIGNALS])]
        for signal in signals:
            self.throw(signal)
        if not self._bringing:
            self._bring(after=0)

    def _bring(self, after: int) -> None:
        """Bring the letters that lie for the next instances by key; when those are brought, for those after them."""
        self._bringing = False
        with self._database.reading() as c:
            targets = waiting_targets(c, after, MOST)
        due = [target for target in targets if target not in self._aside]
        if self.writer is None or not targets:
            return
        try:
            futures = [self.writer.submit(Deliver(instance=target)) for target in due]
        except Busy:
            return  # they lie in rows: the sweep comes again
        if len(targets) == MOST and futures:
            self._bringing = True
            futures[-1].add_done_callback(lambda _: self._pump.soon(lambda: self._bring(targets[-1])))
