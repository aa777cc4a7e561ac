"""The bell: rung by commits that may have brought jobs, here or on another node."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence

from lingqu.engine.events import (
    IncidentResolved,
    JobCancelled,
    JobCompleted,
    JobCreated,
    JobErrorThrown,
    JobFailed,
    JobRetriesSet,
)
from lingqu.kernel.keys import local_key
from lingqu.runtime.blobs import AnyEvent
from lingqu.runtime.neighbours import Neighbours
from lingqu.runtime.work import CaseDone

#: Any type: an event that does not name its job's type.
ANY = ""
#: After these a job may be had again, of whatever type.
_BACK: frozenset[type[AnyEvent]] = frozenset({JobFailed, JobRetriesSet, IncidentResolved})
_TOPIC = "jobs"


class Bell:
    """Rings when a commit, here or on another node, may have brought jobs. Waiters are callbacks by job type.

    Who has jobs out may be rung as well when one of them is over, by a commit of this node.
    """

    def __init__(self, neighbours: Neighbours, handed: Callable[[], set[int]]) -> None:
        """`handed`: the new jobs of the last commit that somebody has already."""
        self._neighbours = neighbours
        self._handed = handed
        neighbours.hear(_TOPIC, self._ring)
        self._lock = threading.Lock()
        self._waiters: dict[int, tuple[frozenset[str], Callable[[], None]]] = {}
        self._watched: dict[int, Callable[[], None]] = {}
        self._next = 0

    def committed(self, done: Sequence[CaseDone]) -> None:
        handed = self._handed()
        if self._watched:
            self._finished(done)
        if not self._waiters and not self._neighbours.listens:
            return
        types: set[str] = set()
        for one in done:
            if one.kinds & _BACK:
                types.add(ANY)
            if JobCreated in one.kinds:
                types.update(
                    event.type
                    for event in one.events
                    if isinstance(event, JobCreated) and local_key(one.instance, event.n) not in handed
                )
        if types:
            self.ring(types)

    def ring(self, types: Collection[str]) -> None:
        """There may be jobs of these types, for whoever waits here or on another node."""
        self._neighbours.say(_TOPIC, types)
        self._ring(types)

    def watch(self, jobs: Collection[int], ring: Callable[[], None]) -> None:
        """Ring once for each of these jobs when it is over."""
        with self._lock:
            self._watched |= dict.fromkeys(jobs, ring)

    def unwatch(self, jobs: Collection[int]) -> None:
        with self._lock:
            for job in jobs:
                self._watched.pop(job, None)

    def _finished(self, done: Sequence[CaseDone]) -> None:
        over = [
            local_key(one.instance, event.n)
            for one in done
            for event in one.events
            if isinstance(event, JobCompleted | JobFailed | JobErrorThrown | JobCancelled)
        ]
        with self._lock:
            ringing = {ring for job in over if (ring := self._watched.pop(job, None)) is not None}
        for ring in ringing:
            ring()

    def _ring(self, types: Collection[str]) -> None:
        with self._lock:
            ringing = [ring for wanted, ring in self._waiters.values() if ANY in types or not wanted.isdisjoint(types)]
        for ring in ringing:
            ring()

    def add(self, types: Sequence[str], ring: Callable[[], None]) -> int:
        with self._lock:
            self._next += 1
            self._waiters[self._next] = (frozenset(types), ring)
            return self._next

    def remove(self, number: int) -> None:
        with self._lock:
            self._waiters.pop(number, None)
