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
from lingqu.approvals.returns import Visit, target
from lingqu.approvals.verdict import CompleteWith, EndInstance, GoBack, outcome_variable
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.outcome import Needs
from lingqu.engine.program import Node
from lingqu.engine.state import ElementInstance, State, Task
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.kernel.keys import counter_of
from lingqu.kernel.pages import page_of
from lingqu.kernel.values import Json, decode
from lingqu.runtime.blobs import AnyCommand, AnyEvent
from lingqu.runtime.case import Case, Lineage, Runnable

#: What the approval plane does while the instance is suspended: it moves nothing.
_WHILE_PAUSED = (a.CloseRound, a.AddCopy, a.Comment, a.SeatsMissing, a.SetLadder, a.MoveRounds)


class Lacks(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be fetched before the same decision is asked for again. Nothing was done."""

    needs: Needs = Needs()
    rounds: frozenset[int] = frozenset()  # page numbers of the approval plane


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """Outside facts that a decision has asked for: fresh keys and the run's lineage."""

    numbers: tuple[int, ...] = ()
    lineage: Lineage | None = None


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
    except _Lack as lack:
        return lack.lacks
    return decision.done(commands[-1].at)


class _Lack(Exception):  # noqa: N818 - a question, not an error
    def __init__(self, lacks: Lacks) -> None:
        super().__init__(lacks)
        self.lacks = lacks


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
        if (
            isinstance(command, c.Rewind | c.MigrateInstance)
            and not command.lineage
            and self.supply.lineage is not None
        ):
            command = msgspec.structs.replace(command, lineage=self.supply.lineage)
        outcome = step(self.world, self.engine, command)
        if isinstance(outcome, Needs):
            if outcome.numbers:  # the commands before this one have used some of what was supplied
                outcome = msgspec.structs.replace(outcome, numbers=outcome.numbers + self.used)
            raise _Lack(Lacks(needs=outcome))
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
        following: list[AnyCommand] = []
        opened: set[int] = set()
        entered: dict[int, tuple[int, int]] = {}
        for event in events:
            match event:
                case e.ElementActivated() | e.ElementActivating():
                    entered[event.n] = (event.element, event.index)
                case e.SeatsRequested():
                    opened.add(event.n)
                    element, index = entered.get(event.owner) or self.place(before, event.owner)
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
                raise _Lack(Lacks(rounds=missing))
        rounds = tuple(sorted(tasks & self.plane.rounds.keys()))
        return a.MoveRounds(at=command.at, by=command.by, task=0, elements=event.elements, rounds=rounds)

    def place(self, state: State, n: int) -> tuple[int, int]:
        """(element ordinal, loop index) of a live element instance."""
        for version in (self.engine, state):
            page = version.shelf.page(page_of(n))
            found = None if page is None else page.get(n)
            if isinstance(found, ElementInstance):
                return found.element, found.index
        raise LookupError(n)

    def has_round(self, before: State, task: int) -> bool:
        page = before.shelf.page(page_of(task))
        found = None if page is None else page.get(task)
        return isinstance(found, Task) and self.place(before, found.owner)[0] in self._deployed.policies

    @property
    def _deployed(self) -> Runnable:
        definition = self.engine.head.definition
        found = self.deployed.get(definition)
        if found is None:
            raise _Lack(Lacks(needs=Needs(definitions=frozenset({definition}))))
        return found

    def policy(self, element: int) -> Policy:
        return self._deployed.policies[element]

    # ---- the approval plane ----

    def asks_again(self, command: c.Command) -> a.OpenRound | None:
        """An operator resolves the incident of a round that found nobody: people are asked for once more."""
        if not isinstance(command, c.ResolveIncident):
            return None
        n = counter_of(command.incident)
        page = self.engine.shelf.page(page_of(n))
        if page is None:
            if self.engine.shelf.complete:
                return None
            raise _Lack(Lacks(needs=Needs(pages=frozenset({page_of(n)}))))
        task = page.get(n)
        if not isinstance(task, Task):
            return None
        element, index = self.place(self.engine, task.owner)
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
            raise _Lack(Lacks(rounds=missing))

    def troubled(self, task: int) -> int:
        found = self.plane.rounds.get(task)
        return 1 if found is not None and found.trouble is not None else 0

    def verdict(self, command: a.ApprovalCommand, verdict: CompleteWith | EndInstance | GoBack) -> c.Command:
        """What a round that is over says to the engine."""
        found = self.plane.rounds[command.task]
        match verdict:
            case CompleteWith():
                node = self._deployed.program.node(found.element)
                return c.CompleteTask(
                    at=command.at,
                    by=command.by,
                    task=command.task,
                    variables={outcome_variable(node.id): verdict.outcome},
                    action="approve" if verdict.outcome == "approved" else "reject",
                )
            case EndInstance():
                return c.CancelInstance(at=command.at, by=command.by, reason=verdict.reason)
            case GoBack():
                return self.go_back(command, verdict)

    def go_back(self, command: a.ApprovalCommand, verdict: GoBack) -> c.Rewind:
        if self.supply.lineage is None:
            raise _Lack(Lacks(needs=Needs(lineage=True)))
        lineage = self.supply.lineage
        program = self._deployed.program
        task = self.task(command.task)
        place = target(
            verdict.to,
            [Visit(n, element, scope, tuple(n for _, n in brought)) for n, element, scope, brought in lineage],
            plain_tasks=frozenset(node.ordinal for node in program.elements if _is_plain_task(node)),
            starts=frozenset(program.root.starts),
            asker=task.owner,
        )
        return c.Rewind(
            at=command.at, by=command.by, target=place, reason=verdict.mode, lineage=lineage, asker=task.owner
        )

    def task(self, n: int) -> Task:
        page = self.engine.shelf.page(page_of(n))
        if page is None and not self.engine.shelf.complete:
            raise _Lack(Lacks(needs=Needs(pages=frozenset({page_of(n)}))))
        found = (page or {}).get(n)
        if not isinstance(found, Task):
            raise NotFound("approvals.no_round", task=n)
        return found


def _is_plain_task(node: Node) -> bool:
    return node.kind == "userTask" and node.task is not None and not node.task.approval


def timed(command: AnyCommand, at: int) -> AnyCommand:
    """The command with the time at which it is done."""
    return command if command.at == at else msgspec.structs.replace(command, at=at)
