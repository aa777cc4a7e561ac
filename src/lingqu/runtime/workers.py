"""Waiting for jobs: callers over HTTP by long poll, handlers of this process by threads. Both are woken by commits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import msgspec
import structlog

from lingqu.kernel.errors import Busy
from lingqu.runtime.bell import Bell
from lingqu.runtime.handing import FIRST_LEASE, Hatch, Terms, Wish
from lingqu.runtime.jobs import ActivatedJob
from lingqu.store import DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

#: Seconds after which a waiting worker looks again by itself: jobs of other nodes, leases and backoffs that end.
LOOK_AGAIN = 1.0


class Doors(msgspec.Struct, frozen=True, kw_only=True):
    """How a waiter comes by jobs: it is told of them and leases some (`activate`, on a loop `activated`), or they
    are handed over and `read`.
    """

    terms: Terms
    bell: Bell
    hatch: Hatch
    read: Callable[[Wish], list[ActivatedJob]]
    activate: Callable[[int], list[ActivatedJob]]
    activated: Callable[[int], asyncio.Future[list[ActivatedJob]]]

    def take(self, wish: Wish) -> list[ActivatedJob]:
        """What was handed over, none if nothing was. What cannot be read is given back."""
        try:
            return self.read(wish) if wish.jobs else []
        except BaseException:
            self.leave(wish)
            raise

    def leave(self, wish: Wish) -> None:
        """Somebody else may have what was handed over."""
        if wish.jobs:
            self.hatch.give_back(dict.fromkeys(wish.jobs, FIRST_LEASE), self.terms.types)


async def wait_for_jobs(
    doors: Doors, limit: int, wait_ms: int, gone: asyncio.Future[None] | None = None
) -> list[ActivatedJob]:
    """Jobs as soon as there are any, or none after `wait_ms`, or when `gone` says that nobody waits any more."""
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()

    def ring() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(rung.set)

    until = loop.time() + wait_ms / 1000
    number = doors.bell.add(doors.terms.types, ring)
    if gone is not None:
        gone.add_done_callback(lambda _: rung.set())
    try:
        while True:
            rung.clear()
            if gone is not None and gone.done():
                return []
            jobs = await doors.activated(limit)
            left = until - loop.time()
            if jobs or left <= 0:
                return jobs
            jobs = await _handed_over(doors, Wish(doors.terms, limit, ring), rung, min(left, LOOK_AGAIN))
            if jobs:
                return jobs
    finally:
        doors.bell.remove(number)


async def _handed_over(doors: Doors, wish: Wish, rung: asyncio.Event, seconds: float) -> list[ActivatedJob]:
    """What a commit hands over until somebody rings, or for so long."""
    number = doors.hatch.add(wish)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), seconds)
    except asyncio.CancelledError:
        doors.hatch.withdraw(number)
        doors.leave(wish)
        raise
    doors.hatch.withdraw(number)
    return await asyncio.to_thread(doors.take, wish) if wish.jobs else []


class Handler:
    """One job type done in this process: a thread that activates, a few that work. The handler answers itself."""

    def __init__(
        self,
        job_type: str,
        handle: Callable[[ActivatedJob], None],
        doors: Callable[[], Doors],
        threads: int,
    ) -> None:
        self.job_type = job_type
        self._open = doors
        self._handle = handle
        self._threads = threads
        self._free = threading.Semaphore(threads)
        self._rung = threading.Event()
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"lingqu-{job_type}")
        self._thread = threading.Thread(target=self._run, name=f"lingqu-jobs-{job_type}", daemon=True)

    def start(self) -> None:
        self._doors = self._open()  # the node has its number now
        self._number = self._doors.bell.add([self.job_type], self._rung.set)
        self._thread.start()

    def stop(self) -> None:
        """Take no more jobs; wait for those at work."""
        self._stopped.set()
        self._rung.set()
        if self._thread.is_alive():
            self._doors.bell.remove(self._number)
            self._thread.join(10)
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._rung.clear()
            room = self._room()
            if not room:
                continue
            jobs: list[ActivatedJob] = []
            try:
                jobs = self._doors.activate(room) or self._handed_over(room)
            except (Busy, Lost, DatabaseFailed) as passing:
                _log.warning("jobs put off", type=self.job_type, error=str(passing))
                self._stopped.wait(LOOK_AGAIN)
            except Exception:  # noqa: BLE001 - the thread must live; it is told and tried again
                _log.exception("jobs cannot be activated", type=self.job_type)
                self._stopped.wait(LOOK_AGAIN)
            for _ in range(room - len(jobs)):
                self._free.release()
            for job in jobs:
                self._pool.submit(self._one, job)

    def _handed_over(self, room: int) -> list[ActivatedJob]:
        """What a commit hands over until somebody rings, or for LOOK_AGAIN."""
        wish = Wish(self._doors.terms, room, self._rung.set)
        number = self._doors.hatch.add(wish)
        self._rung.wait(LOOK_AGAIN)
        self._doors.hatch.withdraw(number)
        return self._doors.take(wish)

    def _room(self) -> int:
        """How many threads are free; waits a little for the first."""
        if not self._free.acquire(timeout=0.5):
            return 0
        room = 1
        while room < self._threads and self._free.acquire(blocking=False):
            room += 1
        return room

    def _one(self, job: ActivatedJob) -> None:
        began = time.monotonic()
        try:
            self._handle(job)
        except Exception:  # noqa: BLE001 - a handler's own fault
            # the lease runs out and somebody tries again
            _log.exception("job handler failed", type=job.type, job=job.key, seconds=time.monotonic() - began)
        finally:
            self._free.release()
