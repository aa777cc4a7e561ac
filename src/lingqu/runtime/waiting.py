"""Waiting: what is to be written, in the order in which it is taken. Bounded by time, fair between processes.

Starts of one process stand in a lane of their own (per tenant), all other work in the common lane; each keeps its
order.
A batch takes the common lane first, up to half of it while starts wait, and then one start a lane in turn: a flood of
one process's starts holds up neither its own running instances nor other processes.

How many may wait follows from how fast they are written: whoever is let in has its answer within about PATIENCE, and
everybody else is told at once to come back (Busy).
"""

from __future__ import annotations

import queue
from collections import OrderedDict, deque

import msgspec

from lingqu.engine.commands import StartInstance
from lingqu.kernel.errors import Busy
from lingqu.runtime.answers import Answer
from lingqu.runtime.work import CaseWork, Work

#: Seconds that a work may expect to wait at most.
PATIENCE = 1.0
#: Works that may wait in any case, and at most.
FEWEST, MOST = 256, 4096
#: Works of a batch from which its speed is telling.
TELLING = 32
#: Seconds of a transaction that a portion of work takes which lies in rows and nobody waits for: timers, signals.
PORTION = 0.01
_PORTIONS = 8, 256  # works of a portion, at least and at most
_NEWEST = 0.2  # weight of the newest measurement of the speed

Lane = tuple[str, str | int]


class Item(msgspec.Struct, eq=False):
    """A work in the queue. `tries`: how often its instance was held by somebody else."""

    work: Work
    future: Answer
    tries: int = 0


def lane_of(work: Work) -> Lane | None:
    """The lane of a start: tenant and process; None for the common lane."""
    if isinstance(work, CaseWork) and isinstance(work.command, StartInstance):
        return work.latest or (work.command.tenant, work.command.definition)
    return None


class Waiting:
    """`put` may be called from any thread, the rest from the writer's only."""

    def __init__(self, most: int = MOST) -> None:
        self._arrivals: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._common: deque[Item] = deque()
        self._starts: OrderedDict[Lane, deque[Item]] = OrderedDict()
        self._held = 0  # in the lanes
        self._most = most
        self._limit = most
        self._speed = 0.0  # works a second
        self._crowded: frozenset[Lane] = frozenset()
        self._over = False

    def __len__(self) -> int:
        return self._arrivals.qsize() + self._held

    @property
    def limit(self) -> int:
        """How many may wait at the moment."""
        return self._limit

    @property
    def portion(self) -> int:
        """How many works that lie in rows may join a batch, so that whoever waits for an answer hardly waits longer.

        A power of two: it stands in statements, which the database is to know again.
        """
        least, most = _PORTIONS
        fitting = int(self._speed * PORTION) if self._speed else TELLING
        return max(least, min(most, 1 << max(0, fitting.bit_length() - 1)))

    def put(self, work: Work, answer: Answer) -> None:
        """Let a work in. Raises Busy if too much waits, or too many starts of its process."""
        if len(self) >= self._limit or (self._crowded and lane_of(work) in self._crowded):
            raise Busy("runtime.too_much_waits", retry_after=1)
        self._arrivals.put(Item(work, answer))

    def close(self) -> None:
        """Nothing comes after what waits now."""
        self._arrivals.put(None)

    def take(self, most: int, *, patient: bool) -> tuple[list[Item], bool]:
        """Up to `most` works; `patient` blocks for the first. True: these were the last."""
        self._sort(patient=patient and not self._held and not self._over)
        items: list[Item] = []
        self._from_common(items, most // 2 if self._starts else most)
        self._from_starts(items, most)
        self._from_common(items, most)
        if self._starts or self._crowded:
            share = self._limit // 2
            self._crowded = frozenset(lane for lane, queue_ in self._starts.items() if len(queue_) > share)
        return items, self._over and not self._held

    def took(self, works: int, seconds: float) -> None:
        """So long it took to write that many: how many may wait follows from it. Small batches tell nothing of the most
        that could be written.
        """
        if works < TELLING:
            return
        speed = works / max(seconds, 1e-6)
        self._speed = speed if not self._speed else self._speed + _NEWEST * (speed - self._speed)
        self._limit = min(self._most, max(FEWEST, int(self._speed * PATIENCE)))

    def _sort(self, *, patient: bool) -> None:
        """Put what has arrived into its lane."""
        while not self._over and (patient or not self._arrivals.empty()):
            item = self._arrivals.get()
            patient = False
            if item is None:
                self._over = True
                return
            lane = lane_of(item.work)
            (self._common if lane is None else self._starts.setdefault(lane, deque())).append(item)
            self._held += 1

    def _from_common(self, items: list[Item], most: int) -> None:
        while self._common and len(items) < most:
            self._pick(items, self._common)

    def _from_starts(self, items: list[Item], most: int) -> None:
        while self._starts and len(items) < most:
            lane, queue_ = self._starts.popitem(last=False)
            self._pick(items, queue_)
            if queue_:
                self._starts[lane] = queue_  # behind the others

    def _pick(self, items: list[Item], lane: deque[Item]) -> None:
        item = lane.popleft()
        self._held -= 1
        if item.future.set_running_or_notify_cancel():
            items.append(item)
