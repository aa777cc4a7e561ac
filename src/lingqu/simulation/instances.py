"""What is known of one instance on the virtual clock: its state, its history, and what is open, read off its events."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lingqu.engine import events as e
from lingqu.engine.commands import Command
from lingqu.engine.lineage import translated
from lingqu.engine.outcome import Outcome
from lingqu.engine.program import Program
from lingqu.engine.state import (
    ROOT,
    ElementInstance,
    Incident,
    Job,
    Record,
    State,
    Status,
    Subscription,
    Task,
    Timer,
    Token,
)
from lingqu.kernel.values import Json, decode

#: Where a token rests until something comes from outside.
_PLACES = frozenset({"user", "job", "receive", "catch", "eventBasedGateway"})


class Instance:
    """One process instance: rows as a production node keeps them, in memory."""

    def __init__(self, key: int, program: Program, definition: int, state: State) -> None:
        self.key = key
        self.program = program
        self.definition = definition
        self.state = state
        self.history: list[tuple[int, Command, tuple[e.Event, ...]]] = []
        self.completed: Counter[str] = Counter()
        self.lineage: list[tuple[int, int, int, tuple[Token, ...]]] = []
        self.incident_kinds: dict[int, str] = {}
        self.job_types: dict[int, str] = {}
        self.large: dict[str, Json] = {}
        self._open: dict[type[Record], list[Any]] = {}  # open records by kind, as long as the state stays
        self._variables: dict[int, tuple[int, str, Json]] = {}  # counter -> scope, name, value
        self._places: dict[int, tuple[int, int]] = {}  # live element instances: counter -> ordinal, index

    def record(self, command: Command, outcome: Outcome) -> None:
        """Take in what a command has caused."""
        self.state = outcome.state
        self._open = {}
        self.history.append((command.at, command, outcome.events))
        for digest, data in outcome.values.items():
            self.large[digest] = decode(data)
        for event in outcome.events:
            self._note(event)

    def migrated(self, program: Program, definition: int) -> None:
        """It belongs to another definition from now on: its lineage is told in the numbers of that one, by id."""
        before, self.program, self.definition = self.program, program, definition
        self.lineage = translated(before, program, self.lineage)

    def _note(self, event: e.Event) -> None:
        match event:
            case e.ElementActivated() | e.ElementActivating():
                if event.n not in self._places:
                    self.lineage.append((event.n, event.element, event.scope, event.brought_by))
                self._places[event.n] = (event.element, event.index)
            case e.ElementMigrated():
                self._places[event.n] = (event.element, self._places[event.n][1])
            case e.ElementCompleted():
                ordinal, index = self._places.pop(event.n)
                node = self.program.node(ordinal)
                if index >= 0 and (node.loop is None or index):
                    self.completed[node.id] += 1
            case e.ElementTerminated():
                self._places.pop(event.n)
            case e.VariableCreated():
                value = self.large[event.large.hash] if event.large else event.value
                self._variables[event.n] = (event.scope, event.name, value)
            case e.VariableUpdated():
                scope, name, _ = self._variables[event.n]
                value = self.large[event.large.hash] if event.large else event.value
                self._variables[event.n] = (scope, name, value)
            case e.JobCreated():
                self.job_types[event.n] = event.type
            case e.IncidentRaised():
                self.incident_kinds[event.n] = event.kind
            case _:
                pass

    # ---- questions ----

    @property
    def status(self) -> Status:
        return Status(self.state.head.status)

    @property
    def running(self) -> bool:
        return self.status is Status.RUNNING

    @property
    def live(self) -> bool:
        """It runs, or is suspended: messages and letters reach it."""
        return self.status in (Status.RUNNING, Status.SUSPENDED)

    def variables(self, scope: int = ROOT) -> dict[str, Json]:
        """The variables of one scope as last told, also after the end."""
        return {name: value for where, name, value in self._variables.values() if where == scope}

    def local_variables(self, element: str) -> dict[str, Json]:
        """The local variables of the visits to an element, the latest last."""
        visits = {n for n, ordinal, *_ in self.lineage if self.program.node(ordinal).id == element}
        return {name: value for where, name, value in self._variables.values() if where in visits}

    def waiting(self) -> list[str]:
        """Ids of the elements at which tokens rest until something comes from outside."""
        found = []
        for ordinal, index in self._places.values():
            node = self.program.node(ordinal)
            if node.behaviour in _PLACES and (node.loop is None or index):
                found.append(node.id)
        return found

    def records(self, kind: type[Record]) -> list[Any]:
        """The open records of a kind, in the order they came."""
        found = self._open.get(kind)
        if found is None:
            found = self._open[kind] = [one for one in self.state.shelf.records() if isinstance(one, kind)]
        return found

    def element_of(self, record: Job | Task | Incident) -> str:
        """The id of the element that owns a record."""
        return self.program.node(self._places[record.owner][0]).id if record.owner else self.program.id

    @property
    def jobs(self) -> list[Job]:
        return self.records(Job)

    @property
    def tasks(self) -> list[Task]:
        return self.records(Task)

    @property
    def timers(self) -> list[Timer]:
        return self.records(Timer)

    @property
    def subscriptions(self) -> list[Subscription]:
        return self.records(Subscription)

    @property
    def incidents(self) -> list[Incident]:
        return self.records(Incident)

    def live_element(self, n: int) -> ElementInstance | None:
        page = self.state.shelf.page(n >> 4)
        found = None if page is None else page.get(n)
        return found if isinstance(found, ElementInstance) else None
