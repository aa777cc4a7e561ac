"""Deciding: commands for a case, and what follows from them in both planes. Pure: decides, writes nothing.

One lock, one version, one history row for both. SeatsRequested opens a round; a verdict becomes the engine's next
command in the same breath, so that a vote and what follows from it share one commit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import msgspec

from lingqu.approvals import commands as a
from lingqu.approvals import plane as approvals
from lingqu.approvals.plane import BOOK
from lingqu.approvals.policy import Policy
from lingqu.approvals.verdict import CompleteWith, EndInstance, GoBack
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.outcome import Needs
from lingqu.engine.state import State, Task
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.errors import Conflict
from lingqu.kernel.keys import counter_of
from lingqu.kernel.values import Json, decode
from lingqu.runtime import verdicts
from lingqu.runtime.blobs import AnyCommand, AnyEvent
from lingqu.runtime.case import Case, Runnable
from lingqu.runtime.questions import Lack, Lacks, Supply
from lingqu.runtime.records import at_hand, place, record

#: What the approval plane does while the instance is suspended: it moves nothing.
_WHILE_PAUSED = (a.CloseRound, a.AddCopy, a.Comment, a.SeatsMissing, a.SetLadder, a.MoveRounds)

#: What the engine tells that means something to the approval plane; to the count of incidents or of numbers used.
_OF_ROUNDS = frozenset({e.SeatsRequested, e.TaskCompleted, e.TaskCancelled, e.InstanceMigrated})
_FOLLOWED = _OF_ROUNDS | {e.IncidentRaised, e.IncidentResolved, e.ChildCalled}
_HEEDED = _FOLLOWED | {e.ElementActivated, e.ElementActivating}


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The case after a decision, what happened, and the pages of each plane that changed."""

    before: Case
    case: Case
    events: tuple[AnyEvent, ...]
    pages: frozenset[int]
    rounds: frozenset[int]
    values: Mapping[str, bytes]  # large values that came up, by hash: their rows are to be written
    known: Mapping[str, Json]  # every large value that is at hand after it, by hash


def decide(
    world: World, deployed: Mapping[int, Runnable], case: Case, commands: Sequence[AnyCommand], supply: Supply
) -> Decided | Lacks:
    """Do these commands, and what follows from them, as one. Raises Rejected; the given case is not touched."""
    decision = _Decision(world, deployed, case, supply)
    try:
        decision.run(commands)
    except Lack as lack:
        return lack.lacks
    return decision.done(commands[-1].at)


