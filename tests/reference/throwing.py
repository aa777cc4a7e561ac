"""What events of the reference throw, and who catches errors and escalations (BPMN 2.0.2, 10.5.6)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import SubProcess
from reference.happening import text_of
from reference.visits import RUN, Letter, Stuck, Visit, tick


class Throwing:
    """The part of the interpreter that throws, and looks for who catches."""

    def _throw_all(self, visit: Visit) -> None:
        """Messages and signals first, then an escalation, then compensation, and last what ends the scope."""
        values = dict(visit.values)
        for kind in ("message", "signal"):
            for definition in self._definitions(visit, kind):
                if not visit.dead and kind == "message":
                    self.outbox.append(("message", self._letter(visit, definition), values, tick()))
                elif not visit.dead:
                    self._signal(self.index.name_of(definition), values)
        if visit.dead:
            return
        for definition in self._definitions(visit, "escalation"):
            if not self._throw_escalation(visit, self.index.name_of(definition), values):
                return  # it waits for an answer, or is gone
        self._throw_rest(visit)

    def _letter(self, visit: Visit, definition: Any) -> Letter:
        given = visit.node.extensions.one(zeebe.PublishMessage)
        said = "" if given is None else given.correlation_key
        key = text_of(self._evaluate(said, visit)) if said else self._key(definition.message_ref, visit) or ""
        lasts = given is not None and bool(given.time_to_live)
        return Letter(self.index.name_of(definition), key, lasts, "" if given is None else given.message_id)

    def _throw_rest(self, visit: Visit) -> None:
        """The escalation has been judged."""
        for definition in self._definitions(visit, "compensation"):
            self._compensate(visit, definition.activity_ref)
            return
        self._throw_last(visit)

    def _throw_last(self, visit: Visit) -> None:
        """What was to be undone is undone: throw what ends the scope, or go on. Raises Stuck."""
        for definition in self._definitions(visit, "error"):
            self._throw_error(visit, self.index.name_of(definition), dict(visit.values))
            return
        kinds = self.index.kinds(visit.node)
        if "cancel" in kinds:
            self._cancel(visit)
            return
        if "terminate" in kinds:
            self._end_all(visit.scope, but=visit)
        self._complete(visit, {})

    def _definitions(self, visit: Visit, kind: str) -> list[Any]:
        return [one for one in visit.node.definitions if self.index.kind_of(one) == kind]

    def _signal(self, name: str, values: dict[str, Any]) -> None:
        """At once to all here who wait for it, later to everybody else."""
        self.outbox.append(("signal", name, values))
        for wait in [one for one in self.waits() if one.kind == "signal" and one.name == name]:
            if wait.open:
                self._fire(wait, values)

    def _catcher(self, origin: Visit, kind: str, code: str) -> tuple[Visit, Any] | None:
        """From the inside out; in a scope event sub-processes first; the code first, then any."""
        at, from_handler = origin, False
        while at is not None:
            found = []
            body = at.whole_loop or at.index == RUN
            if not body and not at.undoing and not from_handler and at.node.id in self._scopes():
                found.append([start for _, start in self.index.handlers(at.node)])
            if not at.index and not at.undoing:
                found.append(self.index.boundaries[at.node.id])
            for events in found:
                for wanted in (code, ""):
                    for one in events:
                        fitting = [each for each in one.definitions if self.index.kind_of(each) == kind]
                        if any(self.index.name_of(each) == wanted for each in fitting):
                            return at, one
            from_handler = isinstance(at.node, SubProcess) and at.node.triggered_by_event
            at = at.scope
        return None

    def _scopes(self) -> set[str]:
        inner = {one.id for one in self.index.nodes.values() if isinstance(one, SubProcess)}
        return inner | {self.index.process.id}

    def _caught(self, found: tuple[Visit, Any], values: dict[str, Any]) -> None:
        owner, event = found
        if event.position == "boundary":
            self._fire_boundary(owner, event, values)
        else:
            self._start_handler(owner, event, values)

    def _throw_error(self, visit: Visit, code: str, values: dict[str, Any]) -> None:
        """Nobody catches it here: the caller is asked; if there is none: Stuck."""
        found = self._catcher(visit, "error", code)
        if found is not None:
            self._caught(found, values)
        elif self.caller is not None:
            self.outbox.append(("error", (self, visit), code, values))
        else:
            raise Stuck

    def _throw_escalation(self, visit: Visit, code: str, values: dict[str, Any]) -> bool:
        """Whether who throws can go on at once: not if it was ended, and not before the caller has answered."""
        found = self._catcher(visit, "escalation", code)
        if found is not None:
            self._caught(found, values)
        elif self.caller is not None:
            self.outbox.append(("escalation", (self, visit), code, values))
            return False
        return not visit.dead
