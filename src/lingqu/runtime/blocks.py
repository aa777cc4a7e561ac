"""Number blocks: instance numbers are reserved a block at a time, so that no two nodes ever give out the same."""

from __future__ import annotations

import threading

from lingqu.kernel.errors import Busy
from lingqu.kernel.keys import instance_key
from lingqu.store import Connection

SERIES = "instance"
BLOCK = 16_384
_LOW = BLOCK // 2


def reserve(c: Connection, series: str, count: int) -> int:
    """Reserve `count` numbers of a series, outside any transaction; the first of them. Safe between nodes."""
    c.insert("series", ("name", "next"), [(series, 1)], ignore=True)
    found = c.row("UPDATE series SET next = next + ? WHERE name = ? RETURNING next", [count, series])
    if found is None:
        raise LookupError(series)
    return int(found[0]) - count


class Numbers:
    """Fresh keys for any thread. Only the writer, between two transactions, fetches more from the database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._more = threading.Condition(self._lock)
        self._spans: list[list[int]] = []  # [next, end) of each block
        self._left = 0

    @property
    def low(self) -> bool:
        """Whether the writer should fetch another block."""
        return self._left < _LOW

    def refill(self, c: Connection) -> None:
        """Fetch another block if there are few left. Must not be called inside a transaction."""
        while self.low:
            first = reserve(c, SERIES, BLOCK)
            with self._more:
                self._spans.append([first, first + BLOCK])
                self._left += BLOCK
                self._more.notify_all()

    def leave(self, first: int) -> bool:
        """Give out no number below this one any more; True if there were some: then the writer should fetch others."""
        with self._more:
            before = self._left
            self._spans = [[max(begin, first), end] for begin, end in self._spans if end > first]
            self._left = sum(end - begin for begin, end in self._spans)
            return self._left < before

    def new_key(self, *, waits: float = 0) -> int:
        """A fresh key. Raises Busy if there is none (after `waits` seconds)."""
        with self._lock:
            if not self._spans and not self._more.wait_for(lambda: bool(self._spans), waits):
                raise Busy("runtime.too_much_waits", retry_after=1)
            span = self._spans[0]
            number = span[0]
            span[0] += 1
            self._left -= 1
            if span[0] == span[1]:
                self._spans.pop(0)
            return instance_key(number)
