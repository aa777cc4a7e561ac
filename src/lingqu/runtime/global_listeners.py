"""Global listeners: jobs that hear of the changes of every user task of a tenant.

A node knows them for a second: a change holds at once on the node that was asked for it, on the others that much later.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence

import msgspec

from lingqu.engine.world import GlobalListener
from lingqu.kernel.errors import Conflict, NotFound, Unprocessable
from lingqu.kernel.values import encode
from lingqu.runtime.blobs import from_json
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection

#: Listeners of one tenant: each of them holds up every change that it hears of.
MOST = 50
#: Seconds that a node believes what it has read.
BELIEVED = 1.0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A listener as it is asked for. Of a higher `priority`: earlier; `after`: after those that are drawn."""

    id: str
    events: Sequence[str]
    type: str
    retries: int
    after: bool
    priority: int

    @property
    def columns(self) -> dict[str, str | int]:
        return {
            "events": encode(list(self.events)).decode(),
            "type": self.type,
            "retries": self.retries,
            "after": int(self.after),
            "priority": self.priority,
        }


class Heard:
    """What a node knows of its tenants' listeners. Used by the writer's thread only."""

    def __init__(self) -> None:
        self._until = 0.0
        #: By tenant; never changed in place.
        self.known: Mapping[str, tuple[GlobalListener, ...]] = {}

    def believed(self) -> Mapping[str, tuple[GlobalListener, ...]]:
        """What is known and not too old."""
        if self.known and time.monotonic() > self._until:
            self.known = {}
        return self.known

    def keep(self, read: Mapping[str, tuple[GlobalListener, ...]]) -> None:
        """What a transaction has read, now that it is committed."""
        if not self.known:
            self._until = time.monotonic() + BELIEVED
        self.known = read

    def forget(self) -> None:
        """They have changed."""
        self.known = {}


def create(wanted: Wanted, heard: Heard, *, tenant: str, by: str) -> RowWork:
    """Raises Conflict for an id that there is, Unprocessable if there are too many."""

    def run(tx: Tx) -> None:
        tx.after(heard.forget)
        known = [id_ for (id_,) in tx.c.rows("SELECT id FROM global_listener WHERE tenant = ?", [tenant])]
        if wanted.id in known:
            raise Conflict("runtime.listener_exists", id=wanted.id)
        if len(known) >= MOST:
            raise Unprocessable("runtime.too_many_listeners", most=MOST)
        row = {"key": tx.new_key(), "tenant": tenant, "id": wanted.id, **wanted.columns, "at": tx.now, "by": by}
        tx.c.insert("global_listener", tuple(row), [tuple(row.values())])

    return RowWork(run=run)


def update(wanted: Wanted, heard: Heard, *, tenant: str, by: str) -> RowWork:
    """Raises NotFound."""

    def run(tx: Tx) -> None:
        tx.after(heard.forget)
        changes = {**wanted.columns, "at": tx.now, "by": by}
        sets = ", ".join(f"{name} = ?" for name in changes)
        done = tx.c.run(
            f"UPDATE global_listener SET {sets} WHERE tenant = ? AND id = ?",  # noqa: S608 - our columns
            [*changes.values(), tenant, wanted.id],
        )
        if not done:
            raise NotFound("runtime.no_such_listener", id=wanted.id)

    return RowWork(run=run)


def delete(id_: str, heard: Heard, *, tenant: str) -> RowWork:
    """Raises NotFound."""

    def run(tx: Tx) -> None:
        tx.after(heard.forget)
        if not tx.c.run("DELETE FROM global_listener WHERE tenant = ? AND id = ?", [tenant, id_]):
            raise NotFound("runtime.no_such_listener", id=id_)

    return RowWork(run=run)


def read(c: Connection, tenants: Collection[str]) -> dict[str, tuple[GlobalListener, ...]]:
    """The listeners of each tenant, in their order."""
    found: dict[str, list[GlobalListener]] = {tenant: [] for tenant in tenants}
    rows = c.rows(
        "SELECT tenant, type, retries, events, after FROM global_listener WHERE tenant IN ??"
        " ORDER BY priority DESC, id",
        [list(tenants)],
    )
    for tenant, type_, retries, events, after in rows:
        heard = frozenset(from_json(events.encode(), list[str]))
        found[tenant].append(GlobalListener(type=type_, retries=retries, events=heard, after=bool(after)))
    return {tenant: tuple(listeners) for tenant, listeners in found.items()}
