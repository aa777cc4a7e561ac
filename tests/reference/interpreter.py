"""A naive interpreter of BPMN, kept to hold the engine against: tokens on the drawing itself, nothing compiled.

Written from the text of BPMN 2.0.2 (chapters 10 and 13), not from the engine, and as plainly as can be: visits are
objects that lie in one another, every question is answered by looking at all of them. Tokens move one at a time, in
the order in which they came. Where the standard leaves a choice it takes the one that docs/reference/bpmn.md tells.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

from reference.ad_hoc import AdHoc
from reference.beginning import Beginning
from reference.calling import Called, Calling
from reference.drawing_index import Index
from reference.happening import Happening
from reference.joining import Joining
from reference.loops import Loops
from reference.moving import Moving
from reference.throwing import Throwing
from reference.undoing import Undoing
from reference.values import Values
from reference.visits import Stuck, Visit, Wait


class Reference(Moving, Beginning, Happening, Joining, Loops, AdHoc, Throwing, Calling, Undoing, Values):
    """One instance. `waits`, `completed`, `state` and `variables` are what can be compared.

    `outbox` is what others must hear of when all here is at rest; the house (house.py) carries it to them.
    """

    def __init__(self, index: Index, variables: dict[str, Any], caller: Called | None = None) -> None:
        self.index = index
        self.caller = caller  # the call that waits for it
        self.root = Visit(self.index.process, None, values=dict(variables))
        self.completed: Counter[str] = Counter()
        self.state = "active"
        self.agenda: deque[tuple[Any, ...]] = deque()
        self.outbox: list[tuple[Any, ...]] = []
        self.changed = False

    def start(self, at: Any = None) -> None:
        """Begin; `at` a start event that something has triggered, or where nothing has to."""
        self._open_handlers(self.root)
        self._enter_all(self.index.begins(self.index.process) if at is None else [at], self.root)
        self.settle()

    # ---- what can be seen ----

    def visits(self) -> list[Visit]:
        """All live visits, those outside first."""
        found, todo = [], deque([self.root])
        while todo and self.state == "active":
            one = todo.popleft()
            found.append(one)
            todo.extend(one.inside)
        return found

    def waits(self) -> list[Wait]:
        """What is awaited from outside, what was awaited first in front."""
        found = [wait for visit in self.visits() for wait in visit.waits if wait.kind != "condition"]
        return sorted(found, key=lambda wait: wait.since)

    @property
    def incidents(self) -> list[str]:
        return [visit.node.id for visit in self.visits() if visit.stuck]

    # ---- what can be done ----

    def do(self, wait: Wait, values: dict[str, Any]) -> None:
        """What was awaited has come."""
        if wait.kind == "work":
            wait.owner.waits.remove(wait)
            self._guarded(self._complete, wait.owner, values)
        else:
            self._fire(wait, values)
        self.settle()

    def throw(self, wait: Wait, code: str) -> None:
        """The worker throws a BPMN error."""
        wait.owner.waits.remove(wait)
        self._guarded(self._throw_error, wait.owner, code, {})
        self.settle()

    def set(self, values: dict[str, Any]) -> None:
        self._write(self.root, values)
        self.settle()

    def cancel(self) -> None:
        self._end_all(self.root)
        self._stop("cancelled")

    # ---- the agenda ----

    def settle(self) -> None:
        """Move every token as far as it goes; then ask the inclusive joins, one at a time."""
        while True:
            if self.changed:
                self._judge()
            elif self.agenda:
                act, *what = self.agenda.popleft()
                act(*what)
            elif not self._open_patient_join():
                return

    def _guarded(self, act: Any, visit: Visit, *more: Any) -> None:
        try:
            act(visit, *more)
        except Stuck:
            visit.stuck = True

    def _stop(self, state: str) -> None:
        """The instance is over."""
        self.state = state
        self.root.dead = True
        self.root.waits.clear()
        self.agenda.clear()

    def _judge(self) -> None:
        """Every condition that is awaited, what was awaited first in front; what becomes true happens."""
        self.changed = False
        conditions = [wait for visit in self.visits() for wait in visit.waits if wait.kind == "condition"]
        for wait in sorted(conditions, key=lambda wait: wait.since):
            if wait.open:
                self._judge_one(wait)

    def _judge_one(self, wait: Wait) -> None:
        held = self._evaluate(wait.definition.condition.text, wait.owner) is True
        before, wait.held = wait.held, held
        if held and not before:
            self._fire(wait, {})
