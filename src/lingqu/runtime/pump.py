"""The pump: one thread for what follows a commit and what is done every few seconds. It reads, and submits works."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

import structlog

from lingqu.kernel.errors import Busy
from lingqu.store import DatabaseFailed, Lost

_log = structlog.get_logger(__name__)


class Pump:
    """Small tasks, one after the other. A task that fails is logged; what it should have found, a sweep finds."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._regular: list[tuple[float, Callable[[], None]]] = []
        self._thread = threading.Thread(target=self._run, name="lingqu-pump", daemon=True)

    def soon(self, task: Callable[[], None]) -> None:
        """Do this as soon as the tasks before it are done."""
        self._queue.put(task)

    def every(self, seconds: float, task: Callable[[], None]) -> None:
        """Do this again and again; registered before the start."""
        self._regular.append((seconds, task))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        due = [(time.monotonic() + seconds, seconds, task) for seconds, task in self._regular]
        while True:
            wait = max(0.0, min(when for when, _, _ in due) - time.monotonic()) if due else None
            try:
                task = self._queue.get(timeout=wait)
            except queue.Empty:
                pass
            else:
                if task is None:
                    return
                _do(task)
            now = time.monotonic()
            for place, (when, seconds, regular) in enumerate(due):
                if when <= now:
                    _do(regular)
                    due[place] = (time.monotonic() + seconds, seconds, regular)


def _do(task: Callable[[], None]) -> None:
    try:
        task()
    except (Busy, Lost, DatabaseFailed) as passing:
        _log.warning("pump task put off", error=str(passing))
    except Exception:  # noqa: BLE001 - the thread must live; a sweep does it again
        _log.exception("pump task failed")
