"""The life of a node: its writer, timers, post and pump; built, begun, drained, stopped. Rooms above hang on here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from lingqu.approvals.events import ApprovalEvent
from lingqu.engine.clocks import BUILT_IN, Clocks
from lingqu.engine.events import Event
from lingqu.kernel.errors import Busy
from lingqu.outbound.mask import Mask
from lingqu.runtime import holding
from lingqu.runtime import node as nodes
from lingqu.runtime import projectors as _projectors  # noqa: F401 - registers this room's projectors
from lingqu.runtime.aside import Aside
from lingqu.runtime.batch_runner import BatchRunner
from lingqu.runtime.bell import Bell
from lingqu.runtime.blobs import AnyEvent
from lingqu.runtime.blocks import Numbers
from lingqu.runtime.cache import Cache
from lingqu.runtime.clockwatch import ClockWatch
from lingqu.runtime.correlation import Correlator
from lingqu.runtime.decisions import Decisions
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.due import TimerRow
from lingqu.runtime.figures import Figures
from lingqu.runtime.finishing import Finishing
from lingqu.runtime.ground import Ground
from lingqu.runtime.handing import Hatch, Holds
from lingqu.runtime.health import Readiness
from lingqu.runtime.neighbours import Neighbours
from lingqu.runtime.post import Post
from lingqu.runtime.projection import OWN, Projection, Projector
from lingqu.runtime.pump import Pump
from lingqu.runtime.retention import Keeping, Retention
from lingqu.runtime.timers import Timers
from lingqu.runtime.traces import Collector, Tracing
from lingqu.runtime.work import CaseDone, RowWork, Work
from lingqu.runtime.workers import Handler
from lingqu.runtime.writer import Writer, clock
from lingqu.store import Database
from lingqu.worktime import Calendar

E = TypeVar("E", Event, ApprovalEvent)

#: Seconds between two sweeps for what a crash has left.
SWEEP = 10.0


class Life:
    """Built, begun, drained, stopped. Hooks, projectors and handlers are registered before `begin`."""

    def __init__(
        self,
        db: Database,
        *,
        clock: Callable[[], int] | None = None,
        zone: str = "UTC",
        calendars: Mapping[str, Calendar] | None = None,
        cache_pages: int | None = None,
        most: int | None = None,
        keeping: Keeping | None = None,
        collector: Collector | None = None,
        mask: Mask | None = None,
        unique_business_ids: bool = False,
    ) -> None:
        """`clock` (ms since the epoch): a virtual one; only the real one is compared with the database's.

        `calendars`: working calendars by name, beside those that are built in. `keeping`: how long what has ended is
        kept, and where it is archived. `collector`: where traces go; `mask` learns its secrets.
        """
        self.db = db
        self.now = clock or _real_clock
        self.zone = zone
        self.clocks = Clocks(zone, {**BUILT_IN, **(calendars or {})})
        self._watch = ClockWatch(self.now, real=clock is None)
        self._problems: dict[str, str] = {}
        self.figures = Figures()
        self.numbers = Numbers()
        self.definitions = Definitions(db)
        self.decisions = Decisions(db)
        self._projectors: dict[type[AnyEvent], list[Projector]] = {kind: list(own) for kind, own in OWN.items()}
        self._cache = Cache() if cache_pages is None else Cache(cache_pages)
        self._most = most
        self.unique_business_ids = unique_business_ids
        self._pump = Pump()
        self.neighbours = Neighbours(db)
        self.finishing = Finishing(db)
        self.hatch = Hatch(self.figures.activated, lambda jobs, types: self._pump.soon(partial(self._end, jobs, types)))
        self.bell = Bell(self.neighbours, self.hatch.handed)
        self._handlers: list[Handler] = []
        #: {tenant: names of messages that rooms above publish}, for what deployment says.
        self.publishers: Callable[[str], Iterable[str]] = lambda _: ()
        self._hooks: list[Callable[[Sequence[CaseDone]], None]] = []
        self._correlator = Correlator(db, self.definitions, self._pump, self.now)
        self._timers = Timers(
            db, self.definitions, self.now, self.clocks, lambda: self.aside.keys, self._clock_believed
        )
        self.aside = Aside(db, lambda work: self.writer.submit(work))  # noqa: PLW0108 - the writer comes later
        self._post = Post(db, self._pump, self.aside)
        self._batches = BatchRunner(db, lambda work: self.writer.submit(work), self.now)  # noqa: PLW0108 - as above
        self.retention = Retention(
            db,
            lambda work: self.writer.submit(work),  # noqa: PLW0108 - as above
            self.now,
            self.figures,
            leave=self.numbers.leave,
            believed=self._clock_believed,
        )
        self.retention.keeping = keeping or Keeping()
        self.tracing: Tracing | None = None
        if collector is not None and collector.endpoint:
            self.tracing = Tracing(
                db,
                lambda work: self.writer.submit(work),  # noqa: PLW0108 - as above
                self.figures,
                collector,
                mask or Mask(),
            )
        self._writer: Writer | None = None
        self._ground: Ground | None = None
        self.node = 0

    # ---- life ----

    @property
    def writer(self) -> Writer:
        """The node's writer. Raises Busy before the start."""
        if self._writer is None:
            raise Busy("runtime.stopping", retry_after=2)
        return self._writer

    @property
    def ground(self) -> Ground:
        """What the writer stands on. Raises Busy before the start."""
        if self._ground is None:
            raise Busy("runtime.stopping", retry_after=2)
        return self._ground

    def begin(self) -> None:
        """Register the node and go to work. Raises Conflict if another process writes this SQLite file."""
        first = self.db.writing()
        try:
            self.node = nodes.register(first, self.now())
            self._watch.compare(first.clock)
        finally:
            first.close()
        self._ground = ground = Ground(
            node=self.node,
            definitions=self.definitions,
            decisions=self.decisions,
            cache=self._cache,
            projectors=self._projectors,
            new_key=self.numbers.new_key,
            clocks=self.clocks,
            hatch=self.hatch,
        )
        options = {} if self._most is None else {"most": self._most}
        self._writer = Writer(self.db.writing, ground, self.numbers, self.now, **options)
        self._correlator.writer = self._timers.writer = self._post.writer = self._writer
        self._observe(self._writer)
        if self.tracing is not None:
            self.tracing.node = self.node
            self._writer.after_commit(self.tracing.committed)
            self.tracing.start()
        for hook in (
            self.bell.committed,
            self._timers.committed,
            self._correlator.committed,
            self._post.committed,
            self.finishing.committed,
            self.figures.committed,
            lambda done: self.aside.worked(one.instance for one in done),
            *self._hooks,
        ):
            self._writer.after_commit(hook)
        self._writer.after_failure(self.aside.failed)
        self._writer.start()
        self.definitions.warm()
        self.decisions.warm()
        self._pump.every(nodes.RENEW, self._renew)
        self._pump.every(SWEEP, self._sweep_messages)
        self._pump.every(SWEEP, self._post.sweep)
        self._pump.every(SWEEP, self.aside.look)
        self._pump.start()
        self._pump.soon(self._sweep_messages)
        self.aside.look()
        self._pump.soon(self._post.sweep)
        self._timers.start()
        self._batches.node = self.node
        self._batches.start()
        self.retention.node = self.node
        self.retention.start()
        self.neighbours.start()
        for handler in self._handlers:
            handler.start()

    def _observe(self, writer: Writer) -> None:
        """Wire the figures to what they are of."""
        writer.observe(self.figures.batch)
        self._timers.fired = self.figures.fired
        self.figures.gauge("lingqu_writer_waiting", "Works in the writer's queue.", lambda: writer.waiting)
        self.figures.gauge(
            "lingqu_instances_set_aside", "Instances set aside after defects.", lambda: len(self.aside.keys)
        )
        self.figures.gauge("lingqu_node_ready", "1 if work may be sent here.", lambda: float(self.ready().ok))

    def drain(self) -> None:
        """Take nothing new: handlers stop, the queue is worked off."""
        for handler in self._handlers:
            handler.stop()
        self.neighbours.stop()
        self._timers.stop()
        self._batches.stop()
        self.retention.stop()
        self._pump.stop()
        if self._writer is not None:
            self._writer.drain()

    def stop(self) -> None:
        """Drain, end and sign off."""
        self.drain()
        if self._writer is not None:
            self._writer.stop(last=lambda c: nodes.sign_off(c, self.node, self.now()))
        if self.tracing is not None:
            self.tracing.stop()

    def ready(self) -> Readiness:
        """Whether work may be sent here."""
        notes = [note for note in (self._watch.note, *self._problems.values()) if note]
        if self._writer is None:
            notes.append("not started")
        elif trouble := self._writer.trouble:
            notes.append(trouble)
        alarms = [self.aside.note] if self.aside.note else []
        return Readiness(ok=not notes, notes=(*notes, *alarms))

    def _end(self, jobs: Holds, types: Sequence[str]) -> None:
        """Leases that nobody wants any more."""
        self.writer.call(RowWork(run=holding.give_back(jobs), apart=True))
        self.bell.ring(types)

    def _sweep_messages(self) -> None:
        """By a clock that runs ahead, messages would go that are still wanted."""
        if self._clock_believed():
            self._correlator.sweep()

    def _renew(self) -> None:
        self.writer.submit(nodes.renewal(self.node, forgets=not self._watch.note and not self._watch.jumped))
        with self.db.reading() as c:
            self._watch.compare(c.clock)

    def _clock_believed(self) -> bool:
        """Whether timers may fire by this node's clock; one that was set is compared first."""
        if self._watch.jumped:
            with self.db.reading() as c:
                self._watch.compare(c.clock)
        return not self._watch.note

    def new_instance(self) -> int:
        """The key of an instance that is about to start."""
        key = self.numbers.new_key(waits=5)
        if self.tracing is not None:
            self.tracing.expect(key)
        return key

    # ---- seams for the rooms above ----

    def project(self, event_type: type[E], projector: Callable[[E, Projection], None]) -> None:
        """Turn an event into rows, in its transaction. The projector is pure; `lingqu audit` runs it again."""
        self._projectors.setdefault(event_type, []).append(projector)

    def after_commit(self, hook: Callable[[Sequence[CaseDone]], None]) -> None:
        """Told of what a commit has done; never blocks, never raises."""
        self._hooks.append(hook)

    def timer_plane(self, plane: int, fire: Callable[[TimerRow], Work]) -> None:
        """Due timers of another plane: the work that fires one, and that takes its row away."""
        self._timers.plane(plane, fire)

    def fire_due_timers(self) -> None:
        """Fire what is due now, in the caller's thread: for a virtual clock that has just been put forward."""
        self._timers.fire_due()

    def wake_timers(self, due: int = 0) -> None:
        """A timer row of another plane was written: look at `due` (ms) at the latest."""
        self._timers.wake(due)


def _real_clock() -> int:
    return clock()
