"""All instances of the reference, and the post between them: letters in the order in which they were written.

An instance comes to rest first, then what it wrote is delivered. A message without time to live is for those who wait
when it is thrown, for one instance of each process at most; a signal is for everybody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from lingqu.model.bpmn.elements import Definitions
from reference.calling import Called
from reference.drawing_index import Index
from reference.interpreter import Reference
from reference.visits import Wait


class House:
    """A world of processes by id."""

    def __init__(self, documents: Mapping[str, Definitions]) -> None:
        self.documents = documents
        self.instances: list[Reference] = []
        self._letters: deque[tuple[Reference, Any]] = deque()  # whom it is for, and what it does there

    def start(self, process: str, variables: dict[str, Any]) -> None:
        self._begin(process, variables, None)
        self.deliver()

    def _begin(self, process: str, variables: dict[str, Any], called: Called | None) -> None:
        one = Reference(Index(self.documents[process]), variables, called)
        if called is not None:
            called.instance = one
        self.instances.append(one)
        one.start()
        self._post(one)

    def deliver(self) -> None:
        """Carry letters until there are none; what is for an instance that is over is dropped."""
        for one in self.instances:
            self._post(one)
        while self._letters:
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

    def _message(self, sender: Reference, name: str, values: dict[str, Any], since: int) -> None:
        reached: set[str] = set()
        for one in self.instances:
            for wait in self._waiting(one, "message", name):
                late = one is sender and wait.since > since
                if not late and one.index.process.id not in reached:
                    reached.add(one.index.process.id)
                    self._hand(one, wait, values)

    def _signal(self, sender: Reference, name: str, values: dict[str, Any]) -> None:
        for one in self.instances:
            if one is not sender:
                for wait in self._waiting(one, "signal", name):
                    self._hand(one, wait, values)

    def _waiting(self, one: Reference, kind: str, name: str) -> list[Wait]:
        return [wait for wait in one.waits() if wait.kind == kind and wait.name == name and not wait.taken]

    def _hand(self, one: Reference, wait: Wait, values: dict[str, Any]) -> None:
        wait.taken = not wait.quiet
        self._later(one, lambda: one._fire(wait, values) if wait.open else None)
