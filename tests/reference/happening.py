"""Events of the reference that come: what is listened for, and what happens then (BPMN 2.0.2, 10.5 and 13.5)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Event, Gateway
from reference.visits import Visit, Wait


class Happening:
    """The part of the interpreter in which something that was awaited comes."""

    def _open_handlers(self, visit: Visit) -> None:
        for _, start in self.index.handlers(visit.node):
            self._listen(visit, start)

    def _listen(self, visit: Visit, event: Any) -> None:
        """Wait for each trigger of an event that is not waited for yet."""
        for definition in event.definitions:
            kind = self.index.kind_of(definition)
            if kind not in ("timer", "message", "signal", "condition"):
                continue
            if any(one.definition is definition for one in visit.waits if one.kind == "condition"):
                continue
            name = self.index.name_of(definition) if kind in ("message", "signal") else ""
            key = self._key(definition.message_ref, visit) if kind == "message" else None
            left = _repetitions(definition.text) if kind == "timer" else 0
            visit.waits.append(Wait(kind, visit, event, definition, name, key, left))
            self.changed = self.changed or kind == "condition"  # it is judged as soon as it is awaited

    def _key(self, message: str, visit: Visit) -> str | None:
        """The correlation key of a message as it is seen from a visit."""
        given = self.index.document.message(message).extensions.one(zeebe.Subscription)
        return None if given is None else text_of(self._evaluate(given.correlation_key, visit))

    def _fire(self, wait: Wait, values: dict[str, Any]) -> None:
        event, owner = wait.event, wait.owner
        if wait.kind == "timer" and wait.left and wait.quiet:
            left = wait.left - (wait.left > 0)
            owner.waits[owner.waits.index(wait)] = Wait("timer", owner, event, wait.definition, left=left)
        elif wait.kind == "timer" or (wait.kind != "condition" and not wait.quiet):
            owner.waits.remove(wait)
        if isinstance(event, Event) and event.parallel_multiple:
            came = owner.came.setdefault(event.id, {})
            came.setdefault(wait.definition.id, values)
            if len(came) < len(event.definitions):
                return
            values = {name: value for one in came.values() for name, value in one.items()}
            del owner.came[event.id]
            if wait.beside and not event.interrupting:
                self._listen(owner, event)
        if wait.beside and event.position == "boundary":
            self._fire_boundary(owner, event, values)
        elif wait.beside:
            self._start_handler(owner, event, values)
        elif isinstance(owner.node, Gateway):
            scope = owner.scope
            self._leave(owner)
            self._happen(event, scope, values)
        else:
            self._guarded(self._complete, owner, values)

    def _fire_boundary(self, owner: Visit, event: Any, values: dict[str, Any]) -> None:
        scope = owner.scope
        if event.interrupting:
            self._end(owner)
        self._happen(event, scope, values)

    def _happen(self, event: Any, scope: Visit, values: dict[str, Any]) -> None:
        """A catching event is entered and left in one go."""
        visit = Visit(event, scope)
        scope.inside.append(visit)
        self._guarded(self._complete, visit, values)

    def _start_handler(self, scope: Visit, start: Any, values: dict[str, Any]) -> None:
        """An event sub-process starts in its scope; an interrupting one ends everything else there."""
        if start.interrupting:
            self._end_all(scope)
            starts = [one for _, one in self.index.handlers(scope.node)]
            scope.waits = [one for one in scope.waits if one.event not in starts]
            scope.closed = True
        handler = self.index.home[start.id]
        visit = Visit(handler, scope, values=self._mapped_in(handler, scope, {}))
        scope.inside.append(visit)
        self._open_handlers(visit)
        self.agenda.append((self._handle, visit, start, values))

    def _handle(self, visit: Visit, start: Any, values: dict[str, Any]) -> None:
        """Its start event happens in its turn."""
        if not visit.dead:
            self._happen(start, visit, values)


def text_of(key: Any) -> str:
    return "" if key is None else str(key)


def _repetitions(text: str) -> int:
    """How many more times a timer comes after the first; -1: for ever."""
    if not text.startswith("R"):
        return 0
    times = text[1:].partition("/")[0]
    return int(times) - 1 if times else -1
