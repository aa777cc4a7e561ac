"""A turn: one command's work on a private copy of the state. `emit` is the only writer; the agenda replaces recursion.

A behaviour looks everything up and evaluates every formula before its first `emit`, so that a Stuck leaves nothing
half done: it becomes an incident, and resolving that runs the same behaviour again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from lingqu.engine import events as e
from lingqu.engine.apply import APPLY
from lingqu.engine.commands import Command
from lingqu.engine.formulas import Budget, Stuck
from lingqu.engine.outcome import Needs, Outcome
from lingqu.engine.places import Lack
from lingqu.engine.program import Node, Program
from lingqu.engine.state import NOWHERE, RUN, Desk, ElementInstance, Incident, Lifecycle, State, Token, desk
from lingqu.engine.world import World
from lingqu.kernel.keys import local_key
from lingqu.kernel.pages import MissingPage
from lingqu.kernel.values import LARGE, Json, ValueRef, encode, reference

#: Activations in one turn, inner instances of a multi-instance not counted, before a loop is suspected.
LOOP_LIMIT = 20_000
_TERMINATING = Lifecycle.TERMINATING  # Python 3.11 looks members of an enum up slowly

Work: TypeAlias = Callable[["Turn", Any, Any, Any], None]


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of element does. Each function gets the turn, the element instance's counter and the node.

    `begin`: the element has just become active, or is tried again after an incident.
    `caught`: what it waits for has come: the node that caught it, and the variables that were brought.
    `joined`: a token has parked at the join in a scope: the tokens to consume, () to wait on.
    `asked`: of a patient join, when everything else in the turn is at rest: go on if it can; whether it did.
    `ending`: it is to end before its time: whether it has to wait for somebody first.
    `cleared`: all is gone that it had to end.
    `drained`: a scope has no live children and no tokens any more.
    `answered`: those further up have judged the escalation that it threw.
    `collects`: an inner instance is about to complete: take its output; True ends the loop.
    `counted`: an inner instance has completed; go on, or end the loop.
    """

    begin: Callable[[Turn, int, Node], None]
    caught: Callable[[Turn, int, Node, Node, Mapping[str, Json]], None] | None = None
    joined: Callable[[Turn, Node, int], tuple[Token, ...]] | None = None
    asked: Callable[[Turn, Node, int], bool] | None = None
    ending: Callable[[Turn, int, Node], bool] | None = None
    cleared: Callable[[Turn, int, Node], None] | None = None
    drained: Callable[[Turn, int, Node], None] | None = None
    answered: Callable[[Turn, int, Node], None] | None = None
    collects: Callable[[Turn, int, Node], bool] | None = None
    counted: Callable[[Turn, int, Node, bool], None] | None = None


