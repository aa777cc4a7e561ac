"""Call activities of the reference: what goes down to a called instance, and what comes up from it (13.3.4, 10.5.6)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn import zeebe
from reference.visits import Visit


class Calling:
    """The part of the interpreter that calls, is called, and answers."""

    def _call(self, visit: Visit) -> None:
        given = visit.node.extensions.one(zeebe.CalledElement)
        values = self._seen_from(visit) if given.propagate_all_parent_variables else dict(visit.values)
        visit.called = Called(self, visit)
        self.outbox.append(("call", visit.called, given.process_id, values))

    def returned(self, called: Called, values: dict[str, Any]) -> None:
        """The called instance has completed."""
        visit = called.visit
        if visit.dead or visit.called is not called:
            return
        visit.called = None
        given = visit.node.extensions.one(zeebe.CalledElement)
        if not given.propagate_all_child_variables and not self._mappings(visit.node, "outputs"):
            values = {}
        self._guarded(self._complete, visit, values)

    def asked_to_catch(self, called: Called, thrower: Any, kind: str, code: str, values: dict[str, Any]) -> None:
        """A called instance does not catch what was thrown in it."""
        visit = called.visit
        if visit.dead or visit.called is not called:
            return
        found = self._catcher(visit, kind, code)
        if found is not None:
            self._caught(found, values)
        elif self.caller is not None:
            self.outbox.append((kind, thrower, code, values))
            return
        if not visit.dead and (kind == "escalation" or found is None):
            self.outbox.append(("answer", thrower, kind))

    def answered(self, thrower: Visit, kind: str) -> None:
        """Nobody further up ends the thrower: after an escalation it goes on, an error is for an operator."""
        if thrower.dead:
            return
        if kind == "error":
            thrower.stuck = True
        else:
            self._guarded(self._throw_rest, thrower)


class Called:
    """An instance that a call activity waits for; it begins when the letter has come."""

    def __init__(self, caller: Any, visit: Visit) -> None:
        self.caller = caller
        self.visit = visit
        self.instance: Any = None
