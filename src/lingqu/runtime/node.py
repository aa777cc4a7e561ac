"""The node: its row in the database, renewed; the agreement on formats; how far its clock is from the database's."""

from __future__ import annotations

import socket
from collections.abc import Callable

from lingqu.runtime import guards
from lingqu.runtime.blocks import reserve
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection, formats

#: Seconds between two signs of life, and ms after which a silent node counts as dead.
RENEW = 10.0
DEAD = 60_000
_BATCHES_KEPT = 7 * 86_400_000  # ms


def register(c: Connection, now: int) -> int:
    """A new node id for this process; ids are never used twice. Raises Conflict if the data are too new for us."""
    node = reserve(c, "node", 1)
    c.insert(
        "node", ("id", "name", "started", "alive", "reads"), [(node, socket.gethostname(), now, now, formats.NEWEST)]
    )
    formats.allowed(c)
    return node


def renewal(node: int) -> RowWork:
    """A sign of life; on the way expired guards and old batch numbers go."""

    def run(tx: Tx) -> None:
        tx.c.run("UPDATE node SET alive = ? WHERE id = ?", [tx.now, node])
        formats.agree(tx.c, tx.now - DEAD)
        guards.forget(tx.c, tx.now)
        # history rows keep the numbers; the row is only needed while a COMMIT may be in doubt, or a follower is behind
        tx.c.run("DELETE FROM batch WHERE node = ? AND at < ?", [node, tx.now - _BATCHES_KEPT])

    return RowWork(run=run)


def apart(c: Connection, now: Callable[[], int]) -> int:
    """How many ms this node's clock is ahead of the database's, the way there and back taken into account."""
    before = now()
    there = c.clock()
    return (before + now()) // 2 - there
