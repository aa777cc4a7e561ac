"""Waiting until an instance is over, on this node or on another."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from lingqu.runtime.work import CaseDone
from lingqu.store import Database

#: Seconds after which one who waits looks by itself: the instance may end on another node.
LOOK_AGAIN = 1.0
COMPLETED, CANCELLED = 1, 2


class Finishing:
    """Who waits for which instance. Safe between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiters: dict[int, list[Callable[[], None]]] = defaultdict(list)

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: those whose instance is over are woken."""
        if not self._waiters:
            return
        with self._lock:
            ringing = [ring for one in done if one.case.ended for ring in self._waiters.get(one.instance, ())]
        for ring in ringing:
            ring()

    async def wait(self, instance: int, wait_ms: int) -> int | None:
        """COMPLETED or CANCELLED as soon as it is so; None if it still runs after `wait_ms`, or is not there."""
        loop = asyncio.get_running_loop()
        rung = asyncio.Event()

        def ring() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(rung.set)

        until = loop.time() + wait_ms / 1000
        with self._lock:
            self._waiters[instance].append(ring)
        try:
            while True:
                rung.clear()
                status = await asyncio.to_thread(self._status, instance)
                left = until - loop.time()
                if status or left <= 0:
                    return status
                try:
                    await asyncio.wait_for(rung.wait(), min(left, LOOK_AGAIN))
                except TimeoutError:
                    continue
        finally:
            with self._lock:
                self._waiters[instance].remove(ring)
                if not self._waiters[instance]:
                    del self._waiters[instance]

    def _status(self, instance: int) -> int | None:
        with self._database.reading() as c:
            row = c.row("SELECT status FROM instance WHERE key = ?", [instance])
        return row[0] if row is not None and row[0] in {COMPLETED, CANCELLED} else None
