"""Every order in which tokens can move: a state of the naive interpreter, and all that can happen next in it.

A listener that does not interrupt comes once for each activation of its host, as in docs/explanation/soundness.md.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

from checks.free_choice import FreeChoice
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Activity, CallActivity, Definitions, Event, Gateway, SubProcess, Task
from reference.drawing_index import Index
from reference.visits import RUN, Visit, Wait


class AnyOrder(FreeChoice):
    """One state of an instance; `acts` are what can happen next, each a thing of its own."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self.reached: Counter[tuple[Visit, str]] = Counter()  # (scope, end event) -> how often, two at most
        self.told: list[str] = []  # ids of what acted in this act
        self.happened: set[str] = set()  # ids of the activities among them
        self.twice = False  # a scope completed in which an end event was reached twice
        self.codes = sorted({one.code for one in index.document.errors} | {"any other"})

    @classmethod
    def begun(cls, document: Definitions) -> Iterator[AnyOrder]:
        """The states in which a process may begin."""
        index = Index(document)
        yield from _all_ways(lambda: cls(index), lambda one: one.start())

    def following(self) -> Iterator[AnyOrder]:
        """Every state that may come next."""
        if self.state != "active":
            return
        for number in range(len(self.acts())):
            yield from _all_ways(self.copied, lambda one, at=number: one.do_act(at))

    def do_act(self, number: int) -> None:
        self.acts()[number]()
        self.settle()

    # ---- what can happen ----

    def acts(self) -> list[Callable[[], None]]:
        found: list[Callable[[], None]] = [self._later(item) for item in self.agenda]
        for visit in self.visits():
            found += [act for wait in visit.waits for act in self._comings(wait)]
            found += self._joins(visit)
            found += self._of_choice(visit)
        return found

    def _later(self, item: tuple[Any, ...]) -> Callable[[], None]:
        def act() -> None:
            self.agenda.remove(item)
            item[0](*item[1:])

        return act

    def _comings(self, wait: Wait) -> Iterator[Callable[[], None]]:
        if self._may_come(wait):
            yield lambda: self._come(wait)
        if wait.kind == "work" and self._may_fail(wait.owner.node):
            for code in self.codes:
                if self._catcher(wait.owner, "error", code) is not None:
                    yield lambda code=code: self._failed(wait, code)

    def _may_come(self, wait: Wait) -> bool:
        """What starts an event sub-process comes while something lives in its scope; a quiet one runs once at a time."""
        if not wait.beside or (wait.event.position == "boundary" and wait.event.interrupting):
            return True
        if wait.event.position == "boundary":
            here = self.on_flows(wait.owner.scope)
            return not any(here[flow.id] for flow in self.index.out[wait.event.id])
        handler = self.index.home[wait.event.id]
        ad_hoc = getattr(wait.owner.node, "kind", "") == "ad-hoc"  # it waits even if it is empty
        return (ad_hoc or self._held(wait.owner)) and all(one.node is not handler for one in wait.owner.inside)

    def _held(self, scope: Visit) -> bool:
        return bool(scope.inside or scope.parked or scope.moving or scope.opened)

    def _come(self, wait: Wait) -> None:
        event, owner = wait.event, wait.owner
        if wait.beside and event.position == "boundary":
            if isinstance(owner.node, Activity) and event.interrupting:
                self.happened.add(owner.node.id)
                self.told += [] if isinstance(owner.node, SubProcess) else [owner.node.id]
            owner.waits.remove(wait)
            self._fire_boundary(owner, event, {})
        elif wait.beside:
            self.told.append(self.index.home[event.id].id)
            self._start_handler(owner, event, {})
        elif isinstance(owner.node, Gateway):
            scope = owner.scope
            self._leave(owner)
            self._happen(event, scope, {})
        else:
            self._complete(owner, {})

    def _failed(self, wait: Wait, code: str) -> None:
        self.happened.add(wait.owner.node.id)
        self.told.append(wait.owner.node.id)
        self._caught(self._catcher(wait.owner, "error", code), {})

    def _may_fail(self, node: Any) -> bool:
        return isinstance(node, CallActivity) or node.extensions.one(zeebe.TaskDefinition) is not None

    def _joins(self, scope: Visit) -> Iterator[Callable[[], None]]:
        for name in {*scope.parked, *scope.opened}:
            node = self.index.nodes[name]
            probe = {
                "parallel": lambda node=node: all(
                    flow in scope.parked.get(node.id, ()) for flow in self.index.into[node.id]
                ),
                "inclusive": lambda node=node: (
                    not self._can_come(scope, node, {flow.id for flow in self._waiting(scope, node)})
                ),
                "complex": lambda node=node: self._complex_may(scope, node),
            }[node.kind]
            if probe():
                yield lambda node=node: self._joined(scope, node)

    def _joined(self, scope: Visit, node: Any) -> None:
        if node.kind == "parallel":
            self._join(scope, node, self.index.into[node.id])
        elif node.kind == "inclusive":
            self._join(scope, node, self._waiting(scope, node))
        else:
            self.told += [node.id] if node.id in scope.opened else []
            self._open_complex(scope, node)

    def _complex_may(self, scope: Visit, node: Any) -> bool:
        waiting = self._waiting(scope, node)
        if node.id in scope.opened:
            return not self._can_come(scope, node, scope.opened[node.id] | {flow.id for flow in waiting})
        condition = node.activation_condition
        return bool(waiting) and (
            condition is None or self._evaluate(condition.text, scope, self._counts(scope, node)) is True
        )

    def _of_choice(self, body: Visit) -> list[Callable[[], None]]:
        """An ad-hoc sub-process: one thing at a time, and it may be over whenever nothing is at work."""
        node = body.node
        ad_hoc = isinstance(node, SubProcess) and node.kind == "ad-hoc" and not body.whole_loop and body.index != RUN
        if not ad_hoc or self._held(body):
            return []
        found: list[Callable[[], None]] = [lambda one=one: self._enter(one, body) for one in self.index.begins(node)]
        return [*found, lambda: self._complete(body, {})]

    def _can_come(self, scope: Visit, node: Any, served: set[str]) -> bool:
        places = {one.node.id for one in scope.inside} | scope.parked.keys() | scope.opened.keys()
        places |= {item[2].target for item in self.agenda if item[0] == self._arrive and item[1] is scope}
        ways = [way for place in places - {node.id} for way in self.index.ways_from(place, node.id)]
        return any(way and not way & served for way in ways)

    # ---- what is not told apart ----

    def settle(self) -> None:
        """Bookkeeping is done at once; tokens on their way, and the end of scopes, wait for their turn."""
        while True:
            kept: deque[tuple[Any, ...]] = deque()
            books = None
            for item in self.agenda:
                if item[0] == self._gather or item[1].dead or (item[0] == self._rest and item in kept):
                    continue
                if item[0] == self._arrive or (item[0] == self._rest and not self._held(item[1])):
                    kept.append(item)
                elif item[0] != self._rest and books is None:
                    books = item
                elif item[0] != self._rest:
                    kept.append(item)
            self.agenda = kept
            if books is None:
                return
            books[0](*books[1:])

    # ---- what is looked at ----

    def _enter(self, node: Any, scope: Visit, index: int = 0, values: Any = None, via: Any = None) -> Visit:
        if isinstance(node, SubProcess):
            self.happened.add(node.id)
            self.told += [] if index else [node.id]
        if isinstance(node, Event) and node.position == "end":
            self.reached[scope, node.id] = min(2, self.reached[scope, node.id] + 1)
        return super()._enter(node, scope, index, values, via)

    def _leave(self, visit: Visit) -> None:
        if isinstance(visit.node, Task | CallActivity):
            self.happened.add(visit.node.id)
        if not (isinstance(visit.node, SubProcess) or self._throws(visit.node)):
            self.told.append(visit.node.id)
        super()._leave(visit)

    def _throw_all(self, visit: Visit) -> None:
        self.told.append(visit.node.id)
        super()._throw_all(visit)

    def _handle(self, visit: Visit, start: Any, values: dict[str, Any]) -> None:
        self.told, before = [], self.told
        super()._handle(visit, start, values)
        self.told = before  # it was told when it was triggered

    def _start_handler(self, scope: Visit, start: Any, values: dict[str, Any]) -> None:
        self.told.append(start.id)
        super()._start_handler(scope, start, values)

    def _throws(self, node: Any) -> bool:
        return (
            isinstance(node, Event)
            and node.position in ("throw", "end")
            and self.index.kind(node) not in ("none", "link")
        )

    def _rest(self, scope: Visit) -> None:
        if not (scope.dead or self._held(scope)) and any(
            number > 1 for (one, _), number in self.reached.items() if one is scope
        ):
            self.twice = True
        super()._rest(scope)

    def on_flows(self, scope: Visit) -> Counter[str]:
        """How many tokens each flow has, at work behind it included; a sub-process is counted itself."""
        found = Counter(flow.id for flows in scope.parked.values() for flow in flows)
        found.update(item[2].id for item in self.agenda if item[0] == self._arrive and item[1] is scope)
        for one in scope.inside:
            if isinstance(one.node, SubProcess):
                found[one.node.id] += one.scope is scope and not one.index
            elif one.via is not None:
                found[one.via.id] += 1
        return found

    @property
    def crowded(self) -> bool:
        return any(number > 1 for scope in self.visits() for number in self.on_flows(scope).values())

    @property
    def doubled(self) -> bool:
        """Whether a sub-process runs twice at once."""
        return any(
            number > 1 and isinstance(self.index.nodes.get(name), SubProcess)
            for scope in self.visits()
            for name, number in self.on_flows(scope).items()
        )

    def named(self) -> Any:
        """What tells this state from others."""
        return "over" if self.state != "active" else self._named(self.root)

    def _named(self, visit: Visit) -> Any:
        pending = sorted(
            getattr(item[2], "id", "") if item[0] == self._arrive else item[0].__name__
            for item in self.agenda
            if item[1] is visit
        )
        return (
            visit.node.id,
            visit.index != 0,
            "" if visit.via is None else visit.via.id,
            tuple(sorted(wait.event.id for wait in visit.waits)),
            tuple(sorted(flow.id for flows in visit.parked.values() for flow in flows)),
            tuple(sorted((name, *sorted(served)) for name, served in visit.opened.items())),
            visit.closed,
            tuple(pending),
            tuple(sorted((name, number) for (scope, name), number in self.reached.items() if scope is visit)),
            tuple(sorted((visit.count or {}).items())),
            tuple(sorted(map(self._named, visit.inside))),
        )

    def copied(self) -> AnyOrder:
        """The same state, to go on from another way."""
        other = AnyOrder(self.index)
        known = {id(self.root): other.root}
        self._copy_into(self.root, other.root, known)
        other.state = self.state
        other.reached = Counter(
            {(known[id(one)], end): n for (one, end), n in self.reached.items() if id(one) in known}
        )
        other.agenda = deque(
            (getattr(other, item[0].__name__), known[id(item[1])], *item[2:])
            for item in self.agenda
            if id(item[1]) in known
        )
        return other

    def _copy_into(self, one: Visit, other: Visit, known: dict[int, Visit]) -> None:
        known[id(one)] = other
        other.waits = [Wait(wait.kind, other, wait.event) for wait in one.waits]
        other.parked = {join: list(flows) for join, flows in one.parked.items()}
        other.opened = {join: set(flows) for join, flows in one.opened.items()}
        other.moving, other.closed = one.moving, one.closed
        other.count = None if one.count is None else dict(one.count)
        for inner in one.inside:
            copied = Visit(inner.node, other, inner.index, via=inner.via)
            self._copy_into(inner, copied, known)
            other.inside.append(copied)


def _all_ways(before: Callable[[], AnyOrder], act: Callable[[AnyOrder], None]) -> Iterator[AnyOrder]:
    """What an act leads to, for every free choice in it."""
    given: list[int] | None = []
    while given is not None:
        one = before()
        one.given = given
        act(one)
        yield one
        picks = one.picks
        while picks and picks[-1][0] + 1 == picks[-1][1]:
            picks.pop()
        given = [*(which for which, _ in picks[:-1]), picks[-1][0] + 1] if picks else None
