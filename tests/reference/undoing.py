"""Compensation and cancelled transactions of the reference (BPMN 2.0.2, 13.5.5 and 13.3.4)."""

from __future__ import annotations

from lingqu.model.bpmn.elements import SubProcess
from reference.drawing_index import undone_by
from reference.visits import Undoable, Visit


class Undoing:
    """The part of the interpreter that undoes what has completed."""

    def _compensate(self, visit: Visit, activity: str) -> None:
        """Take what has completed in the scope out of its ledger and undo it, the latest first."""
        scope = visit.scope
        while True:
            wanted = [one for one in scope.ledger if not activity or one.node.id == activity]
            scope.ledger = [one for one in scope.ledger if one not in wanted]
            visit.ledger = sorted(wanted + visit.ledger, key=lambda one: one.since)
            if not (isinstance(scope.node, SubProcess) and scope.node.triggered_by_event):
                break
            scope = scope.scope
        visit.undoing = True
        self._undo_on(visit)

    def _undo_on(self, visit: Visit) -> None:
        """Undo what comes next, or go on if nothing is left."""
        if self._undo_next(visit):
            return
        if visit.cancelling:
            self._leave_transaction(visit)
        else:
            visit.undoing = False
            self._guarded(self._throw_last, visit)

    def _undo_next(self, visit: Visit) -> bool:
        if not visit.ledger:
            return False
        last = visit.ledger[-1]
        together = [one for one in visit.ledger if one is last or (last.group is not None and one.group is last.group)]
        visit.ledger = [one for one in visit.ledger if one not in together]
        for one in together:
            self._undo(visit, one)
        return True

    def _undo(self, visit: Visit, one: Undoable) -> None:
        handler = self.index.undo.get(one.node.id)
        if handler is not None:
            self._enter(handler, visit, values=one.values)
            return
        again = Visit(one.node, visit, values=dict(one.values), ledger=one.inner, undoing=True)
        visit.inside.append(again)
        start = undone_by(self.index, one.node)
        if start is not None:
            self._start_handler(again, start, {})
        else:
            self.agenda.append((self._rest, again))

    def _stand_down(self, visit: Visit) -> None:
        if undone_by(self.index, visit.node) is None and self._undo_next(visit):
            return
        visit.dead = True
        visit.scope.inside.remove(visit)
        self.agenda.append((self._rest, visit.scope))

    def _cancel(self, visit: Visit) -> None:
        """End all else in the transaction and undo what has completed in it, then leave by the cancel event."""
        scope = visit.scope
        while getattr(scope.node, "kind", "") != "transaction":
            scope = scope.scope
        if scope is not visit.scope:  # it happens in the transaction, which ends it where it stands
            visit = Visit(visit.node, scope)
            scope.inside.append(visit)
        for one in [inner for inner in self._deepest_first(scope) if inner is not visit]:
            self._remember_cancelled(one)
        self._end_all(scope, but=visit)
        visit.ledger, scope.ledger = scope.ledger, []
        visit.undoing = visit.cancelling = True
        self._undo_on(visit)

    def _deepest_first(self, scope: Visit) -> list[Visit]:
        found, todo = [], list(scope.inside)
        while todo:
            one = todo.pop()
            found.append(one)
            todo.extend(one.inside)
        return found[::-1]

    def _remember_cancelled(self, visit: Visit) -> None:
        if visit.ledger:
            self._remember(visit)

    def _leave_transaction(self, visit: Visit) -> None:
        transaction = visit.scope
        visit.undoing = False
        self._leave(visit)
        if transaction.index:
            transaction = transaction.scope
        boundary = [one for one in self.index.boundaries[transaction.node.id] if self.index.kind(one) == "cancel"]
        if boundary:
            self._fire_boundary(transaction, boundary[0], {})
            return
        scope = transaction.scope
        self._end(transaction)
        self.agenda.append((self._rest, scope))
