"""Sitting: what one transaction holds and decides. Locks, loads, asks `deciding.decide`, keeps what came of it.

Nothing here is written before `Batch` says so: a decision that fails is forgotten by not being accepted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lingqu.engine.commands import StartInstance
from lingqu.engine.decisions import Bound
from lingqu.engine.world import GlobalListener, World
from lingqu.kernel.errors import Busy, NotFound
from lingqu.kernel.values import Json
from lingqu.runtime import blobs, global_listeners, load, operation_log, shared
from lingqu.runtime.blobs import AnyCommand
from lingqu.runtime.case import Case
from lingqu.runtime.case_rows import project, write_pages
from lingqu.runtime.deciding import Decided, decide, timed
from lingqu.runtime.decisions import bind
from lingqu.runtime.definitions import latest
from lingqu.runtime.ground import Ground, Live, Made, Step
from lingqu.runtime.letters import letters_of
from lingqu.runtime.questions import Lacks
from lingqu.runtime.rows import Rows
from lingqu.runtime.work import CaseDone, CaseWork, Letter
from lingqu.store import Connection

#: How often one decision may ask for more before it is taken for a defect.
_MOST_QUESTIONS = 64


class Sitting:
    """One transaction's instances, decisions and rows."""

    def __init__(self, ground: Ground, c: Connection, *, number: int, now: int, fmt: int) -> None:
        self.ground = ground
        self.c = c
        self.number = number
        self.now = now
        self.format = fmt
        self.wait = False  # wait for instances that others hold
        self.live: dict[int, Live] = {}
        self.rows = Rows()
        self.latest: dict[tuple[str, str], int] = {}
        self.bound: dict[Bound, int] = {}
        self.called: dict[Bound, int] = {}
        self.shared: dict[str, Json] = {}
        self.listeners: Mapping[str, tuple[GlobalListener, ...]] = ground.heard.believed()
        self.outbox: deque[Letter] = deque()
        self.done: list[CaseDone] = []
        self.ended: list[int] = []  # instances whose correlation key may start another one now

    # ---- holding ----

    def hold(self, keys: Sequence[int]) -> None:
        """Lock instances and have their cases: from the cache if the version is the same, else by another statement."""
        if not keys:
            return
        self.have(self.c.lock_rows("instance", "key", keys, columns=("version", "incidents"), wait=self.wait))

    def have(self, locked: Iterable[tuple[int, int, int]]) -> None:
        """The cases of instances that this transaction has locked: (key, version, incidents)."""
        cold: dict[int, tuple[int, int]] = {}
        for key, version, incidents in locked:
            if key in self.live:
                continue  # it may have gone on already
            case = self.ground.cache.get(key, version)
            if case is None:
                cold[key] = (version, incidents)
            else:
                self.live[key] = Live(case, version)
        if cold:
            for key, case in load.load(self.c, cold).items():
                self.live[key] = Live(case, case.version)

    # ---- deciding ----

    def newest(self, work: CaseWork) -> AnyCommand:
        """The command, with the newest definition in it if it asks for that. Raises NotFound."""
        if work.latest is None or not isinstance(work.command, StartInstance):
            return work.command
        definition = self.latest[work.latest]
        if not definition:
            raise NotFound("runtime.no_such_process", process=work.latest[1])
        return msgspec.structs.replace(work.command, definition=definition)

    def answer(self, step: Step, live: Live) -> Made:
        """One decision with all its questions."""
        while True:
            answer = self.attempt(step, live)
            if not isinstance(answer, Lacks):
                return answer
            self.compile(answer)
            live.case = self.fetch([(step, live, answer)])[step.instance]

    def attempt(self, step: Step, live: Live) -> Made | Lacks:
        """Decide and project; nothing is kept yet. Raises Rejected, or whatever our own fault is."""
        step.questions += 1
        main = step.commands[-1]
        if step.questions > _MOST_QUESTIONS:
            raise Busy("runtime.asks_for_ever", command=type(main).__name__, retry_after=60)
        at = max(self.now, live.case.engine.head.at)
        definitions = self.ground.definitions
        world = World(
            programs=definitions.programs,
            latest=self.latest,
            decisions=self.ground.decisions.known,
            bound=self.bound,
            called=self.called,
            values=live.values,
            shared=self.shared,
            listeners=self.listeners,
            zone=self.ground.clocks.zone,
            calendars=self.ground.clocks.calendars,
        )
        commands = [timed(command, at) for command in step.commands]
        decided = decide(world, definitions.known, live.case, commands, step.supply)
        if isinstance(decided, Lacks):
            return decided
        done = CaseDone(
            instance=live.case.key,
            version=decided.case.version,
            at=at,
            events=decided.events,
            kinds=frozenset(map(type, decided.events)),
            case=decided.case,
            by=main.by,
        )
        after = Live(
            decided.case,
            live.stored,
            live.pages | decided.pages | {0},
            live.rounds | decided.rounds,
            dict(decided.known),
        )
        if not decided.events:
            # nothing happened: no version, no history row; what it said about time is forgotten with it
            return live, msgspec.structs.replace(done, version=live.case.version, case=live.case), Rows()
        return after, done, self._project(decided, done, main, step.batch)

    def _project(self, decided: Decided, done: CaseDone, main: AnyCommand, batch: tuple[int, str]) -> Rows:
        definition = self.ground.definitions.get(decided.case.engine.head.definition, self.c)
        rows = Rows()
        project(rows, decided, done, definition, self.ground.projectors)
        format_, events = blobs.history.encode(decided.events, self.format)
        history = {
            "instance": done.instance,
            "version": done.version,
            "at": done.at,
            "node": self.ground.node,
            "batch": self.number,
            "command": type(main).__name__,
            "by": done.by,
            "format": format_,
            "events": events,
        }
        rows.insert("history", (done.instance, done.version), history)
        process_id = definition.process_id
        told = operation_log.line(main, done, key=self.ground.new_key, process_id=process_id, batch=batch)
        if told is not None:
            rows.insert("operation_log", (told["key"],), told)
        return rows

    def fetch(self, lacking: Sequence[tuple[Step, Live, Lacks]]) -> dict[int, Case]:
        """Everything that these decisions lack, each kind by one statement; the cases with it."""
        cases = {step.instance: live.case for step, live, _ in lacking}
        large = {step.instance: lacks.needs.values for step, _, lacks in lacking if lacks.needs.values}
        latests: set[tuple[str, str]] = set()
        pages: dict[int, tuple[Case, frozenset[int]]] = {}
        for step, live, lacks in lacking:
            needs, key = lacks.needs, step.instance
            latests |= needs.latest
            if needs.numbers:
                fresh = tuple(self.ground.new_key() for _ in range(needs.numbers - len(step.supply.numbers)))
                step.supply = msgspec.structs.replace(step.supply, numbers=step.supply.numbers + fresh)
            if needs.lineage:
                lineage = load.lineage(
                    self.c,
                    key,
                    self.rows.inserted("activity"),
                    live.case.engine.head.definition,
                    lambda version: self.ground.definitions.get(version, self.c).program,
                )
                step.supply = msgspec.structs.replace(step.supply, lineage=lineage)
            if needs.pages:
                pages[key] = (live.case, needs.pages)
            if needs.every_page:
                cases[key] = load.with_every_page(self.c, live.case)
            if lacks.rounds:
                cases[key] = load.with_rounds(self.c, live.case, lacks.rounds)
        found = load.values(self.c, large) if large else {}
        for step, live, _ in lacking:
            live.values |= found.get(step.instance, {})
        if latests:
            self.latest |= latest(self.c, latests)
        bounds = frozenset[Bound]().union(*(lacks.needs.bound for _, _, lacks in lacking))
        if bounds:
            self.bound |= bind(self.c, bounds)
        called = frozenset[Bound]().union(*(lacks.needs.called for _, _, lacks in lacking))
        if called:
            self.called |= bind(self.c, called, "process")
        tenants = frozenset[str]().union(*(lacks.needs.shared for _, _, lacks in lacking))
        if tenants:
            self.shared |= shared.read(self.c, tenants)
        hearing = frozenset[str]().union(*(lacks.needs.listeners for _, _, lacks in lacking))
        if hearing:
            self.listeners = {**self.listeners, **global_listeners.read(self.c, hearing)}
        if pages:
            cases |= load.with_pages(self.c, pages)
        return cases

    def compile(self, lacks: Lacks) -> None:
        """Programs and decisions that nobody compiled before queueing (after a restart). Raises NotFound."""
        for definition in sorted(lacks.needs.definitions):
            self.ground.definitions.get(definition, self.c)
        for decision in sorted(lacks.needs.decisions):
            self.ground.decisions.get(decision, self.c)

    # ---- keeping ----

    def accept(self, live: Live, done: CaseDone, rows: Rows) -> None:
        """The decision counts: the next command of the instance starts from here."""
        self.live[done.instance] = live
        if done.events:
            self.rows = self.rows.then(rows)
            if done.case.ended and self.ground.definitions.get(done.case.engine.head.definition, self.c).keyed_starts:
                self.ended.append(done.instance)
            self.done.append(done)
            self.outbox.extend(letters_of(done, live.values))

    def pages(self) -> None:
        """The pages that changed, as rows."""
        for live in self.live.values():
            if live.case.version != live.stored:
                write_pages(live, self.format, self.rows)
