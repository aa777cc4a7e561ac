"""The post: what lies in rows is brought in the end. Letters whose target was held, and signals on their way."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from lingqu.engine.events import SignalThrown
from lingqu.kernel.errors import Busy
from lingqu.kernel.keys import local_key
from lingqu.runtime.letters import waiting_targets
from lingqu.runtime.projectors.waits import SIGNAL
from lingqu.runtime.pump import Pump
from lingqu.runtime.signals import broadcast
from lingqu.runtime.work import CaseDone, Deliver, Work
from lingqu.store import Database

MOST = 256


class Post:
    """Brings letters by works of the writer; a sweep finds what a dead node has left."""

    def __init__(self, database: Database, pump: Pump, submit: Callable[[Work], object], aside: Container[int]) -> None:
        """`aside`: instances whose letters wait."""
        self._database = database
        self._pump = pump
        self._submit = submit
        self._aside = aside

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: signals that were thrown set out."""
        for one in done:
            for event in one.events:
                if isinstance(event, SignalThrown):
                    self._send(local_key(one.instance, event.n))

    def throw(self, signal: int) -> None:
        """A signal that somebody outside has thrown sets out."""
        self._send(signal)

    def bring(self, targets: Sequence[int]) -> None:
        """Bring the letters that lie for these instances."""
        for target in targets:
            if target in self._aside:
                continue
            self._try(Deliver(instance=target))

    def sweep(self) -> None:
        """Everything that lies and nobody brings."""
        with self._database.reading() as c:
            targets = waiting_targets(c, MOST)
            signals = [row[0] for row in c.rows("SELECT key FROM message WHERE kind = ? LIMIT 16", [SIGNAL])]
        self.bring(targets)
        for signal in signals:
            self._send(signal)

    def _send(self, signal: int) -> None:
        self._try(broadcast(signal, lambda targets, left: self._sent(signal, targets, left=left)))

    def _sent(self, signal: int, targets: list[int], *, left: bool) -> None:
        self._pump.soon(lambda: self.bring(targets))
        if left:
            self._pump.soon(lambda: self._send(signal))

    def _try(self, work: Work) -> None:
        try:
            self._submit(work)
        except Busy:
            return  # it lies in a row: the sweep comes again
