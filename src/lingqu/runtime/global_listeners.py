"""Global listeners: jobs that hear of the changes of every user task of a tenant."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from lingqu.engine.world import GlobalListener
from lingqu.kernel.errors import Conflict, NotFound, Unprocessable
from lingqu.kernel.values import encode
from lingqu.runtime.blobs import from_json
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection

#: Listeners of one tenant: each of them holds up every change that it hears of.
MOST = 50


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


def create(wanted: Wanted, *, tenant: str, by: str) -> RowWork:
    """Raises Conflict for an id that there is, Unprocessable if there are too many."""

    def run(tx: Tx) -> None:
        known = [id_ for (id_,) in tx.c.rows("SELECT id FROM global_listener WHERE tenant = ?", [tenant])]
        if wanted.id in known:
            raise Conflict("runtime.listener_exists", id=wanted.id)
        if len(known) >= MOST:
            raise Unprocessable("runtime.too_many_listeners", most=MOST)
        row = {"key": tx.new_key(), "tenant": tenant, "id": wanted.id, **wanted.columns, "at": tx.now, "by": by}
        tx.c.insert("global_listener", tuple(row), [tuple(row.values())])

    return RowWork(run=run)


def update(wanted: Wanted, *, tenant: str, by: str) -> RowWork:
    """Raises NotFound."""

    def run(tx: Tx) -> None:
        changes = {**wanted.columns, "at": tx.now, "by": by}
        sets = ", ".join(f"{name} = ?" for name in changes)
        done = tx.c.run(
            f"UPDATE global_listener SET {sets} WHERE tenant = ? AND id = ?",  # noqa: S608 - our columns
            [*changes.values(), tenant, wanted.id],
        )
        if not done:
            raise NotFound("runtime.no_such_listener", id=wanted.id)

    return RowWork(run=run)


def delete(id_: str, *, tenant: str) -> RowWork:
    """Raises NotFound."""

    def run(tx: Tx) -> None:
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
