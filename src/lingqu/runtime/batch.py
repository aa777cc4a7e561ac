"""One batch: many works, one transaction. The order of ARCHITECTURE 5, statement by statement.

    batch number · guards · row works (each under a savepoint) · lock instances (SKIP LOCKED, in key order) ·
    load what is not cached (another statement) · step each in memory · letters to instances that are free ·
    all rows by a constant number of statements · answers of the guards · commit (by the writer)

A command that is rejected, or whose code fails, fails alone. Only errors of the database end the batch as a whole.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from functools import partial

import structlog

from lingqu.engine.commands import StartInstance
from lingqu.kernel.errors import NotFound, Rejected
from lingqu.runtime import due, leases
from lingqu.runtime.case import new_case
from lingqu.runtime.claims import Claims, Outcome
from lingqu.runtime.definitions import latest
from lingqu.runtime.delivery import deliver
from lingqu.runtime.ground import Ground, Live, Step
from lingqu.runtime.handing import Hatch
from lingqu.runtime.keyed import release_keys
from lingqu.runtime.questions import Lacks
from lingqu.runtime.row_works import RowWorks
from lingqu.runtime.sitting import Sitting
from lingqu.runtime.waiting import Item
from lingqu.runtime.work import CaseDone, CaseWork, Deliver, FireDue, Held, RowWork
from lingqu.store import Connection, DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

_OF_CASES = (CaseWork, Deliver)


class Batch:
    """The work of one transaction. Made anew for every attempt."""

    def __init__(self, ground: Ground, c: Connection, *, number: int, now: int, fmt: int) -> None:
        self._ground = ground
        self._c = c
        self._sitting = Sitting(ground, c, number=number, now=now, fmt=fmt)
        self._expecting: set[int] = set()  # instances for which letters may lie
        self._unborn: set[int] = set()  # the same, but they are not there (yet): a letter may start them
        self.outcome = Outcome()
        self._claims = Claims(c, now, self.outcome)

    @property
    def done(self) -> list[CaseDone]:
        """The decisions of this batch, in order."""
        return self._sitting.done

    def run(self, items: Sequence[Item], *, wait: bool = False) -> None:
        """Do everything up to the commit. Raises DatabaseFailed, Transient, Lost: then nothing counts.

        Taken of the table `batch`, here or at the COMMIT: one that was thought lost has arrived.
        """
        sitting = self._sitting
        row = (self._ground.node, sitting.number, sitting.now)
        self._c.insert("batch", ("node", "number", "at"), [row])
        sitting.wait = wait
        ours = self._claims.ours(items)
        self._row_works([(item, item.work) for item in ours if isinstance(item.work, RowWork)])
        self._case_works([item for item in ours if not isinstance(item.work, RowWork)])
        deliver(sitting, self._expecting, self._unborn)
        sitting.pages()
        self._hand_over(self._ground.hatch)
        sitting.rows.write(self._c)
        if sitting.ended:
            release_keys(self._c, sitting.ended)
        self._claims.settle()

    def _hand_over(self, hatch: Hatch | None) -> None:
        leased = hatch.lease(self._sitting.rows.inserted("job"), self._sitting.now) if hatch is not None else {}
        if hatch is not None and leased:
            self.outcome.hooks.append(partial(hatch.grant, leased))

    def committed(self) -> None:
        """After the commit: what was written is what the cache knows."""
        for live in self._sitting.live.values():
            if live.case.version:
                self._ground.cache.put(live.case)
        if self._sitting.listeners is not self._ground.heard.known:
            self._ground.heard.keep(self._sitting.listeners)

    def _row_works(self, works: list[tuple[Item, RowWork]]) -> None:
        """In the order in which they came, those that take a name in the order of these."""
        if not works:
            return
        self._c.flush()  # what the batch itself raises is nobody else's
        row_works = RowWorks(self._sitting, self._claims)
        for item, work in sorted(works, key=lambda one: one[1].takes):
            row_works.run(item, work)

    # ---- case works ----

    def _case_works(self, items: Sequence[Item]) -> None:
        """Hold all instances by one statement, then decide for each what is asked of it, in order."""
        if not items:
            return
        sitting = self._sitting
        held = self._hold(items)
        fired = [(item, due.take(sitting, item.work)) for item in items if isinstance(item.work, FireDue)]
        queues: dict[int, deque[tuple[Item, Step]]] = defaultdict(deque)
        absent: list[tuple[Item, int]] = []
        for item in (*items, *(one for _, timers in fired for _, one in timers)):
            work = item.work
            if not isinstance(work, _OF_CASES):
                continue
            key = work.instance
            there = key in sitting.live
            if isinstance(work, CaseWork) and (there or isinstance(work.command, StartInstance)):
                self._queue(item, work, held, queues[key])
            elif there:
                self._expecting.add(key)
                self.outcome.results.append((item, None))
            else:
                absent.append((item, key))
        self._settle_absent(absent)
        self._decide({key: queue for key, queue in queues.items() if queue})
        for item, timers in fired:
            due.forget_orphans(sitting, timers, self.outcome.failures)
            self.outcome.results.append((item, [timer for timer, _ in timers]))

    def _hold(self, items: Sequence[Item]) -> Mapping[int, int]:
        """Hold the instances of these works, look up the newest definitions; the leases that they name."""
        sitting = self._sitting
        keys: set[int] = set()
        leased: list[CaseWork] = []
        pairs: set[tuple[str, str]] = set()
        for item in items:
            work = item.work
            if isinstance(work, CaseWork):
                if work.lease is not None:
                    leased.append(work)
                if work.latest is not None:
                    pairs.add(work.latest)
                if not isinstance(work.command, StartInstance):
                    keys.add(work.instance)
            elif isinstance(work, Deliver):
                keys.add(work.instance)
        sitting.hold(sorted(keys - sitting.live.keys()))
        if pairs:
            sitting.latest |= latest(self._c, pairs)
        return leases.held(self._c, leased) if leased else {}

    def _queue(self, item: Item, work: CaseWork, held: Mapping[int, int], queue: deque[tuple[Item, Step]]) -> None:
        try:
            if work.lease is not None:
                leases.check(self._c, work, held)
            command = self._sitting.newest(work)
        except Held:
            self._claims.go_round(item)
        except Rejected as refusal:
            self._claims.fail(item, refusal)
        else:
            if work.instance not in self._sitting.live:
                self._sitting.live[work.instance] = Live(new_case(work.instance), 0)
            queue.append((item, Step(work.instance, (*work.before, command), batch=work.batch)))

    def _settle_absent(self, absent: Sequence[tuple[Item, int]]) -> None:
        """Instances that could not be had: either there are none, or somebody holds them."""
        if not absent:
            return
        keys = sorted({key for _, key in absent})
        there = {row[0] for row in self._c.rows("SELECT key FROM instance WHERE key IN ??", [keys])}
        for item, key in absent:
            if key in there:
                self._claims.go_round(item)
            elif isinstance(item.work, Deliver):
                self._unborn.add(key)
                self.outcome.results.append((item, None))
            else:
                self._claims.fail(item, NotFound("runtime.no_such_instance", key=str(key)))

    def _decide(self, queues: dict[int, deque[tuple[Item, Step]]]) -> None:
        """Step each instance's commands in order; what many lack is fetched together."""
        sitting = self._sitting
        while queues:
            lacking: list[tuple[Step, Live, Lacks]] = []
            for key in list(queues):
                queue = queues[key]
                while queue:
                    item, step = queue[0]
                    lacks = self._one(item, step)
                    if lacks is not None:
                        lacking.append((step, sitting.live[key], lacks))
                        break
                    queue.popleft()
                if not queue:
                    del queues[key]
            asked: list[tuple[Step, Live, Lacks]] = []
            for step, live, lacks in lacking:
                try:
                    sitting.compile(lacks)
                except Rejected as error:  # a definition that is gone
                    item, _ = queues[step.instance].popleft()
                    self._claims.fail(item, error)
                    if not queues[step.instance]:
                        del queues[step.instance]
                else:
                    asked.append((step, live, lacks))
            if asked:
                for key, case in sitting.fetch(asked).items():
                    sitting.live[key].case = case

    def _one(self, item: Item, step: Step) -> Lacks | None:
        """One command: done (None), failed alone (None), or what it lacks."""
        try:
            made = self._sitting.attempt(step, self._sitting.live[step.instance])
            if isinstance(made, Lacks):
                return made
            work = item.work
            asked = work.answer if isinstance(work, CaseWork) else None
            value = asked(made[1]) if asked is not None else made[1]
            if work.guard is not None:
                self._claims.keep(work.guard, value if asked is not None else None)
        except (DatabaseFailed, Lost):
            raise
        except Exception as error:  # noqa: BLE001 - a fault of the caller or of ours: it fails alone
            self._claims.fail(item, error)
            return None
        self._sitting.accept(*made)
        self.outcome.results.append((item, value))
        return None
