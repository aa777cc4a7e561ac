"""The node's clock, watched: beside the database's, and beside the time that has really passed."""

from __future__ import annotations

import time
from collections.abc import Callable

from lingqu.runtime.health import CLOCK_APART, clock_note


class ClockWatch:
    """Compares; a virtual clock (not `real`) is believed whatever it says."""

    def __init__(self, now: Callable[[], int], *, real: bool, passed: Callable[[], float] = time.monotonic) -> None:
        """`passed`: seconds that no setting of the clock changes."""
        self._now = now
        self._real = real
        self._passed = passed
        self._apart: int | None = None  # ms ahead of the database's; None: never compared
        self._anchor = self._offset()

    def _offset(self) -> float:
        return self._now() - self._passed() * 1000

    def compare(self, there: Callable[[], int]) -> None:
        """`there` answers the database's time, ms; the way there and back is taken into account."""
        if not self._real:
            return
        before = self._now()
        found = there()
        self._apart = (before + self._now()) // 2 - found
        self._anchor = self._offset()

    @property
    def jumped(self) -> bool:
        """Whether the clock was set, forth or back, since it was last compared."""
        return self._real and abs(self._offset() - self._anchor) > CLOCK_APART

    @property
    def note(self) -> str:
        """What is wrong with it, "" if nothing is."""
        return clock_note(self._apart)
