"""A signal is thrown and a hundred thousand instances wait for it. How long does anybody else wait?

    python -m benchmarks.signals [--json] [--rounds 6] [--small]

Questions, for SQLite and for PostgreSQL:
  1 s against the longest transaction while the signal goes round (1 or more holds)
  p95 of starts by 8 clients meanwhile against before (at most 3)
"""

from __future__ import annotations

import threading
import time
from functools import partial

from benchmarks._disk import databases, fsync_p95
from benchmarks._drawings import LISTENS, C
from benchmarks._herd import herd, original
from benchmarks._node import definition_of, node
from benchmarks._others import Others, p95
from benchmarks._rounds import Answer, Figures, options, ratio, tell, within

from lingqu.engine.events import InstanceCompleted
from lingqu.runtime import Runtime

_CALM = 3.0  # seconds that are measured before


class Heard:
    """Counts instances that end, and the longest transaction."""

    def __init__(self) -> None:
        self.all = threading.Event()
        self.left = 0
        self.longest = 0.0

    def committed(self, done: object) -> None:
        for one in done:  # type: ignore[attr-defined]  # what a hook is given
            self.left -= any(isinstance(event, InstanceCompleted) for event in one.events)
        if self.left <= 0:
            self.all.set()

    def batch(self, works: int, seconds: float, commit: float) -> None:
        del works, commit
        self.longest = max(self.longest, seconds)

    def expect(self, number: int) -> None:
        self.all.clear()
        self.left, self.longest = number, 0.0


def throw(runtime: Runtime, heard: Heard, waiting: int) -> None:
    """Throw the signal; over when everybody has had it."""
    heard.expect(waiting)
    runtime.writer.call(runtime.broadcast("closing"))
    if not heard.all.wait(900):
        raise TimeoutError(f"Expected everybody to have the signal, but {heard.left} have not")


def measured(address: str, waiting: int, rounds: int) -> Figures:
    found: Figures = {
        "longest transaction, ms": [],
        "all have it, s": [],
        "before, p95 ms": [],
        "meanwhile, p95 ms": [],
        "fsync, p95 ms": [],
    }
    with node(address, C, LISTENS) as runtime:
        heard = Heard()
        runtime.writer.after_commit(heard.committed)
        runtime.writer.observe(heard.batch)
        others = Others(runtime, definition_of(runtime, "C"))
        others.during(partial(time.sleep, 1.0))
        for _ in range(rounds):
            herd(runtime, original(runtime, "listens"), waiting - 1)
            found["before, p95 ms"].append(p95(others.during(partial(time.sleep, _CALM))))
            began = time.perf_counter()
            found["meanwhile, p95 ms"].append(p95(others.during(partial(throw, runtime, heard, waiting))))
            found["all have it, s"].append(time.perf_counter() - began)
            found["longest transaction, ms"].append(heard.longest * 1000)
            found["fsync, p95 ms"].append(fsync_p95())
    return found


def main() -> None:
    asked = options(__doc__)
    waiting = 500 if asked.small else 100_000
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, _) in kinds.items():
            found = measured(address, waiting, asked.rounds)
            longest = found["longest transaction, ms"]
            answers[f"{kind}: 1 s / longest transaction, {waiting} instances wait"] = within(1000, longest)
            answers[f"{kind}: p95 of other starts, meanwhile / before (at most)"] = ratio(
                found["meanwhile, p95 ms"], found["before, p95 ms"], 3
            )
            figures |= {f"{kind}: {name}": values for name, values in found.items()}
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
