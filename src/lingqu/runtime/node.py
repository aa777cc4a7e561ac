"""The node: its row in the database, renewed; the agreement on formats; how far its clock is from the database's."""

from __future__ import annotations

import socket
from collections.abc import Callable

import structlog

from lingqu.runtime import guards
from lingqu.runtime.blocks import reserve
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection, DatabaseFailed, Lost, formats

_log = structlog.get_logger(__name__)

#: Seconds between two signs of life, and ms after which a silent node counts as dead.
RENEW = 10.0
DEAD = 60_000
_BATCHES_KEPT = 7 * 86_400_000  # ms
_PORTION = 20_000  # batch numbers that one renewal looks at, at most


def register(c: Connection, now: int) -> int:
    """A new node id for this process; ids are never used twice. Raises Conflict if the data are too new for us."""
    node = reserve(c, "node", 1)
    c.insert(
        "node", ("id", "name", "started", "alive", "reads"), [(node, socket.gethostname(), now, now, formats.NEWEST)]
    )
    formats.allowed(c)
    return node


def renewal(node: int, *, forgets: bool = True) -> RowWork:
    """A sign of life; on the way expired guards and old batch numbers go, those of a node that is over as well.

    A node whose clock cannot be believed forgets nothing: what it takes for expired may still be needed.
    """

    def run(tx: Tx) -> None:
        tx.c.run("UPDATE node SET alive = ? WHERE id = ?", [tx.now, node])
        formats.agree(tx.c, tx.now - DEAD)
        if not forgets:
            return
        guards.forget(tx.c, tx.now)
        old = tx.now - _BATCHES_KEPT
        for one in (node, _over(tx.c, old)):
            _forget_batches(tx.c, one, old)

    return RowWork(run=run)


def sign_off(c: Connection, node: int, now: int) -> None:
    """The node ends and will write nothing more: nobody has to wait until it counts as dead.

    It is as if it had been silent for long. Nothing rests on it, so a database that is away is told to the log only.
    """
    try:
        c.run("UPDATE node SET alive = ? WHERE id = ?", [now - 2 * DEAD, node])
    except (Lost, DatabaseFailed) as away:
        _log.warning("node could not sign off", node=node, error=str(away))


def _over(c: Connection, old: int) -> int:
    """A node that is over since then and whose batch numbers are still there; 0 if there is none."""
    node = 0
    while (row := c.row("SELECT min(node) FROM batch WHERE node > ?", [node])) is not None and row[0] is not None:
        node = int(row[0])
        alive = c.row("SELECT alive FROM node WHERE id = ?", [node])
        if alive is not None and alive[0] < old:
            return node
    return 0


def _forget_batches(c: Connection, node: int, old: int) -> None:
    """History rows keep the numbers; the row is only needed while a COMMIT may be in doubt."""
    first = c.row("SELECT number, at FROM batch WHERE node = ? ORDER BY number LIMIT 1", [node])
    if first is not None and first[1] < old:
        c.run("DELETE FROM batch WHERE node = ? AND number < ? AND at < ?", [node, first[0] + _PORTION, old])


def apart(c: Connection, now: Callable[[], int]) -> int:
    """How many ms this node's clock is ahead of the database's, the way there and back taken into account."""
    before = now()
    there = c.clock()
    return (before + now()) // 2 - there
