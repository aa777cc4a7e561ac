"""The attendant: follows what is committed and does what people's work needs next, in its own thread.

Rounds get their people, assigned tasks go to who stands in, copies are sent, ladders are set, people are told. Every
duty may be done twice without harm, and a sweep finds what a stop between commit and duty has left.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import structlog

from lingqu.approvals import events as a
from lingqu.engine import events as e
from lingqu.engine.state import ElementInstance
from lingqu.kernel.errors import Busy
from lingqu.kernel.keys import local_key
from lingqu.notices.live import Live
from lingqu.notices.telling import Voice
from lingqu.runtime import CaseDone, Runtime
from lingqu.work.copies import Copies
from lingqu.work.delegating import Delegating
from lingqu.work.drawings import Drawings
from lingqu.work.seats import Seating
from lingqu.work.telling import TOLD, Teller
from lingqu.work.urging import Urging

SWEEP_SECONDS = 30.0
_LOOKS_BACK = 10 * 60 * 1000  # ms of new tasks that a later sweep looks at; the first one looks at all
_PAUSE = 0.2  # seconds until a stop is noticed
_MOST = 100_000  # duties that wait; beyond it the sweep finds them again
#: Events that bring duties, and those of them that bring some in processes in which nothing is copied.
_SELDOM = frozenset({a.RoundOpened, a.SeatCalled, a.SeatsAskedAgain, e.TaskCreated, e.InstanceResumed})
_ATTENDED = _SELDOM | {e.ElementActivated, e.ElementCompleted}
_log = structlog.get_logger("lingqu.work")

Duty = Callable[[], None]


class Attendant:
    """One thread a node. `attend_all` does in the caller's thread what waits; tests and tools use it."""

    def __init__(
        self, runtime: Runtime, drawings: Drawings, *, zone: str, live: Live | None = None, voice: Voice | None = None
    ) -> None:
        self._runtime = runtime
        self._drawings = drawings
        self.seating = Seating(runtime, drawings, zone)
        self.delegating = Delegating(runtime, zone)
        self.copies = Copies(runtime, drawings, zone)
        self.urging = Urging(runtime, drawings, zone)
        self._duties: queue.Queue[Duty] = queue.Queue(_MOST)
        self._copyless: set[int] = set()  # definitions in which nothing is copied: nearly all
        self._ladderless: set[tuple[int, int]] = set()  # (definition, element) without a ladder
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.teller = Teller(runtime, drawings, live, voice or Voice(live))
        runtime.after_commit(self._committed)

    def start(self) -> None:
        self.sweep()
        for instance, n, at in self.copies.left():
            self._put(partial(self.copies.attend, instance, n, at))
        self._thread = threading.Thread(target=self._run, name="lingqu-attendant", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    @property
    def idle(self) -> bool:
        """Nothing waits to be done."""
        return self._duties.empty()

    def attend_all(self) -> None:
        """Do every duty that waits, those that come up meanwhile too."""
        while True:
            try:
                duty = self._duties.get_nowait()
            except queue.Empty:
                return
            self._do(duty)

    def sweep(self, *, since: int = 0) -> None:
        """Look for what nobody has done: rounds without people, delegations, ladders of tasks created since then."""
        for find, attend in (
            (self.seating.unseated, self.seating.attend),
            (self.delegating.waiting, self.delegating.attend),
            (partial(self.urging.bare, since), self.urging.attend),
        ):
            for key in find():
                self._put(partial(attend, key))

    # ---- after each commit, in the writer's thread: never blocks, never raises

    def _committed(self, done: Sequence[CaseDone]) -> None:
        for case in done:
            copyless = case.case.engine.head.definition in self._copyless
            if case.kinds.isdisjoint(_SELDOM if copyless else _ATTENDED):
                continue
            for event in case.events:
                for duty in self._duties_of(case, event):
                    self._put(duty)
        told = [case for case in done if not case.kinds.isdisjoint(TOLD)]
        if told:
            self._put(partial(self.teller.attend, told))

    def _duties_of(self, case: CaseDone, event: object) -> list[Duty]:
        match event:
            case a.RoundOpened() | a.SeatCalled() | a.SeatsAskedAgain():
                key = local_key(case.instance, event.task)
                return [partial(self.seating.attend, key)]
            case e.TaskCreated():
                key = local_key(case.instance, event.n)
                duties = self._ladder(case, event.owner, key)
                return [*duties, partial(self.delegating.attend, key)] if event.assignee else duties
            case e.InstanceResumed() if not case.case.engine.head.paused:
                return [partial(self.seating.attend_instance, case.instance)]
            case e.ElementActivated():
                return self._copy(case, event.n, "start")
            case e.ElementCompleted():
                return self._copy(case, event.n, "end")
        return []

    def _ladder(self, case: CaseDone, owner: int, key: int) -> list[Duty]:
        visit = case.case.record(owner)
        place = (case.case.engine.head.definition, visit.element if isinstance(visit, ElementInstance) else -1)
        if place in self._ladderless:
            return []

        def duty() -> None:
            if self._drawings.process(place[0]).urge(place[1]) is not None or place[1] < 0:
                self.urging.attend(key)
            else:
                self._ladderless.add(place)

        return [duty]

    def _copy(self, case: CaseDone, n: int, at: str) -> list[Duty]:
        definition, instance = case.case.engine.head.definition, case.instance

        if definition in self._copyless:
            return []

        def duty() -> None:
            if self._drawings.process(definition).copies:
                self.copies.attend(instance, n, at)
            else:
                self._copyless.add(definition)

        return [duty]

    def _put(self, duty: Duty) -> None:
        try:
            self._duties.put_nowait(duty)
        except queue.Full:
            _log.warning("too many duties wait; the sweep finds seats, delegations and ladders again")

    # ---- in the attendant's own thread

    def _run(self) -> None:
        swept = time.monotonic()
        while not self._stop.is_set():
            with suppress(queue.Empty):
                self._do(self._duties.get(timeout=_PAUSE))
            if time.monotonic() - swept > SWEEP_SECONDS:
                self._do(partial(self.sweep, since=self._runtime.now() - _LOOKS_BACK))
                swept = time.monotonic()

    def _do(self, duty: Duty) -> None:
        try:
            duty()
        except Busy:  # too much waits to be written: a little later
            self._stop.wait(_PAUSE)
            self._put(duty)
        except Exception:  # noqa: BLE001 - one duty that fails must not end the others; the sweep tries it again
            _log.exception("a duty after a commit failed")
