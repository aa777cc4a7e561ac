"""All instances of the reference, and the post between them: letters in the order in which they were written.

An instance comes to rest first, then what it wrote is delivered. A message is for one instance of each process at most:
for one that waits when it is thrown, else it starts one; if it lasts, for one that comes later. A signal is for everybody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from lingqu.model.bpmn.elements import Definitions
from reference.calling import Called
from reference.drawing_index import Index
from reference.interpreter import Reference
from reference.visits import Letter, Wait


class House:
    """A world of processes by id."""

    def __init__(self, documents: Mapping[str, Definitions]) -> None:
        self.documents = documents
        self.instances: list[Reference] = []
        self._letters: deque[tuple[Reference, Any]] = deque()  # whom it is for, and what it does there
        self._lasting: list[tuple[Letter, dict[str, Any], set[str]]] = []  # with the processes that had it
        self._started: dict[tuple[str, str], list[Reference]] = {}  # (process, key) -> what a message started

    def start(self, process: str, variables: dict[str, Any]) -> None:
        self._begin(process, variables)
        self.deliver()

    def _begin(
        self, process: str, variables: dict[str, Any], called: Called | None = None, at: Any = None
    ) -> Reference:
        one = Reference(Index(self.documents[process]), variables, called)
        if called is not None:
            called.instance = one
        self.instances.append(one)
        one.start(at)
        self._post(one)
        return one

    def deliver(self) -> None:
        """Carry letters until there are none; what is for an instance that is over is dropped."""
        for one in self.instances:
            self._post(one)
        while self._letters or self._look_again():
            whom, act = self._letters.popleft()
            if whom is None:
                act()
            elif whom.state == "active":
                act()
                if whom.state == "active":
                    whom.settle()
                self._post(whom)

    def _post(self, sender: Reference) -> None:
        letters, sender.outbox = sender.outbox, []
        for kind, *what in letters:
            getattr(self, f"_{kind}")(sender, *what)

    def _later(self, whom: Reference | None, act: Any) -> None:
        self._letters.append((whom, act))

    # ---- between who calls and who is called ----

    def _call(self, _: Reference, called: Called, process: str, values: dict[str, Any]) -> None:
        self._later(None, lambda: self._begin(process, values, called))

    def _cancel(self, _: Reference, called: Called) -> None:
        self._later(None, lambda: self._cancelled(called.instance))

    def _cancelled(self, instance: Reference) -> None:
        if instance.state == "active":
            instance.cancel()
            self._post(instance)

    def _completed(self, sender: Reference, values: dict[str, Any]) -> None:
        called = sender.caller
        if called is not None:
            self._later(called.caller, lambda: called.caller.returned(called, values))

    def _error(self, sender: Reference, thrower: Any, code: str, values: dict[str, Any]) -> None:
        called = sender.caller
        self._later(called.caller, lambda: called.caller.asked_to_catch(called, thrower, "error", code, values))

    def _escalation(self, sender: Reference, thrower: Any, code: str, values: dict[str, Any]) -> None:
        called = sender.caller
        self._later(called.caller, lambda: called.caller.asked_to_catch(called, thrower, "escalation", code, values))

    def _answer(self, _: Reference, thrower: tuple[Reference, Any], kind: str) -> None:
        home, visit = thrower
        self._later(home, lambda: home.answered(visit, kind))

    # ---- messages and signals ----

    def _message(self, sender: Reference, letter: Letter, values: dict[str, Any], since: int) -> None:
        alike = [
            one for one, *_ in self._lasting if (one.name, one.key, one.once) == (letter.name, letter.key, letter.once)
        ]
        if letter.once and alike:
            return
        reached: set[str] = set()
        self._carry(letter, values, reached, sender, since)
        if letter.lasts:
            self._lasting.append((letter, values, reached))

    def _look_again(self) -> bool:
        """Offer what lasts to those who wait now; whether somebody has taken something."""
        for letter, values, reached in self._lasting:
            self._carry(letter, values, reached, None, 0)
        return bool(self._letters)

    def _carry(
        self, letter: Letter, values: dict[str, Any], reached: set[str], sender: Reference | None, since: int
    ) -> None:
        for one in self.instances:
            for wait in self._waiting(one, "message", letter.name):
                late = one is sender and wait.since > since and not letter.lasts
                fits = wait.key is None or wait.key == letter.key
                if fits and not late and one.index.process.id not in reached:
                    reached.add(one.index.process.id)
                    self._hand(one, wait, values)
        for process, event in self._starts("message", letter.name):
            before = self._started.get((process, letter.key), []) if letter.key else []
            if process not in reached and all(one is not None and one.state != "active" for one in before):
                reached.add(process)
                self._begin_later(process, event, values, letter.key)

    def _starts(self, kind: str, name: str) -> list[tuple[str, Any]]:
        """The start events that wait for something, by process."""
        return [
            (process, event)
            for process, document in self.documents.items()
            for index in [Index(document)]
            for event in index.starts(index.process)
            for one in event.definitions
            if index.kind_of(one) == kind and index.name_of(one) == name
        ]

    def _begin_later(self, process: str, event: Any, values: dict[str, Any], key: str = "") -> None:
        began: list[Any] = [None]  # it is about to begin
        self._started[process, key] = began

        def begin() -> None:
            began[0] = self._begin(process, values, at=event)

        self._later(None, begin)

    def _signal(self, sender: Reference, name: str, values: dict[str, Any]) -> None:
        for one in self.instances:
            if one is not sender:
                for wait in self._waiting(one, "signal", name):
                    self._hand(one, wait, values)
        for process, event in self._starts("signal", name):
            self._begin_later(process, event, values)

    def _waiting(self, one: Reference, kind: str, name: str) -> list[Wait]:
        return [wait for wait in one.waits() if wait.kind == kind and wait.name == name and not wait.taken]

    def _hand(self, one: Reference, wait: Wait, values: dict[str, Any]) -> None:
        wait.taken = not wait.quiet
        self._later(one, lambda: one._fire(wait, values) if wait.open else None)
