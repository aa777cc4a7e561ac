"""Everything that the engine itself can do with a small drawing: all commands, all values of the variables v1, v2, …"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.compile import compile_process
from lingqu.engine.outcome import Outcome
from lingqu.engine.state import ROOT, ElementInstance, Job, State, Status, Subscription, Task, Timer, empty
from lingqu.engine.step import step
from lingqu.engine.throwing import catcher_of
from lingqu.engine.turn import Turn
from lingqu.engine.world import World
from lingqu.kernel.errors import Rejected
from lingqu.model.bpmn import Definitions

KEY = 1 << 23


class TooMuch(Exception):  # noqa: N818 - no error, a reason to look elsewhere
    """The drawing does more than a test has time for, or something that only an operator can resolve."""


class Runs:
    """All runs of a drawing. States are told apart by where their tokens are, not by how they came there."""

    def __init__(self, drawn: Definitions, variables: int, most: int = 400) -> None:
        self.program = compile_process(drawn, "process")
        self.world = World(programs={1: self.program})
        self.variables = [f"v{n + 1}" for n in range(variables)]
        self.most = most
        self.happened: set[str] = set()  # ids of all elements that were entered
        self.crowded = False  # two tokens waited on one flow
        self.twice = False  # an end event of the process was reached twice before it completed
        self.ends = {node.ordinal for node in self.program.elements if node.kind == "endEvent"}
        self.before: dict[Any, set[Any]] = {}
        self.completed: set[Any] = set()
        self._explore()

    @property
    def hopeless(self) -> bool:
        """Whether there is a state from which the process cannot complete."""
        todo = list(self.completed)
        hope = set(todo)
        while todo:
            for earlier in self.before[todo.pop()]:
                if earlier not in hope:
                    hope.add(earlier)
                    todo.append(earlier)
        return len(hope) < len(self.before)

    def _explore(self) -> None:
        starts = [
            self._do(empty(KEY), c.StartInstance(at=0, definition=1, variables=values), {}) for values in self._values()
        ]
        todo = []
        for state, ended in starts:
            name = self._name(state, ended)
            if name not in self.before:
                self.before[name] = set()
                todo.append((name, state, ended))
        while todo:
            name, state, ended = todo.pop()
            for following, counts in self._following(state, ended):
                to = self._name(following, counts)
                if to not in self.before:
                    if len(self.before) > self.most:
                        raise TooMuch
                    self.before[to] = set()
                    todo.append((to, following, counts))
                self.before[to].add(name)

    def _values(self) -> Iterator[dict[str, Any]]:
        for values in product([False, True], repeat=len(self.variables)):
            yield dict(zip(self.variables, values, strict=True))

    def _following(self, state: State, ended: dict[int, int]) -> Iterator[tuple[State, dict[int, int]]]:
        if state.head.status is Status.COMPLETED:
            return
        for command in list(self._commands(state)):
            for values in self._values():
                decided, _ = (
                    self._do(state, c.SetVariables(at=0, variables=values), ended) if values else (state, ended)
                )
                try:
                    yield self._do(decided, command, ended)
                except Rejected:
                    continue

    def _commands(self, state: State) -> Iterator[c.Command]:
        for record in self._records(state):
            if isinstance(record, Job):
                yield c.CompleteJob(at=0, job=record.n)
                if self._caught(state, record.owner):
                    yield c.ThrowJobError(at=0, job=record.n, code="E")
            elif isinstance(record, Task):
                yield c.CompleteTask(at=0, task=record.n)
            elif isinstance(record, Timer):
                yield c.FireTimer(at=record.due, timer=record.n)
            elif isinstance(record, Subscription):
                yield c.CorrelateMessage(at=0, subscription=record.n, message=1)

    def _caught(self, state: State, owner: int) -> bool:
        turn = Turn(self.world, state, c.FireTimer(at=0, timer=0), self.program, {})
        return catcher_of(turn, owner, "E", "error") is not None

    def _do(self, state: State, command: c.Command, ended: dict[int, int]) -> tuple[State, dict[int, int]]:
        outcome = step(self.world, state, command)
        assert isinstance(outcome, Outcome), outcome
        counts = dict(ended)
        for event in outcome.events:
            if isinstance(event, e.IncidentRaised):
                raise TooMuch
            if isinstance(event, e.ElementActivated):
                node = self.program.node(event.element)
                self.happened.add(node.id)
                if event.element in self.ends and event.scope == ROOT:
                    counts[event.element] = min(2, counts.get(event.element, 0) + 1)
        if outcome.state.head.status is Status.COMPLETED and 2 in counts.values():
            self.twice = True
        return outcome.state, counts

    def _records(self, state: State) -> Iterator[Any]:
        for number in state.shelf.numbers():
            yield from (state.shelf.page(number) or {}).values()

    def _name(self, state: State, ended: dict[int, int]) -> Any:
        """Where everything is."""
        if state.head.status is Status.COMPLETED:
            name: Any = ("completed", tuple(sorted(ended.items())))
            self.completed.add(name)
            return name
        records = {record.n: record for record in self._records(state)}

        def place(n: int) -> Any:
            at = records[n]
            if at.crowd:
                raise TooMuch
            waits = sorted(
                (type(records[one]).__name__, getattr(records[one], "element", 0)) for one in at.waits if one in records
            )
            parked = sorted((join, tuple(sorted(flow for flow, _ in tokens))) for join, tokens in at.parked.items())
            for _, flows in parked:
                self.crowded |= len(set(flows)) < len(flows)
            inside = sorted((place(one) for one in at.children), key=repr)
            return (at.element, tuple(waits), tuple(parked), tuple(inside))

        assert isinstance(records[ROOT], ElementInstance)
        return (place(ROOT), tuple(sorted(ended.items())))
