"""A node in a process of its own that kills itself (SIGKILL) at a named point: only for tests of recovery.

    python -m hub.doomed_node DATABASE FINANCE TOKEN [POINT HIT]

It starts five payments (each once, whatever number of times it runs), and ends by itself when all are done.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from hub.bench import PAY, Node, until
from lingqu.hub import dispatch, ledger
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.transport import Transport
from lingqu.runtime import GuardClaim
from lingqu.store import open_database

DOCUMENTS = 5
#: Every place between two states of the ledger. "in": inside the transaction, before its commit.
POINTS = (
    "before take", "in take", "before call", "after call", "in confirm", "after confirm",
    "in lose", "after lose", "before probe", "after probe", "in absent",
)  # fmt: skip


class Doom:
    """Kills this process when a point is met for the n-th time."""

    def __init__(self, point: str, hit: int) -> None:
        self._point, self._left, self._lock = point, hit, threading.Lock()

    def at(self, point: str) -> None:
        with self._lock:
            if point == self._point:
                self._left -= 1
                if self._left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any], before: str = "", after: str = "") -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            self.at(before)
            result = function(*args, **named)
            self.at(after)
            return result

        return wrapped


class DoomedTransport:
    """Sends like the real one; only a payment request is a call in the sense of the points."""

    def __init__(self, doom: Doom, mask: Mask) -> None:
        self._doom, self._real = doom, Transport(Guard(["127.0.0.1"]), mask)

    def send(self, request: Any) -> Any:
        if request.method != "POST":
            return self._real.send(request)
        self._doom.at("before call")
        response = self._real.send(request)
        self._doom.at("after call")
        return response

    def close(self) -> None:
        self._real.close()


def main(url: str, finance: str, token: str, point: str = "", hit: str = "0") -> None:
    doom = Doom(point, int(hit))
    database = open_database(url)
    database.upgrade()
    work = dispatch.Dispatcher._work
    done, lose, look = dispatch.Dispatcher._done, dispatch.Dispatcher._lose, dispatch.Dispatcher.look
    dispatch.Dispatcher._work = doom.around(work, before="before take")
    dispatch.Dispatcher._done = doom.around(done, after="after confirm")
    dispatch.Dispatcher._lose = doom.around(lose, after="after lose")
    dispatch.Dispatcher.look = doom.around(look, before="before probe", after="after probe")
    for verb in ("take", "confirm", "lose", "absent"):
        setattr(ledger, verb, doom.around(getattr(ledger, verb), after=f"in {verb}"))
    node = Node(database, transport=DoomedTransport(doom, Mask()))
    node.start()
    connection = {"name": "finance", "connector": "sample_finance", "url": finance, "auth": "bearer"}
    node.hub.configure(connections=[{**connection, "secrets": {"token": token}}])
    node.deploy(PAY)
    for n in range(DOCUMENTS):
        variables = {"reference": f"DOC-{n}", "amount": 100 + n}
        guard = GuardClaim("test", str(n))
        node.runtime.writer.call(node.runtime.start("pay", variables=variables, guard=guard))
    until(lambda: node.ended() == DOCUMENTS, "five instances at their end")
    node.stop()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
