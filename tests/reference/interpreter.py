"""A naive interpreter of BPMN, kept to hold the engine against: tokens on the drawing itself, nothing compiled.

Written from the text of BPMN 2.0.2 (chapters 10 and 13), not from the engine, and as plainly as can be: visits are
objects that lie in one another, every question is answered by looking at all of them. Tokens move one at a time, in
the order in which they came. Where the standard leaves a choice it takes the one that docs/reference/bpmn.md tells.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Definitions, Event, Gateway, MultiInstance, SubProcess, Task
from reference.drawing_index import Index, undone_by
from reference.loops import Loops
from reference.throwing import Throwing
from reference.undoing import Undoing
from reference.values import Values
from reference.visits import Stuck, Undoable, Visit, Wait


class Reference(Loops, Throwing, Undoing, Values):
    """One instance. `waits`, `completed`, `state` and `variables` are what can be compared."""

    def __init__(self, document: Definitions, variables: dict[str, Any]) -> None:
        self.index = Index(document)
        self.root = Visit(self.index.process, None, values=dict(variables))
        self.completed: Counter[str] = Counter()
        self.state = "active"
        self.agenda: deque[tuple[Any, ...]] = deque()
        self.changed = False
        self._open_handlers(self.root)
        [start] = [one for one in self.index.starts(self.index.process) if self.index.kind(one) == "none"]
        self._enter(start, self.root)
        self._settle()

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
        self._settle()

    def throw(self, wait: Wait, code: str) -> None:
        """The worker throws a BPMN error."""
        wait.owner.waits.remove(wait)
        self._guarded(self._throw_error, wait.owner, code)
        self._settle()

    def set(self, values: dict[str, Any]) -> None:
        self._write(self.root, values)
        self._settle()

    # ---- the agenda ----

    def _settle(self) -> None:
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

    def _judge(self) -> None:
        """Every condition that is awaited, what was awaited first in front; what becomes true happens."""
        self.changed = False
        conditions = [wait for visit in self.visits() for wait in visit.waits if wait.kind == "condition"]
        for wait in sorted(conditions, key=lambda wait: wait.since):
            if wait in wait.owner.waits and not wait.owner.dead:
                self._judge_one(wait)

    def _judge_one(self, wait: Wait) -> None:
        [definition] = wait.event.definitions
        held = self._evaluate(definition.condition.text, wait.owner) is True
        before, wait.held = wait.held, held
        if held and not before:
            self._fire(wait, {})

    # ---- in ----

    def _arrive(self, scope: Visit, node: Any) -> None:
        if not scope.dead:
            scope.moving -= 1
            self._enter(node, scope)

    def _enter(self, node: Any, scope: Visit, index: int = 0, values: dict[str, Any] | None = None) -> Visit:
        visit = Visit(node, scope, index, dict(values or {}))
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

    def _open_handlers(self, visit: Visit) -> None:
        for _, start in self.index.handlers(visit.node):
            self._listen(visit, start)

    def _listen(self, visit: Visit, event: Any) -> None:
        kind = self.index.kind(event)
        if kind == "timer":
            [definition] = event.definitions
            text = definition.text
            left = 0
            if text.startswith("R"):
                times = text[1:].partition("/")[0]
                left = int(times) - 1 if times else -1
            visit.waits.append(Wait("timer", visit, event, left=left))
        elif kind in ("message", "signal"):
            visit.waits.append(Wait(kind, visit, event, self.index.name(event)))
        elif kind == "condition":
            visit.waits.append(Wait(kind, visit, event))
            self.changed = True  # it is judged as soon as it is awaited

    # ---- what each kind of node does ----

    def _begin(self, visit: Visit) -> None:
        node = visit.node
        if visit.whole_loop:
            self._begin_loop(visit)
        elif isinstance(node, SubProcess):
            begins = self.index.begins(node)
            for start in begins:
                self._enter(start, visit)
            if not begins:
                self.agenda.append((self._rest, visit))
        elif isinstance(node, Task):
            self._begin_task(visit)
        elif isinstance(node, Gateway) and node.kind == "event-based":
            for flow in self.index.out[node.id]:
                target = self.index.nodes[flow.target]
                if isinstance(target, Event):
                    self._listen(visit, target)
                else:
                    visit.waits.append(self._receives(visit, target))
        elif isinstance(node, Event):
            self._begin_event(visit)
        else:
            self._complete(visit, {})

    def _begin_task(self, visit: Visit) -> None:
        node = visit.node
        script = node.extensions.one(zeebe.Script)
        if self.index.works(node):
            visit.waits.append(Wait("work", visit, node))
        elif node.kind == "receive":
            visit.waits.append(self._receives(visit, node))
        elif script is not None:
            value = self._evaluate(script.expression, visit)
            self._complete(visit, {script.result_variable: value} if script.result_variable else {})
        else:
            self._complete(visit, {})

    def _receives(self, visit: Visit, task: Task) -> Wait:
        return Wait("message", visit, task, self.index.document.message(task.message_ref).name)

    def _begin_event(self, visit: Visit) -> None:
        node, kind = visit.node, self.index.kind(visit.node)
        if node.position == "catch" and kind != "link":
            self._listen(visit, node)
        elif node.position not in ("throw", "end") or kind == "none":
            self._complete(visit, {})
        elif kind == "link":
            self._leave(visit)
            self._enter(self.index.links[self.index.home[node.id].id, self.index.name(node)], visit.scope)
        elif kind == "terminate":
            self._end_all(visit.scope, but=visit)
            self._complete(visit, {})
        elif kind == "error":
            self._throw_error(visit, self.index.name(node))
        elif kind == "escalation":
            self._throw_escalation(visit)
        elif kind == "signal":
            name = self.index.name(node)
            for wait in [one for one in self.waits() if one.kind == "signal" and one.name == name]:
                if wait in wait.owner.waits and not wait.owner.dead:
                    self._fire(wait, {})
            if not visit.dead:
                self._complete(visit, {})
        elif kind == "compensation":
            [definition] = node.definitions
            self._compensate(visit, definition.activity_ref)
        elif kind == "cancel":
            self._cancel(visit)
        else:
            self._complete(visit, {})

    # ---- out ----

    def _complete(self, visit: Visit, values: dict[str, Any]) -> None:
        """A node has done its work: its values travel outward, its tokens go on. Raises Stuck."""
        self._write(visit, values)
        if visit.index:
            self._run_completed(visit, last=self._is_last(visit))
            return
        flows = self._chosen(visit)
        scope = visit.scope
        self._leave(visit)
        self._send(list(flows) * getattr(visit.node, "completion_quantity", 1), scope)

    def _send(self, flows: list[Any], scope: Visit) -> None:
        for flow in flows:
            target = self.index.nodes[flow.target]
            if self.index.gathers(target):
                scope.parked.setdefault(target.id, []).append(flow)
                self.agenda.append((self._gather, scope, target))
            else:
                scope.moving += 1
                self.agenda.append((self._arrive, scope, target))
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
        if not visit.whole_loop:
            self.completed[node.id] += 1
        self._remember(visit)
        visit.waits.clear()
        visit.dead = True
        scope.inside.remove(visit)

    def _remember(self, visit: Visit) -> None:
        scope, node = visit.scope, visit.node
        if scope.undoing or getattr(node, "for_compensation", False):
            return
        if visit.whole_loop:
            scope.ledger += visit.ledger
        elif node.id in self.index.undo or undone_by(self.index, node) is not None or visit.ledger:
            loop = getattr(node, "loop", None)
            together = isinstance(loop, MultiInstance) and not loop.sequential
            group = scope if together and visit.index else None
            keeps = visit.index or isinstance(node, SubProcess)
            scope.ledger.append(Undoable(node, visit.ledger, dict(visit.values) if keeps else {}, group))
        visit.ledger = []

    # ---- joins ----

    def _gather(self, scope: Visit, node: Any) -> None:
        if scope.dead or node.kind in ("inclusive", "complex"):
            return
        if not isinstance(node, Gateway):
            waiting = scope.parked.get(node.id, [])
            if len(waiting) >= node.start_quantity:
                self._join(scope, node, waiting[: node.start_quantity])
            return
        flows = self.index.into[node.id]
        if all(flow in scope.parked.get(node.id, ()) for flow in flows):
            self._join(scope, node, flows)

    def _join(self, scope: Visit, node: Any, flows: list[Any]) -> None:
        for flow in flows:
            self._unpark(scope, node, flow)
        self._enter(node, scope)

    def _unpark(self, scope: Visit, node: Any, flow: Any) -> None:
        scope.parked[node.id].remove(flow)
        if not scope.parked[node.id]:
            del scope.parked[node.id]

    def _open_patient_join(self) -> bool:
        """Let the first inclusive or complex join go on that can, now that everything else is at rest."""
        for scope in self.visits():
            for name in (*scope.parked, *(one for one in scope.opened if one not in scope.parked)):
                node = self.index.nodes[name]
                kind = node.kind if isinstance(node, Gateway) else ""
                if (kind == "inclusive" and self._open_inclusive(scope, node)) or (
                    kind == "complex" and self._open_complex(scope, node)
                ):
                    return True
        return False

    def _open_inclusive(self, scope: Visit, node: Any) -> bool:
        """Table 13.3: no token can come any more along a flow that has none."""
        waiting = self._waiting(scope, node)
        if self._can_come(scope, node, {flow.id for flow in waiting}):
            return False
        self._join(scope, node, waiting)
        return True

    def _open_complex(self, scope: Visit, node: Any) -> bool:
        """Table 13.5: activated by its condition, then reset when no token can come along the other flows."""
        if any(one.node is node for one in scope.inside):
            return False  # it is at work, or waits for help
        waiting = self._waiting(scope, node)
        served = scope.opened.get(node.id)
        if served is None:
            condition = node.activation_condition
            if not waiting or (
                condition is not None and self._evaluate(condition.text, scope, self._counts(scope, node)) is not True
            ):
                return False
            scope.opened[node.id] = {flow.id for flow in waiting}
            self._join(scope, node, waiting)
            return True
        if self._can_come(scope, node, served | {flow.id for flow in waiting}):
            return False
        late = [flow for flow in waiting if flow.id not in served]
        del scope.opened[node.id]
        for flow in late:
            self._unpark(scope, node, flow)
        if node.default or any(flow.condition for flow in self.index.out[node.id]):
            raise NotImplementedError("A reset that goes on by a condition is drawn by hand only")
        self.agenda.append((self._rest, scope))
        return True

    def _counts(self, scope: Visit, node: Any) -> dict[str, Any]:
        parked = scope.parked.get(node.id, [])
        return {"activationCount": len(parked)}

    def _waiting(self, scope: Visit, node: Any) -> list[Any]:
        """The flows into a join that have a token."""
        return [flow for flow in self.index.into[node.id] if flow in scope.parked.get(node.id, ())]

    def _can_come(self, scope: Visit, node: Any, served: set[str]) -> bool:
        """Whether a token elsewhere can come along a flow that is not served, and along none that is."""
        places = {one.node.id for one in scope.inside} | scope.parked.keys()
        for place in places - {node.id}:
            arrives = self.index.can_arrive_by(place, node.id)
            if arrives and not arrives & served:
                return True
        return False

    # ---- the end of scopes ----

    def _rest(self, scope: Visit) -> None:
        if scope.dead or scope.inside or scope.parked or scope.moving:
            return
        if scope is self.root:
            self.state = "completed"
            self.root.waits.clear()
            self.agenda.clear()
        elif scope.undoing and isinstance(scope.node, SubProcess):
            self._stand_down(scope)
        elif scope.undoing:
            self._undo_on(scope)
        elif isinstance(scope.node, SubProcess) and not scope.whole_loop:
            self._guarded(self._complete, scope, {})

    def _end(self, visit: Visit) -> None:
        """Ended before its time, with all in it."""
        self._end_all(visit)
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
        self.agenda = deque(one for one in self.agenda if not (one[0] == self._arrive and one[1] is scope))

    # ---- events that happen ----

    def _fire(self, wait: Wait, values: dict[str, Any]) -> None:
        event, owner = wait.event, wait.owner
        beside = isinstance(event, Event) and event.position in ("boundary", "start")
        if wait.kind == "timer" and wait.left and beside and not event.interrupting:
            owner.waits[owner.waits.index(wait)] = Wait("timer", owner, event, left=wait.left - (wait.left > 0))
        elif wait.kind == "timer" or (wait.kind != "condition" and not (beside and not event.interrupting)):
            owner.waits.remove(wait)
        if beside and event.position == "boundary":
            self._fire_boundary(owner, event, values)
        elif beside:
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
        visit = Visit(self.index.home[start.id], scope)
        scope.inside.append(visit)
        self._open_handlers(visit)
        self._happen(start, visit, values)
