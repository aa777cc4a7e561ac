"""A million instances wait for people. What does one more cost, and how much room do they take?

    python -m benchmarks.parked [--json] [--rounds 6] [--small]

Questions, for SQLite and for PostgreSQL, with 1,000,000 instances waiting against 1,000:
  CPU (process and server) of a start, of completing a task that waits, of a task list of 20 (at most 1.3, 2, 3)
  3,500 bytes against what one takes on the disk, with its history and three variables (1 or more holds)
Beside them: how much the process grows in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psutil
from benchmarks._clients import complete, task_of
from benchmarks._disk import cpu, databases
from benchmarks._drawings import C
from benchmarks._herd import herd, original
from benchmarks._node import definition_of, node
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell, within

from lingqu.directory.viewer import Viewer
from lingqu.runtime import Runtime
from lingqu.work import inbox
from lingqu.work.drawings import Drawings

VARIABLES = {"amount": 12, "supplier": "East Bearings", "urgent": False}
_TIMES = {"start": 200, "complete": 200, "list": 200}
_LIMITS = {"start": 1.3, "complete": 2.0, "list": 3.0}


def size(runtime: Runtime, address: str) -> int:
    """Bytes that the database takes."""
    if runtime.db.dialect == "sqlite":
        path = Path(address.removeprefix("sqlite:///"))
        return path.stat().st_size
    with runtime.db.reading() as c:
        row = c.row("SELECT pg_database_size(current_database())")
    return int(row[0]) if row else 0


def actions(runtime: Runtime, parked: range) -> dict[str, Callable[[], object]]:
    """What is measured; each completion takes another of those that wait, spread over all."""
    definition = definition_of(runtime, "C")
    task = task_of(runtime, parked[0])
    step = max(1, len(parked) // 5_000)
    chosen: Iterator[int] = (parked[(number * step) % len(parked) + number * step // len(parked)] for number in count())
    viewer, drawings = Viewer(tenant="", login="anna"), Drawings(runtime.db)

    def listed() -> None:
        with runtime.db.reading() as c:
            found = inbox.tasks(c, drawings, viewer, "todo", limit=20)
        if len(found.items) != 20:
            raise RuntimeError(f"Expected a list of 20 tasks, but it has {len(found.items)}")

    return {
        "start": lambda: runtime.writer.call(runtime.start(definition=definition, variables=VARIABLES, by="anna")),
        "complete": lambda: complete(runtime, next(chosen), task),
        "list": listed,
    }


def spent(servers: list[int], action: Callable[[], object], times: int) -> Callable[[], float]:
    def task() -> float:
        before = cpu(servers)
        for _ in range(times):
            action()
        return (sum(cpu(servers)) - sum(before)) / times * 1e6

    return task


def main() -> None:
    asked = options(__doc__)
    few, many = (1_000, 4_000) if asked.small else (2_000, 1_000_000)
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            found: dict[int, Figures] = {}
            with node(address, C) as runtime:
                template = original(runtime, "C", variables=VARIABLES, by="anna")
                before, memory = 0, 0
                for there in (few, many):
                    parked = herd(runtime, template, there)
                    tasks = {
                        name: spent(servers, action, 100 if asked.small else _TIMES[name])
                        for name, action in actions(runtime, parked).items()
                    }
                    alternate(1, tasks)
                    grown = psutil.Process().memory_info().rss - memory
                    memory, taken = psutil.Process().memory_info().rss, size(runtime, address) - before
                    before = size(runtime, address)
                    found[there] = alternate(asked.rounds, tasks)
            for name, limit in _LIMITS.items():
                answers[f"{kind}: CPU of a {name}, {many} parked / {few} (at most)"] = ratio(
                    found[many][name], found[few][name], limit
                )
            answers[f"{kind}: 3,500 bytes / one parked instance on the disk"] = within(3_500, [taken / many])
            figures |= {f"{kind}: {name}, {few} parked, µs": values for name, values in found[few].items()}
            figures |= {f"{kind}: {name}, {many} parked, µs": values for name, values in found[many].items()}
            figures[f"{kind}: growth in memory, MB"] = [grown / 1e6]
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
