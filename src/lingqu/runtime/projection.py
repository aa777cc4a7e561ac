"""Projection: how one decision becomes rows. Projectors are pure functions from an event to changes of rows.

    @on(TaskCreated)
    def task_created(event: TaskCreated, ctx: Projection) -> None:
        ctx.insert("task", key=ctx.key(event.n), …)

The same functions run in the writer and in `lingqu audit`, which replays the history and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, TypeVar

from lingqu.engine.events import MessagePublished, SignalThrown
from lingqu.engine.program import Node, Program
from lingqu.engine.sending import unpacked
from lingqu.engine.state import ElementInstance
from lingqu.kernel.keys import local_key
from lingqu.kernel.values import Json
from lingqu.runtime.blobs import AnyEvent
from lingqu.runtime.case import Case, Runnable
from lingqu.runtime.rows import Changes, key_in

E = TypeVar("E", bound=AnyEvent)
Projector: TypeAlias = Callable[[Any, "Projection"], None]

#: The projectors of this room, by event; filled by the modules of `projectors`.
OWN: dict[type[AnyEvent], list[Projector]] = {}


def on(*kinds: type[Any]) -> Callable[[Projector], Projector]:
    """Register a projector of this room for these events."""

    def register(projector: Projector) -> Projector:
        for kind in kinds:
            OWN.setdefault(kind, []).append(projector)
        return projector

    return register


class Projection:
    """What a projector sees of the decision, and what it writes on."""

    def __init__(
        self,
        before: Case,
        after: Case,
        rows: Changes,
        *,
        at: int,
        by: str,
        deployed: Runnable,
        process_id: str,
        values: Mapping[str, bytes],
        known: Mapping[str, Json] | None = None,
    ) -> None:
        head = after.engine.head
        self.instance = after.key
        self.before = before
        self.after = after
        self.at = at
        self.by = by
        self.tenant = head.tenant
        self.root = head.root
        self.definition = head.definition
        self.process_id = process_id
        self.deployed = deployed
        self.values = values  # large values that came up in this decision, by hash
        self.rows = rows
        self._known = known or {}  # every large value that its events refer to, by hash
        self.elements: dict[int, int] = {}  # ordinals of what this decision's visits were to so far, by their counters

    @property
    def program(self) -> Program:
        return self.deployed.program

    def run(self, events: Iterable[AnyEvent], projectors: Mapping[type[AnyEvent], list[Projector]]) -> None:
        for event in events:
            for projector in projectors.get(type(event), ()):
                projector(event, self)

    # ---- reading ----

    def key(self, n: int) -> int:
        """The key of the thing with that local counter."""
        return local_key(self.instance, n)

    def element(self, owner: int) -> int:
        """The ordinal of the element that an element instance visits (it may be gone by the end of the decision)."""
        found = self.elements.get(owner)
        if found is not None:
            return found
        for case in (self.before, self.after):
            record = case.record(owner)
            if isinstance(record, ElementInstance):
                return record.element
        raise LookupError(f"Expected element instance {owner} of {self.instance} in sight, but it is not")

    def node(self, owner: int) -> Node:
        return self.program.node(self.element(owner))

    def whole(self, event: MessagePublished | SignalThrown) -> dict[str, Json]:
        """The variables that an event sends, large ones included."""
        return unpacked(event.variables, event.large, self._known)

    # ---- writing ----

    def insert(self, table: str, /, **row: Any) -> None:
        """A row that is not there yet, with all its columns."""
        self.rows.insert(table, key_in(table)(row), row)

    def ensure(self, table: str, /, **row: Any) -> None:
        """A row that may be there already; then it stays as it is."""
        self.rows.ensure(table, key_in(table)(row), row)

    def upsert(self, table: str, /, **row: Any) -> None:
        """A row that is inserted or replaced, with all its columns."""
        self.rows.upsert(table, key_in(table)(row), row)

    def update(self, table: str, key: Any, /, **changes: Any) -> None:
        """Some columns of the row with this key (a tuple if the key has several columns)."""
        self.rows.update(table, key if isinstance(key, tuple) else (key,), changes)

    def delete(self, table: str, key: Any, /) -> None:
        self.rows.delete(table, key if isinstance(key, tuple) else (key,))

    def clear(self, table: str, /, **where: Any) -> None:
        """Delete every row whose key has these values; `where` names some of the key's columns."""
        self.rows.clear(table, where)