class _Decision:
    """One decision at work."""

    def __init__(self, world: World, deployed: Mapping[int, Runnable], case: Case, supply: Supply) -> None:
        self.world = world
        self.deployed = deployed
        self.before = case
        self.engine = case.engine
        self.plane = case.plane
        self.supply = supply
        self.used = 0  # of the supplied numbers
        self.incidents = case.incidents
        self.events: list[AnyEvent] = []
        self.pages: set[int] = set()
        self.rounds: set[int] = set()
        self.values: dict[str, bytes] = {}
        self.agenda: deque[AnyCommand] = deque()

    def run(self, commands: Sequence[AnyCommand]) -> None:
        self.agenda.extend(commands)
        while self.agenda:
            command = self.agenda.popleft()
            if isinstance(command, a.ApprovalCommand):
                self.approve(command)
            else:
                again = self.asks_again(command)
                if again is not None:
                    self.approve(again)
                else:
                    self.turn(command)

    def done(self, at: int) -> Decided:
        engine = self.engine
        if engine.head.at != at:  # a decision of the approval plane alone tells the time as well
            head = msgspec.structs.replace(engine.head, at=at)
            engine = State(key=engine.key, head=head, shelf=engine.shelf)
        case = msgspec.structs.replace(
            self.before,
            version=self.before.version + 1,
            engine=engine,
            plane=self.plane,
            incidents=self.incidents,
        )
        return Decided(
            before=self.before,
            case=case,
            events=tuple(self.events),
            pages=frozenset(self.pages),
            rounds=frozenset(self.rounds),
            values=self.values,
            known=self.world.values,
        )

    # ---- the engine's plane ----

    def turn(self, command: c.Command) -> None:
        numbers = self.supply.numbers[self.used :]
        if numbers != command.numbers:
            command = msgspec.structs.replace(command, numbers=numbers)
        lineage = self.supply.lineage
        if lineage is not None and isinstance(command, c.Rewind | c.MigrateInstance) and not command.lineage:
            command = msgspec.structs.replace(command, lineage=lineage)
        outcome = step(self.world, self.engine, command)
        if isinstance(outcome, Needs):
            if outcome.numbers:  # the commands before this one have used some of what was supplied
                outcome = msgspec.structs.replace(outcome, numbers=outcome.numbers + self.used)
            raise Lack(Lacks(needs=outcome))
        before, self.engine = self.engine, outcome.state
        self.events += outcome.events
        self.pages |= outcome.pages
        if outcome.values:
            self.values.update(outcome.values)
            known = {hash_: decode(data) for hash_, data in outcome.values.items()}
            self.world = msgspec.structs.replace(self.world, values={**self.world.values, **known})
        self.follow(before, outcome.events, command)

    def follow(self, before: State, events: Sequence[e.Event], command: c.Command) -> None:
        """What the engine's events mean to the approval plane; done before anything else on the agenda."""
        if _FOLLOWED.isdisjoint(map(type, events)):
            return
        following: list[AnyCommand] = []
        opened: set[int] = set()
        entered: dict[int, tuple[int, int]] = {}
        for event in events:
            if type(event) not in _HEEDED:
                continue
            match event:
                case e.ElementActivated() | e.ElementActivating():
                    entered[event.n] = (event.element, event.index)
                case e.SeatsRequested():
                    opened.add(event.n)
                    element, index = entered.get(event.owner) or place(event.owner, self.engine, before)
                    following.append(
                        a.OpenRound(
                            at=command.at,
                            by=command.by,
                            task=event.n,
                            element=element,
                            index=index,
                            policy=self.policy(element),
                        )
                    )
                case e.TaskCompleted() | e.TaskCancelled():
                    if event.n in opened or self.has_round(before, event.n):
                        following.append(a.CloseRound(at=command.at, by=command.by, task=event.n))
                case e.InstanceMigrated() if self.plane.book.visits:
                    following.append(self.moved(event, command))
                case e.IncidentRaised():
                    self.incidents += 1
                case e.IncidentResolved():
                    self.incidents -= 1
                case e.ChildCalled():
                    self.used += 1
                case _:
                    pass
        self.agenda.extendleft(reversed(following))

    def moved(self, event: e.InstanceMigrated, command: c.Command) -> a.MoveRounds:
        """The rounds go over with their instance; the open ones are those of live tasks (every page is here)."""
        tasks = {record.n for record in self.engine.shelf.records() if isinstance(record, Task)}
        if not self.before.whole_plane:
            missing = frozenset(tasks) - self.plane.rounds.keys() - self.before.no_rounds
            if missing:
                raise Lack(Lacks(rounds=missing))
        rounds = tuple(sorted(tasks & self.plane.rounds.keys()))
        return a.MoveRounds(at=command.at, by=command.by, task=0, elements=event.elements, rounds=rounds)

    def has_round(self, before: State, task: int) -> bool:
        policies, found = self._deployed.policies, at_hand(before, task)
        return bool(policies) and isinstance(found, Task) and place(found.owner, self.engine, before)[0] in policies

    @property
    def _deployed(self) -> Runnable:
        definition = self.engine.head.definition
        found = self.deployed.get(definition)
        if found is None:
            raise Lack(Lacks(needs=Needs(definitions=frozenset({definition}))))
        return found

    def policy(self, element: int) -> Policy:
        return self._deployed.policies[element]

    # ---- the approval plane ----

    def asks_again(self, command: c.Command) -> a.OpenRound | None:
        """An operator resolves the incident of a round that found nobody: people are asked for once more."""
        if not isinstance(command, c.ResolveIncident):
            return None
        n = counter_of(command.incident)
        task = record(self.engine, n)
        if not isinstance(task, Task):
            return None
        element, index = place(task.owner, self.engine)
        return a.OpenRound(
            at=command.at, by=command.by, task=n, element=element, index=index, policy=self.policy(element)
        )

    def approve(self, command: a.ApprovalCommand) -> None:
        if self.engine.head.paused and not isinstance(command, _WHILE_PAUSED):
            raise Conflict("engine.instance_suspended")
        if counter_of(command.task) != command.task:
            command = msgspec.structs.replace(command, task=counter_of(command.task))
        self.load(command)
        troubled = self.troubled(command.task)
        outcome = approvals.step(self.plane, command)
        self.plane = outcome.plane
        self.events += outcome.events
        self.rounds |= outcome.pages
        self.incidents += self.troubled(command.task) - troubled
        if outcome.verdict is not None:
            self.agenda.appendleft(self.verdict(command, outcome.verdict))

    def load(self, command: a.ApprovalCommand) -> None:
        """The rounds that the command needs must be here."""
        if self.before.whole_plane:
            return
        missing = approvals.needs(command) - self.plane.rounds.keys() - self.before.no_rounds - {BOOK}
        if missing:
            raise Lack(Lacks(rounds=missing))

    def troubled(self, task: int) -> int:
        found = self.plane.rounds.get(task)
        return 1 if found is not None and found.trouble is not None else 0

    def verdict(self, command: a.ApprovalCommand, verdict: CompleteWith | EndInstance | GoBack) -> c.Command:
        """What a round that is over says to the engine."""
        match verdict:
            case CompleteWith():
                return verdicts.complete(verdict, command, self.plane.rounds[command.task], self._deployed.program)
            case EndInstance():
                return verdicts.end(verdict, command)
            case GoBack():
                return verdicts.go_back(verdict, command, self.engine, self._deployed.program, self.supply.lineage)


def timed(command: AnyCommand, at: int) -> AnyCommand:
    """The command with the time at which it is done."""
    return command if command.at == at else msgspec.structs.replace(command, at=at)
