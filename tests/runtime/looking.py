"""How the runtime's tests look at what happened."""

from __future__ import annotations

import threading

from lingqu.runtime import RowWork, Runtime


def settled(*nodes: Runtime) -> None:
    """What follows from the commits so far has been done: pump and writer have had their turns."""
    for _ in range(6):
        for node in nodes:
            turned = threading.Event()
            node._pump.soon(turned.set)
            assert turned.wait(20)
            node.writer.call(RowWork(run=lambda tx: None))


def rows(runtime: Runtime, sql: str, *params: object) -> list[tuple[object, ...]]:
    with runtime.db.reading() as c:
        return c.rows(sql, params)


def status(runtime: Runtime, instance: int) -> int:
    """0 running, 1 completed, 2 cancelled."""
    return rows(runtime, "SELECT status FROM instance WHERE key = ?", instance)[0][0]  # type: ignore[return-value]