class Turn:
    """One command at work."""

    __slots__ = (
        "agenda",
        "at",
        "behaviours",
        "budget",
        "changed",
        "command",
        "desk",
        "dirty",
        "draft",
        "entered",
        "events",
        "fresh",
        "head",
        "numbers_used",
        "program",
        "stirred",
        "typed",
        "values",
        "world",
    )

    def __init__(
        self, world: World, state: State, command: Command, program: Program, behaviours: Mapping[str, Behaviour]
    ) -> None:
        self.world = world
        self.program = program
        self.command = command
        self.behaviours = behaviours
        self.at = command.at
        self.budget = Budget()
        self.desk: Desk = desk(state)
        self.head = self.desk.head
        self.draft = self.desk.draft
        self.events: list[e.Event] = []
        self.agenda: deque[tuple[Work, Any, Any, Any]] = deque()
        self.values: dict[str, bytes] = {}  # large values that came up in this turn, by hash
        self.fresh: dict[str, Json] = {}  # the same, decoded
        self.typed: dict[str, Json] = {}  # variables with a type that were set in this turn: their last values
        self.changed: set[str] = set()  # names of root variables set in this turn
        self.dirty: set[int] = set()  # scopes below which conditional events are to be judged
        self.stirred: set[int] = set()  # scopes in which tokens moved, if joins may have to be asked again
        self.entered = 0
        self.numbers_used = 0

    # ---- writing ----

    def emit(self, event: e.Event) -> None:
        """Append and apply: nothing else writes."""
        self.events.append(event)
        APPLY[type(event)](self.desk, event)

    def later(self, work: Work, first: Any = None, second: Any = None, third: Any = None) -> None:
        """Put work on the agenda."""
        self.agenda.append((work, first, second, third))

    def grounded(self, scope: int) -> tuple[Token, ...]:
        """Take the tokens that are on their way in a scope off the agenda: only what arrives carries tokens there."""
        found = [item for item in self.agenda if item[2] == scope and isinstance(item[3], tuple)]
        for item in found:
            self.agenda.remove(item)
        return tuple(token for item in found for token in item[3])

    def stuck(self, n: int, why: Stuck, *, job: int = NOWHERE, element: int = NOWHERE, left: int = 0) -> None:
        """Raise an incident at an element instance; `element`, `left`: of a timer that could not be set again."""
        self.emit(
            e.IncidentRaised(
                n=self.head.next,
                owner=n,
                kind=why.kind,
                code=why.code,
                params=why.params,
                job=job,
                element=element,
                left=left,
            )
        )

    def stuck_once(self, n: int, why: Stuck) -> None:
        """The same, unless an operator knows already of such an incident there."""
        waits = (self.draft.find(wait) for wait in self.element(n).waits)
        if not any(isinstance(wait, Incident) and wait.kind == why.kind for wait in waits):
            self.stuck(n, why)

    # ---- reading ----

    def element(self, n: int) -> ElementInstance:
        """The live element instance with that counter, not to be changed. Raises KeyError."""
        found = self.draft.find(n)
        if type(found) is not ElementInstance:
            raise KeyError(n)
        return found

    def alive(self, n: int) -> bool:
        """Whether there is such an element instance that is not about to end."""
        found = self.draft.find(n)
        return type(found) is ElementInstance and found.state is not _TERMINATING

    def node(self, ordinal: int) -> Node:
        return self.program.nodes[ordinal]  # type: ignore[return-value]  # ordinals in state are of this program

    def behaviour(self, node: Node, n: int) -> Behaviour:
        """How this element instance behaves: the body of a multi-instance differs from its inner instances,
        a completed scope that is compensated from one that runs.
        """
        place = self.element(n)
        if place.index == RUN:
            return self.behaviours["adHocRun"]
        if place.undoing and node.starts:
            return self.behaviours["undoing"]
        if node.loop is not None and place.index == 0:
            return self.behaviours[node.loop.behaviour]
        return self.behaviours[node.behaviour]

    def missing(self, pages: range) -> set[int]:
        """Those of the pages that are not loaded yet."""
        found = set()
        for page in pages:
            try:
                next(self.draft.scan((page,)), None)
            except MissingPage as lack:
                found.add(lack.number)
        return found

    def number(self) -> int:
        """A fresh instance key out of the command."""
        used = self.numbers_used
        if used >= len(self.command.numbers):
            raise Lack(Needs(numbers=max(1, used * 2)))
        self.numbers_used = used + 1
        return self.command.numbers[used]

    def key(self, n: int) -> int:
        """The key of a record of this instance."""
        return local_key(self.desk.key, n)

    # ---- large values ----

    def keep(self, data: bytes, value: Json) -> ValueRef:
        """Lay a large value aside: the outcome carries its bytes."""
        ref = reference(data)
        self.values[ref.hash] = data
        self.fresh[ref.hash] = value
        return ref

    def want(self, refs: set[ValueRef]) -> None:
        """Ask for all of these large values that are not at hand. Raises Lack."""
        missing = {ref.hash for ref in refs if ref.hash not in self.fresh and ref.hash not in self.world.values}
        if missing:
            raise Lack(Needs(values=frozenset(missing)))

    def fetch(self, ref: ValueRef) -> Json:
        """The value behind a reference."""
        self.want({ref})
        return self.fresh[ref.hash] if ref.hash in self.fresh else self.world.values[ref.hash]

    # ---- the end ----

    def outcome(self) -> Outcome:
        self.head.at = self.at
        return Outcome(
            state=self.desk.state(),
            events=tuple(self.events),
            pages=frozenset(self.draft.touched),
            values=self.values,
        )


def is_small(value: Json) -> bool:
    """Whether a value is surely not large, without encoding it."""
    kind = type(value)
    return value is None or kind is bool or kind is int or (kind is str and len(value) < 512)


def sized(turn: Turn, value: Json) -> tuple[Json, ValueRef | None]:
    """A value as events carry it: itself, or None and a reference if it is large."""
    if is_small(value):
        return value, None
    data = encode(value)
    return (None, turn.keep(data, value)) if len(data) > LARGE else (value, None)
