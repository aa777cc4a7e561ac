"""Timers: fired in the order in which they are due. The thread sleeps until the next due time; it never polls.

    asleep until the next due time → a portion of the due ones fires in the writer's next transaction (due.py) → the
    next portion → … → none is due → asleep

One portion is on its way at a time: however many timers are due, everybody else has the larger part of each
transaction. A node whose clock cannot be believed fires nothing; the others do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import Any

import structlog

from lingqu.engine.clocks import Clocks
from lingqu.engine.events import InstanceResumed, TimerScheduled
from lingqu.kernel.errors import Busy, Rejected
from lingqu.runtime.case import ENGINE
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.due import Due, TimerRow, fires
from lingqu.runtime.start_timers import start_again
from lingqu.runtime.starting import START_TIMER
from lingqu.runtime.work import CaseDone, FireDue, Work
from lingqu.runtime.writer import Writer
from lingqu.store import Database, DatabaseFailed, Lost, Transient

_log = structlog.get_logger(__name__)

#: Timers that are sent one by one at once.
BATCH = 256
#: Seconds after which the thread looks in any case: another node may have set a timer and died.
LONGEST_SLEEP = 30.0
#: Seconds of firing after which the thread looks anew, at timers of all planes.
TURN = 1.0
_AGAIN = 1.0
_PATIENCE = 60.0  # for one transaction; then something is wrong
_ROWS = "SELECT key, plane, tenant, instance, definition, element, owner, due, remaining FROM timer WHERE "


class Timers:
    """The thread that fires timers."""

    def __init__(  # noqa: PLR0917 - its parts are of different kinds
        self,
        database: Database,
        definitions: Definitions,
        now: Callable[[], int],
        clocks: Clocks,
        aside: Callable[[], Collection[int]] = frozenset,
        believed: Callable[[], bool] = lambda: True,
    ) -> None:
        """`aside`: instances whose timers wait. `believed`: whether the node's clock is right."""
        self._database = database
        self._definitions = definitions
        self._now = now
        self._clocks = clocks
        self._aside = aside
        self._believed = believed
        self._fire: dict[int, Callable[[TimerRow], Work]] = {ENGINE: fires, START_TIMER: self._start}
        self._bell = threading.Condition()
        self._next = 0  # when to look next, ms; 0: now
        self._stopped = False
        self._flying: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="lingqu-timers", daemon=True)
        self.writer: Writer | None = None
        self.fired: Callable[[int], None] | None = None
        """Told how late (ms) a timer was, once it has fired durably."""

    def plane(self, plane: int, fire: Callable[[TimerRow], Work]) -> None:
        """Timers of another plane: the work that fires one."""
        self._fire[plane] = fire

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: a timer may be due sooner than the thread meant to wake."""
        dues: list[int] = []
        for one in done:
            if TimerScheduled in one.kinds:
                dues += [event.due for event in one.events if isinstance(event, TimerScheduled)]
            if InstanceResumed in one.kinds:
                dues.append(0)
        if dues:
            self.wake(min(dues))

    def wake(self, due: int = 0) -> None:
        """Look at `due` (ms) at the latest; 0 for now."""
        with self._bell:
            if due < self._next or not due:
                self._next = due
                self._bell.notify()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._bell:
            self._stopped = True
            self._bell.notify()
        if self._thread.is_alive():
            self._thread.join(10)

    # ---- the thread ----

    def _run(self) -> None:
        while True:
            with self._bell:
                sleep = (self._next - self._now()) / 1000 if self._next else 0
                if sleep > 0 and not self._stopped:
                    # once at most: a clock that was set, or another node's timer, is seen after LONGEST_SLEEP
                    self._bell.wait(min(sleep, LONGEST_SLEEP))
                if self._stopped:
                    return
                self._next = self._now() + int(LONGEST_SLEEP * 1000)
            try:
                following = self.fire_due()
            except (Lost, DatabaseFailed, Busy) as passing:
                _log.warning("timers put off", error=str(passing))
                following = self._soon()
            except Exception:  # noqa: BLE001 - the thread must live; it is told and tried again
                _log.exception("timers failed")
                following = self._soon()
            with self._bell:
                self._next = min(self._next, following)

    def fire_due(self) -> int:
        """Fire what is due, in order; when to look next (ms)."""
        if not self._believed():
            return self._soon()
        self._send_others()
        until = time.monotonic() + TURN
        while self._portion():
            if self._stopped or time.monotonic() >= until:
                return self._now()
        return self._following()

    def _soon(self) -> int:
        return self._now() + int(_AGAIN * 1000)

    def _following(self) -> int:
        """When the next timer is due; a little later if that has passed: another node has it, or it could not fire."""
        rows = self._rows("SELECT due FROM timer WHERE due < ?", 1, 1 << 62)
        if not rows:
            return self._now() + int(LONGEST_SLEEP * 1000)
        due = int(rows[0][0])
        return due if due > self._now() else self._soon()

    def _rows(self, sql: str, most: int, *params: int) -> list[tuple[Any, ...]]:
        """Rows of timers in the order in which they are due, without those of instances that are set aside."""
        aside = list(self._aside())
        with self._database.reading() as c:
            return c.rows(
                f"{sql} {'AND instance NOT IN ??' if aside else ''} ORDER BY due LIMIT {int(most)}",
                [*params, *([aside] if aside else [])],
            )

    # ---- the engine's plane: together ----

    def _portion(self) -> bool:
        """Fire the next ones of the engine's plane; whether there may be more."""
        if self.writer is None:
            return False
        work = FireDue(self.writer.portion, frozenset(self._aside()))
        try:
            taken: list[Due] = self.writer.submit(work).result(_PATIENCE)
        except (Busy, Lost, Transient):
            raise
        except Exception:  # noqa: BLE001 - one of them cannot even be loaded: the others are found one by one
            return self._one_by_one()
        for timer in taken:
            self._landed(timer.key, timer.due, timer.future)
        return len(taken) == work.most

    def _one_by_one(self) -> bool:
        """Fire the next ones each by a work of its own, so that one that breaks the transaction fails alone."""
        rows = self._rows(_ROWS + "due <= ? AND plane = ?", BATCH, self._now(), ENGINE)
        for future in [self._send(TimerRow(*row)) for row in rows]:
            if future is not None:
                future.exception(_PATIENCE)
        return len(rows) == BATCH

    # ---- other planes: each by a work of its own ----

    def _send_others(self) -> None:
        rows = self._rows(_ROWS + "due <= ? AND plane <> ?", BATCH + len(self._flying), self._now(), ENGINE)
        for row in rows:
            timer = TimerRow(*row)
            if timer.key not in self._flying:
                self._send(timer)

    def _send(self, timer: TimerRow) -> Future[Any] | None:
        fire = self._fire.get(timer.plane)
        if fire is None or self.writer is None:
            _log.error("nobody fires timers of this plane", plane=timer.plane, timer=timer.key)
            return None
        self._flying.add(timer.key)
        try:
            future = self.writer.submit(fire(timer))
        except BaseException:
            self._flying.discard(timer.key)
            raise
        future.add_done_callback(lambda done: self._flew(timer, done))
        return future

    def _flew(self, timer: TimerRow, done: Future[Any]) -> None:
        self._flying.discard(timer.key)
        self._landed(timer.key, timer.due, done)

    def _landed(self, key: int, due: int, done: Future[Any]) -> None:
        error = done.exception(_PATIENCE)
        if error is None:
            if self.fired is not None:
                self.fired(self._now() - due)
        elif isinstance(error, Rejected) and not isinstance(error, Busy):
            _log.info("timer refused", timer=key, code=error.code)  # another node was faster, or the instance is over
        else:
            _log.error("timer failed", timer=key, error=str(error))
            self.wake(self._soon())

    def _start(self, timer: TimerRow) -> Work:
        return start_again(timer, self._definitions, self._clocks, self.wake)
