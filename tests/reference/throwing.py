"""Errors and escalations of the reference: from the inside out (BPMN 2.0.2, 10.5.6)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn.elements import SubProcess
from reference.visits import Stuck, Visit


class Throwing:
    """The part of the interpreter that looks for who catches."""

    def _catcher(self, origin: Visit, kind: str, code: str) -> tuple[Visit, Any] | None:
        """From the inside out; in a scope event sub-processes first; the code first, then any."""
        at, from_handler = origin, False
        while at is not None:
            found = []
            if not at.whole_loop and not at.undoing and not from_handler and at.node.id in self._scopes():
                found.append([start for _, start in self.index.handlers(at.node)])
            if not at.index and not at.undoing:
                found.append(self.index.boundaries[at.node.id])
            for events in found:
                fitting = [one for one in events if self.index.kind(one) == kind]
                for wanted in (code, ""):
                    for one in fitting:
                        if self.index.name(one) == wanted:
                            return at, one
            from_handler = isinstance(at.node, SubProcess) and at.node.triggered_by_event
            at = at.scope
        return None

    def _scopes(self) -> set[str]:
        inner = {one.id for one in self.index.nodes.values() if isinstance(one, SubProcess)}
        return inner | {self.index.process.id}

    def _caught(self, found: tuple[Visit, Any]) -> None:
        owner, event = found
        if event.position == "boundary":
            self._fire_boundary(owner, event, {})
        else:
            self._start_handler(owner, event, {})

    def _throw_error(self, visit: Visit, code: str) -> None:
        found = self._catcher(visit, "error", code)
        if found is None:
            raise Stuck
        self._caught(found)

    def _throw_escalation(self, visit: Visit) -> None:
        found = self._catcher(visit, "escalation", self.index.name(visit.node))
        if found is not None:
            self._caught(found)
        if not visit.dead:
            self._complete(visit, {})
