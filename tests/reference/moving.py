"""How tokens of the reference move: into a node, out of it, along the flows (BPMN 2.0.2, 13.3 and 13.4)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn.elements import Gateway, MultiInstance, SubProcess
from reference.drawing_index import undone_by
from reference.visits import RUN, Stuck, Undoable, Visit


class Moving:
    """The part of the interpreter that enters, completes and leaves nodes."""

    # ---- in ----

    def _arrive(self, scope: Visit, flow: Any) -> None:
        if not scope.dead:
            scope.moving -= 1
            self._enter(self.index.nodes[flow.target], scope, via=flow)

    def _enter_all(self, nodes: list[Any], scope: Visit) -> None:
        """All begin at once: each is like a token on its way, which whatever ends the scope takes away."""
        if len(nodes) == 1:
            self._enter(nodes[0], scope)
            return
        self.agenda += [(self._enter_one, scope, node) for node in nodes]

    def _enter_one(self, scope: Visit, node: Any) -> None:
        if not scope.dead:
            self._enter(node, scope)

    def _enter(
        self, node: Any, scope: Visit, index: int = 0, values: dict[str, Any] | None = None, via: Any = None
    ) -> Visit:
        visit = Visit(node, scope, index, dict(values or {}), via=via)
        if not visit.whole_loop:
            visit.values |= self._mapped_in(node, scope, visit.values)
        self.changed = self.changed or bool(visit.values)
        scope.inside.append(visit)
        if not index:
            for event in self.index.boundaries[node.id]:
                self._listen(visit, event)
        if not visit.whole_loop and isinstance(node, SubProcess):
            self._open_handlers(visit)
        for wait in [one for one in visit.waits if one.kind == "condition"]:
            if wait in visit.waits and not visit.dead:
                self._judge_one(wait)
        if not visit.dead and not self._taken_over(visit):
            self._guarded(self._begin, visit)
        return visit

    def _taken_over(self, visit: Visit) -> bool:
        """Whether an interrupting event sub-process runs in a scope that has just begun."""
        return any(
            isinstance(one.node, SubProcess)
            and one.node.triggered_by_event
            and any(start.interrupting for start in self.index.starts(one.node))
            for one in visit.inside
        )

    # ---- out ----

    def _complete(self, visit: Visit, values: dict[str, Any]) -> None:
        """A node has done its work: its values travel outward, its tokens go on. Raises Stuck."""
        self._bring(visit, values)
        if visit.index:
            self._run_completed(visit, last=self._is_last(visit))
            return
        flows = self._chosen(visit)
        scope = visit.scope
        over = bool(flows) and self._ends_ad_hoc(visit)
        self._leave(visit)
        if over and self._close_around(scope):
            return
        self._send(list(flows) * getattr(visit.node, "completion_quantity", 1), scope)

    def _send(self, flows: list[Any], scope: Visit) -> None:
        for flow in flows:
            target = self.index.nodes[flow.target]
            if self.index.gathers(target):
                scope.parked.setdefault(target.id, []).append(flow)
                self.agenda.append((self._gather, scope, target))
            else:
                scope.moving += 1
                self.agenda.append((self._arrive, scope, flow))
        if not flows:
            self.agenda.append((self._rest, scope))

    def _chosen(self, visit: Visit) -> list[Any]:
        """Which flows get a token. Raises Stuck if conditions leave none."""
        node, flows = visit.node, self.index.out[visit.node.id]
        kind = node.kind if isinstance(node, Gateway) else ""
        default = getattr(node, "default", "")
        if kind == "parallel" or not flows:
            return flows
        taken = []
        for flow in flows:
            if flow.id == default or (kind == "exclusive" and taken):
                continue
            conditional = flow.condition is not None and flow.condition.text.strip()
            if not conditional or self._evaluate(flow.condition.text, visit) is True:
                taken.append(flow)
        taken = taken or [flow for flow in flows if flow.id == default]
        if not taken:
            raise Stuck
        return taken

    def _leave(self, visit: Visit) -> None:
        """It has completed: out of its scope, and remembered there if it can be compensated."""
        scope, node = visit.scope, visit.node
        if not visit.whole_loop and visit.index != RUN:
            self.completed[node.id] += 1
        self._remember(visit)
        visit.waits.clear()
        visit.dead = True
        scope.inside.remove(visit)

    def _remember(self, visit: Visit) -> None:
        scope, node = visit.scope, visit.node
        if scope.undoing or getattr(node, "for_compensation", False):
            return
        if visit.whole_loop or visit.index == RUN:
            scope.ledger += visit.ledger
        elif node.id in self.index.undo or undone_by(self.index, node) is not None or visit.ledger:
            loop = getattr(node, "loop", None)
            together = isinstance(loop, MultiInstance) and not loop.sequential
            group = scope if together and visit.index else None
            keeps = visit.index or isinstance(node, SubProcess)
            scope.ledger.append(Undoable(node, visit.ledger, dict(visit.values) if keeps else {}, group))
        visit.ledger = []

    # ---- the end of scopes ----

    def _rest(self, scope: Visit) -> None:
        if scope.dead or scope.inside or scope.parked or scope.moving:
            return
        if scope is self.root:
            self.outbox.append(("completed", dict(self.root.values)))
            self._stop("completed")
        elif scope.index == RUN:
            self._guarded(self._complete, scope, {})
        elif scope.undoing and isinstance(scope.node, SubProcess):
            self._stand_down(scope)
        elif scope.undoing:
            self._undo_on(scope)
        elif (
            isinstance(scope.node, SubProcess)
            and not scope.whole_loop
            and (scope.closed or scope.node.kind != "ad-hoc")
        ):
            self._guarded(self._complete, scope, self._gathered(scope))

    def _end(self, visit: Visit) -> None:
        """Ended before its time, with all in it."""
        self._end_all(visit)
        if visit.called is not None:
            self.outbox.append(("cancel", visit.called))
        visit.dead = True
        visit.waits.clear()
        visit.scope.inside.remove(visit)
        if visit.index and visit.scope.count is not None:
            visit.scope.count["ended"] += 1

    def _end_all(self, scope: Visit, but: Visit | None = None) -> None:
        for one in [visit for visit in scope.inside if visit is not but]:
            self._end(one)
        scope.parked.clear()
        scope.opened.clear()
        scope.moving = 0
        for item in [one for one in self.agenda if one[0] in (self._arrive, self._enter_one) and one[1] is scope]:
            self.agenda.remove(item)
