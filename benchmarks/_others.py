"""What everybody else notices: a few clients that go on starting instances while something large happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from lingqu.runtime import Runtime


class Others:
    """Clients of this process, each waiting for its answer before it asks again."""

    def __init__(self, runtime: Runtime, definition: int, clients: int = 8) -> None:
        self._runtime = runtime
        self._definition = definition
        self._clients = clients

    def during(self, event: Callable[[], object]) -> list[float]:
        """How long each start took (ms) while `event` ran."""
        over, taken = threading.Event(), [list[float]() for _ in range(self._clients)]

        def client(mine: list[float]) -> None:
            while not over.is_set():
                began = time.perf_counter()
                self._runtime.writer.call(self._runtime.start(definition=self._definition, variables={"amount": 12}))
                mine.append((time.perf_counter() - began) * 1000)

        threads = [threading.Thread(target=client, args=(mine,)) for mine in taken]
        for thread in threads:
            thread.start()
        try:
            event()
        finally:
            over.set()
            for thread in threads:
                thread.join()
        return [one for mine in taken for one in mine]


def p95(figures: list[float]) -> float:
    """The 95th percentile."""
    return sorted(figures)[int(len(figures) * 0.95)] if figures else float("nan")
