"""One batch: many works, one transaction. The order of ARCHITECTURE 5, statement by statement.

    batch number · guards · row works (each under a savepoint) · lock instances (SKIP LOCKED, in key order) ·
    load what is not cached (another statement) · step each in memory · letters to instances that are free ·
    all rows by a constant number of statements · answers of the guards · commit (by the writer)

A command that is rejected, or whose code fails, fails alone. Only errors of the database end the batch as a whole.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import structlog

from lingqu.engine.commands import StartInstance
from lingqu.kernel.errors import NotFound, Rejected
from lingqu.runtime import blobs, guards, leases
from lingqu.runtime.blobs import AnyCommand
from lingqu.runtime.case import new_case
from lingqu.runtime.definitions import latest
from lingqu.runtime.delivery import deliver
from lingqu.runtime.keyed import release_keys
from lingqu.runtime.questions import Lacks
from lingqu.runtime.sitting import Ground, Live, Made, Sitting, Step
from lingqu.runtime.waiting import Item
from lingqu.runtime.work import AlreadyDone, CaseDone, CaseWork, Deliver, GuardClaim, Held, RowWork, Tx
from lingqu.store import Connection, DatabaseFailed, Lost, Transient

_log = structlog.get_logger(__name__)


class Landed(Exception):  # noqa: N818 - an answer, not an error
    """The batch number is in the database already: the COMMIT that was thought lost has arrived."""


class Batch:
    """The work of one transaction. Made anew for every attempt."""

    def __init__(self, ground: Ground, c: Connection, *, number: int, now: int, fmt: int) -> None:
        self._ground = ground
        self._c = c
        self._sitting = Sitting(ground, c, number=number, now=now, fmt=fmt)
        self._answers: list[tuple[str, str, bytes]] = []
        self._released: list[guards.Name] = []
        self._expecting: set[int] = set()  # instances for which letters may lie
        self._unborn: set[int] = set()  # the same, but they are not there (yet): a letter may start them
        #: What came of it, valid once committed: answers, and works that go round again.
        self.results: list[tuple[Item, Any]] = []
        self.failures: list[tuple[Item, BaseException]] = []
        self.again: list[Item] = []
        self.hooks: list[Callable[[], None]] = []

    @property
    def done(self) -> list[CaseDone]:
        """The decisions of this batch, in order."""
        return self._sitting.done

    def run(self, items: Sequence[Item], *, wait: bool = False) -> None:
        """Do everything up to the commit. Raises Landed, DatabaseFailed, Transient, Lost: then nothing counts."""
        sitting = self._sitting
        row = (self._ground.node, sitting.number, sitting.now)
        if not self._c.insert("batch", ("node", "number", "at"), [row], ignore=True, returning=("number",)):
            raise Landed
        sitting.wait = wait
        ours = self._guard(items)
        for item in ours:
            if isinstance(item.work, RowWork):
                self._row_work(item, item.work)
        self._case_works([item for item in ours if not isinstance(item.work, RowWork)])
        deliver(sitting, self._expecting, self._unborn)
        sitting.pages()
        sitting.rows.write(self._c)
        if sitting.ended:
            release_keys(self._c, sitting.ended)
        guards.settle(self._c, self._answers, self._released)

    def committed(self) -> None:
        """After the commit: what was written is what the cache knows."""
        for live in self._sitting.live.values():
            if live.case.version:
                self._ground.cache.put(live.case)

    # ---- guards and answers ----

    def _guard(self, items: Sequence[Item]) -> list[Item]:
        """Claim what is guarded; those whose guard is somebody else's are answered, twins wait for the next batch."""
        if not any(item.work.guard for item in items):
            return list(items)
        taken: set[guards.Name] = set()
        ours: list[Item] = []
        for item in items:
            guard = item.work.guard
            if guard is not None:
                if (guard.scope, guard.id) in taken:
                    self.again.append(item)
                    continue
                taken.add((guard.scope, guard.id))
            ours.append(item)
        claims = [item.work.guard for item in ours if item.work.guard is not None]
        claimed = guards.claim(self._c, self._sitting.now, claims)
        free: list[Item] = []
        for item in ours:
            guard = item.work.guard
            if guard is None or (guard.scope, guard.id) in claimed.ours:
                free.append(item)
                continue
            answer = claimed.answers[guard.scope, guard.id]
            try:
                self.results.append((item, guard.read(answer) if guard.read else AlreadyDone(answer)))
            except Exception as error:  # noqa: BLE001 - the caller's own code: it fails alone
                self.failures.append((item, error))
        return free

    def _keep_answer(self, guard: GuardClaim, value: Any) -> None:
        self._answers.append((guard.scope, guard.id, blobs.to_json(value)))

    def _release(self, item: Item) -> None:
        guard = item.work.guard
        if guard is not None:
            self._released.append((guard.scope, guard.id))

    def _fail(self, item: Item, error: BaseException) -> None:
        self._release(item)
        if not isinstance(error, Rejected):
            _log.error("work failed", work=type(item.work).__name__, exc_info=error)
        self.failures.append((item, error))

    def _go_round(self, item: Item) -> None:
        self._release(item)
        item.tries += 1
        self.again.append(item)

    # ---- row works ----

    def _row_work(self, item: Item, work: RowWork) -> None:
        tx = Tx(self._c, self._sitting.now, self._ground.new_key)
        made: list[Made] = []
        try:
            with self._c.savepoint():
                value = work.run(tx)
                overlay: dict[int, Live] = {}
                made += [self._also(case_work, overlay) for case_work in tx.cases]
                kept = blobs.to_json(value) if work.guard is not None else b""
        except (Lost, Transient):
            raise
        except Held:
            self._go_round(item)
            return
        except Exception as error:  # noqa: BLE001 - the work's own code, or a constraint: it fails alone
            self._fail(item, error)
            return
        for one in made:
            self._sitting.accept(*one)
        self.hooks += tx.hooks
        if work.guard is not None:
            self._answers.append((work.guard.scope, work.guard.id, kept))
        self.results.append((item, value))

    def _also(self, work: CaseWork, overlay: dict[int, Live]) -> Made:
        """One command inside a row work: decided now, kept aside until the whole row work has succeeded."""
        sitting, key = self._sitting, work.instance
        starts = isinstance(work.command, StartInstance)
        live = overlay.get(key)
        if live is None:
            if key not in sitting.live and not starts:
                sitting.hold([key])
            known = sitting.live.get(key)
            if known is None and not starts:
                self._missing(key)
            live = known.copy() if known is not None else Live(new_case(key), 0)
        if work.latest is not None:
            sitting.latest |= latest(self._c, [work.latest])
        if work.lease is not None:
            leases.check(self._c, work, leases.held(self._c, [work]))
        made = sitting.answer(Step(key, (*work.before, self._newest(work)), batch=work.batch), live)
        overlay[key] = made[0]
        return made

    def _missing(self, key: int) -> None:
        """Raises NotFound if there is no such instance, Held if somebody holds it."""
        if self._c.row("SELECT 1 FROM instance WHERE key = ?", [key]) is None:
            raise NotFound("runtime.no_such_instance", key=str(key))
        raise Held

    # ---- case works ----

    def _case_works(self, items: Sequence[Item]) -> None:
        """Hold all instances by one statement, then decide for each what is asked of it, in order."""
        if not items:
            return
        sitting = self._sitting
        works = [item.work for item in items if isinstance(item.work, CaseWork)]
        keys = {item.work.instance for item in items if isinstance(item.work, CaseWork | Deliver) and not _starts(item)}
        sitting.hold(sorted(keys - sitting.live.keys()))
        held = leases.held(self._c, works)
        pairs = {work.latest for work in works if work.latest is not None}
        if pairs:
            sitting.latest |= latest(self._c, pairs)
        queues: dict[int, deque[tuple[Item, Step]]] = defaultdict(deque)
        absent: list[tuple[Item, int]] = []
        for item in items:
            work = item.work
            if not isinstance(work, CaseWork | Deliver):
                continue
            key = work.instance
            if key not in sitting.live and not _starts(item):
                absent.append((item, key))
            elif isinstance(work, Deliver):
                self._expecting.add(key)
                self.results.append((item, None))
            else:
                self._queue(item, work, held, queues[key])
        self._settle_absent(absent)
        self._decide({key: queue for key, queue in queues.items() if queue})

    def _queue(self, item: Item, work: CaseWork, held: Mapping[int, int], queue: deque[tuple[Item, Step]]) -> None:
        try:
            if work.lease is not None:
                leases.check(self._c, work, held)
            command = self._newest(work)
        except Held:
            self._go_round(item)
        except Rejected as refusal:
            self._fail(item, refusal)
        else:
            self._sitting.live.setdefault(work.instance, Live(new_case(work.instance), 0))
            queue.append((item, Step(work.instance, (*work.before, command), batch=work.batch)))

    def _newest(self, work: CaseWork) -> AnyCommand:
        """The command, with the newest definition in it if it asks for that. Raises NotFound."""
        if work.latest is None or not isinstance(work.command, StartInstance):
            return work.command
        definition = self._sitting.latest[work.latest]
        if not definition:
            raise NotFound("runtime.no_such_process", process=work.latest[1])
        return msgspec.structs.replace(work.command, definition=definition)

    def _settle_absent(self, absent: Sequence[tuple[Item, int]]) -> None:
        """Instances that could not be had: either there are none, or somebody holds them."""
        if not absent:
            return
        keys = sorted({key for _, key in absent})
        there = {row[0] for row in self._c.rows("SELECT key FROM instance WHERE key IN ??", [keys])}
        for item, key in absent:
            if key in there:
                self._go_round(item)
            elif isinstance(item.work, Deliver):
                self._unborn.add(key)
                self.results.append((item, None))
            else:
                self._fail(item, NotFound("runtime.no_such_instance", key=str(key)))

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
                    self._fail(item, error)
                    if not queues[step.instance]:
                        del queues[step.instance]
                else:
                    asked.append((step, live, lacks))
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
                self._keep_answer(work.guard, value if asked is not None else None)
        except (DatabaseFailed, Lost):
            raise
        except Exception as error:  # noqa: BLE001 - a fault of the caller or of ours: it fails alone
            self._fail(item, error)
            return None
        self._sitting.accept(*made)
        self.results.append((item, value))
        return None


def _starts(item: Item) -> bool:
    work = item.work
    return isinstance(work, CaseWork) and isinstance(work.command, StartInstance)
