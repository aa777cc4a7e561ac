"""A multi-instance of very many items, completed in random order: does an item of many cost more than one of few?

    python -m benchmarks.items [--json] [--rounds 6] [--small]

Question, for SQLite and for PostgreSQL: CPU (process and server) of completing the job of one item of 10,000 and of
100,000 against one of 1,000, 32 commands a batch. At most 1.5.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks._disk import cpu, databases
from benchmarks._drawings import ITEMS
from benchmarks._node import definition_of, node
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell

from lingqu.engine.commands import CompleteJob
from lingqu.runtime import Runtime

_AT_ONCE = 32


def started(runtime: Runtime, count: int) -> list[int]:
    """The jobs of an instance with that many items, in random order."""
    work = runtime.start(definition=definition_of(runtime, "items"), variables={"items": list(range(count))})
    instance = runtime.writer.call(work, timeout=600).instance
    with runtime.db.reading() as c:
        jobs = [key for (key,) in c.rows("SELECT key FROM job WHERE instance = ?", [instance])]
    if len(jobs) != count:
        raise RuntimeError(f"Expected {count} jobs, but there are {len(jobs)}")
    random.Random(count).shuffle(jobs)
    return jobs


def completing(runtime: Runtime, servers: list[int], jobs: list[int], number: int) -> Callable[[], float]:
    """A task: µs of CPU an item, for the next so many jobs."""

    def task() -> float:
        before = cpu(servers)
        for _ in range(number // _AT_ONCE):
            commands = [CompleteJob(at=0, job=jobs.pop()) for _ in range(_AT_ONCE)]
            for future in [runtime.writer.submit(runtime.job_command(command)) for command in commands]:
                future.result(60)
        return (sum(cpu(servers)) - sum(before)) / number * 1e6

    return task


def main() -> None:
    asked = options(__doc__)
    few, *many = (256, 1_024) if asked.small else (1_000, 10_000, 100_000)
    number = max(_AT_ONCE, few // (asked.rounds + 1) // _AT_ONCE * _AT_ONCE)
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            with node(address, ITEMS) as runtime:
                tasks = {
                    f"one of {count} items, µs": completing(runtime, servers, started(runtime, count), number)
                    for count in (few, *many)
                }
                found = alternate(min(asked.rounds, few // number), tasks)
            for count in many:
                answers[f"{kind}: CPU of an item of {count} / of {few} (at most)"] = ratio(
                    found[f"one of {count} items, µs"], found[f"one of {few} items, µs"], 1.5
                )
            figures |= {f"{kind}: {name}": values for name, values in found.items()}
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
