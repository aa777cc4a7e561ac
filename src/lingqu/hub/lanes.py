"""Lanes: one a connection. A dead or slow target stops its own lane only; its limits are obeyed by all who share it.

Held in memory: another node learns of a dead target by its own first call. What is put back loses nothing, because the
job row keeps it.
"""

from __future__ import annotations

import threading
from collections import defaultdict

import msgspec

#: Calls of one lane at a time, on this node.
WIDTH = 3
_FIRST, _LONGEST = 500, 30_000  # ms that a lane rests after failures in a row
_FULL = 250  # ms after which to come back to a full lane


class _Lane(msgspec.Struct):
    inside: int = 0
    failures: int = 0
    rests_until: int = 0


class Lanes:
    """Safe between threads. Times are ms since the epoch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = defaultdict(_Lane)

    def enter(self, name: str, now: int) -> int:
        """0: come in (and `leave` afterwards); else when to come back."""
        with self._lock:
            lane = self._lanes[name]
            if now < lane.rests_until:
                return lane.rests_until
            # after failures one call alone tries whether the target is back
            if lane.inside >= (1 if lane.failures else WIDTH):
                return now + _FULL
            lane.inside += 1
            return 0

    def leave(self, name: str) -> None:
        with self._lock:
            self._lanes[name].inside -= 1

    def worked(self, name: str) -> None:
        """The target answered."""
        with self._lock:
            self._lanes[name].failures = 0

    def failed(self, name: str, now: int) -> int:
        """The target gave no answer: the lane rests, longer each time. Until when."""
        with self._lock:
            lane = self._lanes[name]
            lane.failures += 1
            lane.rests_until = now + min(_FIRST << min(lane.failures - 1, 10), _LONGEST)
            return lane.rests_until

    def rest(self, name: str, until: int) -> None:
        """The target asked not to be called before `until`."""
        with self._lock:
            lane = self._lanes[name]
            lane.rests_until = max(lane.rests_until, until)
