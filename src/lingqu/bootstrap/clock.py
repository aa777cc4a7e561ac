"""A clock that tests can stop: what the setting `test_clock` switches on."""

from __future__ import annotations

import time


class PinnedClock:
    """The real time, unless it is pinned. Milliseconds since the epoch."""

    def __init__(self) -> None:
        self._pinned: int | None = None

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000 if self._pinned is None else self._pinned

    def pin(self, at: int) -> None:
        """Stand still at this moment."""
        self._pinned = at

    def reset(self) -> None:
        """Run again, with the real time."""
        self._pinned = None
