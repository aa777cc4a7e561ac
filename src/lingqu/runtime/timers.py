"""Timers: fired in the order in which they are due. The thread sleeps until the next due time; it never polls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import Any

import msgspec
import structlog

from lingqu.engine.clocks import Clocks
from lingqu.engine.commands import FireTimer
from lingqu.engine.events import InstanceResumed, TimerScheduled
from lingqu.engine.timers import start_due_again
from lingqu.kernel.errors import Busy, Rejected
from lingqu.kernel.keys import counter_of
from lingqu.runtime.case import ENGINE
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.starting import START_TIMER, start_work
from lingqu.runtime.work import CaseDone, CaseWork, RowWork, Tx, Work
from lingqu.runtime.writer import Writer
from lingqu.store import Database, DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

#: Timers taken up at once: those that come due in a storm wait for each other, not for everything else.
BATCH = 256
#: Seconds after which the thread looks in any case: another node may have set a timer and died.
LONGEST_SLEEP = 30.0
_AGAIN = 1.0


class TimerRow(msgspec.Struct, frozen=True):
    """A timer that is due. `plane` says whose it is."""

    key: int
    plane: int
    tenant: str
    instance: int
    definition: int
    element: int
    owner: int
    due: int
    remaining: int


class Timers:
    """The thread that fires timers."""

    def __init__(  # noqa: PLR0917 - its parts are of different kinds
        self,
        database: Database,
        definitions: Definitions,
        now: Callable[[], int],
        clocks: Clocks,
        new_key: Callable[[], int],
        aside: Callable[[], Collection[int]] = frozenset,
    ) -> None:
        """`aside`: instances whose timers wait."""
        self._database = database
        self._definitions = definitions
        self._now = now
        self._clocks = clocks
        self._new_key = new_key
        self._aside = aside
        self._fire: dict[int, Callable[[TimerRow], Work]] = {ENGINE: _engine, START_TIMER: self._start}
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
        dues = [event.due for one in done for event in one.events if isinstance(event, TimerScheduled)]
        if dues:
            self.wake(min(dues))
        if any(isinstance(event, InstanceResumed) for one in done for event in one.events):
            self.wake()

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
                following = self._now() + int(_AGAIN * 1000)
            except Exception:  # noqa: BLE001 - the thread must live; it is told and tried again
                _log.exception("timers failed")
                following = self._now() + int(_AGAIN * 1000)
            with self._bell:
                self._next = min(self._next, following)

    def fire_due(self) -> int:
        """Fire what is due, in order, up to a batch; when to look next (ms)."""
        now, aside = self._now(), list(self._aside())
        with self._database.reading() as c:
            rows = c.rows(
                "SELECT key, plane, tenant, instance, definition, element, owner, due, remaining FROM timer"  # noqa: S608
                f" WHERE due <= ? {'AND instance NOT IN ??' if aside else ''} ORDER BY due, key LIMIT ?",
                [now, *([aside] if aside else []), BATCH + len(self._flying)],
            )
            following = c.row("SELECT min(due) FROM timer WHERE due > ?", [now])
        due = [TimerRow(*row) for row in rows]
        fresh = [timer for timer in due if timer.key not in self._flying][:BATCH]
        for timer in fresh:
            self._send(timer)
        if len(rows) >= BATCH:
            return now + 50  # more are due: let others in between
        return int(following[0]) if following and following[0] is not None else now + int(LONGEST_SLEEP * 1000)

    def _send(self, timer: TimerRow) -> None:
        fire = self._fire.get(timer.plane)
        if fire is None or self.writer is None:
            _log.error("nobody fires timers of this plane", plane=timer.plane, timer=timer.key)
            return
        self._flying.add(timer.key)
        try:
            future = self.writer.submit(fire(timer))
        except BaseException:
            self._flying.discard(timer.key)
            raise
        future.add_done_callback(lambda done: self._landed(timer, done))

    def _landed(self, timer: TimerRow, done: Future[Any]) -> None:
        self._flying.discard(timer.key)
        error = None if done.cancelled() else done.exception()
        if error is None:
            if self.fired is not None:
                self.fired(self._now() - timer.due)
            return
        if isinstance(error, Rejected) and not isinstance(error, Busy):
            # another node was faster, or the instance does not run: a row that nothing would ever take away goes
            _log.info("timer refused", timer=timer.key, code=error.code)
            self._forget(timer)
        else:
            _log.error("timer failed", timer=timer.key, error=str(error))
            self.wake(self._now() + int(_AGAIN * 1000))

    def _forget(self, timer: TimerRow) -> None:
        if self.writer is None or timer.plane != ENGINE:
            return

        def run(tx: Tx) -> None:
            # only if the instance is over: a suspended one keeps its timers
            tx.c.run(
                "DELETE FROM timer WHERE key = ? AND EXISTS"
                " (SELECT 1 FROM instance i WHERE i.key = timer.instance AND i.status IN (1, 2))",
                [timer.key],
            )

        try:
            self.writer.submit(RowWork(run=run))
        except Busy:
            _log.info("timer kept for now", timer=timer.key)

    def _start(self, timer: TimerRow) -> Work:
        """A start timer: start an instance and set the next due time in one transaction."""
        definition = self._definitions.get(timer.definition)
        node = definition.program.node(timer.element)

        def run(tx: Tx) -> int | None:
            if timer.remaining:
                due = start_due_again(node.trigger, timer.due, self._clocks)
                while due <= tx.now:  # those missed while nobody ran are one start, not a storm
                    due = start_due_again(node.trigger, due, self._clocks)
                left = timer.remaining - 1 if timer.remaining > 0 else timer.remaining
                moved = tx.c.run(
                    "UPDATE timer SET due = ?, remaining = ? WHERE key = ? AND due = ?",
                    [due, left, timer.key, timer.due],
                )
            else:
                due = 0
                moved = tx.c.run("DELETE FROM timer WHERE key = ? AND due = ?", [timer.key, timer.due])
            if not moved:
                return None  # another node was faster
            if due:
                tx.after(lambda: self.wake(due))
            instance = tx.new_key()
            tx.also(start_work(instance, definition, variables={}, element=timer.element))
            return instance

        return RowWork(run=run)


def _engine(timer: TimerRow) -> Work:
    return CaseWork(instance=timer.instance, command=FireTimer(at=0, timer=counter_of(timer.key)))
