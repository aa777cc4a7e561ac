"""A million timers are pending and ten thousand are due in the same second. When have they fired, and who notices?

    python -m benchmarks.timers [--json] [--rounds 6] [--small]

Questions, for SQLite and for PostgreSQL:
  10 s against the time from the due second's beginning until all have fired (1 or more holds)
  p95 of starts by 8 clients meanwhile against before (at most 2)
"""

from __future__ import annotations

import threading
import time
from functools import partial

from benchmarks._disk import databases, fsync_p95
from benchmarks._drawings import SLEEPS, C
from benchmarks._herd import herd, original
from benchmarks._node import definition_of, node
from benchmarks._others import Others, p95
from benchmarks._rounds import Answer, Figures, options, ratio, tell, within

from lingqu.runtime import Runtime

_LEAD = 2.0  # seconds between setting the timers and the second in which they are due
_CALM = 3.0  # seconds that are measured before


def due_at(runtime: Runtime, instances: list[int], at: int) -> None:
    """These instances' timers are due within the second that begins then."""
    c = runtime.db.writing()
    try:
        c.begin()
        rows = [(key, at + number % 1000) for number, key in enumerate(instances)]
        c.run_many("UPDATE timer SET due = ? WHERE instance = ?", [(due, key) for key, due in rows])
        c.commit()
    finally:
        c.close()


def fire(runtime: Runtime, others: Others, instances: list[int]) -> tuple[float, list[float]]:
    """Let them come due: seconds until all have fired, and how long other starts took meanwhile (ms)."""
    last = threading.Event()
    left = len(instances)

    def one(lag: int) -> None:
        nonlocal left
        del lag
        left -= 1
        if not left:
            last.set()

    runtime._timers.fired = one  # noqa: SLF001 - told in the thread of the timers
    at = runtime.now() + int(_LEAD * 1000)
    due_at(runtime, instances, at)
    runtime.wake_timers(at)
    time.sleep(max(0, at - runtime.now()) / 1000)
    taken = others.during(lambda: last.wait(300))
    if left:
        raise TimeoutError(f"Expected all timers to fire, but {left} have not")
    return (runtime.now() - at) / 1000, taken


def measured(address: str, pending: int, due: int, rounds: int) -> Figures:
    found: Figures = {"all fired, s": [], "before, p95 ms": [], "meanwhile, p95 ms": [], "fsync, p95 ms": []}
    with node(address, C, SLEEPS) as runtime:
        keys = herd(runtime, original(runtime, "sleeps"), pending)
        others = Others(runtime, definition_of(runtime, "C"))
        others.during(partial(time.sleep, 1.0))
        for number in range(rounds):
            chosen = list(keys[number :: len(keys) // due][:due])
            found["before, p95 ms"].append(p95(others.during(partial(time.sleep, _CALM))))
            seconds, taken = fire(runtime, others, chosen)
            found["all fired, s"].append(seconds)
            found["meanwhile, p95 ms"].append(p95(taken))
            found["fsync, p95 ms"].append(fsync_p95())
    return found


def main() -> None:
    asked = options(__doc__)
    pending, due = (2_000, 200) if asked.small else (1_000_000, 10_000)
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, _) in kinds.items():
            found = measured(address, pending, due, asked.rounds)
            answers[f"{kind}: 10 s / until {due} of {pending} timers have fired"] = within(10, found["all fired, s"])
            answers[f"{kind}: p95 of other starts, meanwhile / before (at most)"] = ratio(
                found["meanwhile, p95 ms"], found["before, p95 ms"], 2
            )
            figures |= {f"{kind}: {name}": values for name, values in found.items()}
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
