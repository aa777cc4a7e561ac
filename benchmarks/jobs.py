"""Jobs in batches: how many are given out and completed in a second, and how soon does a waiting worker wake up?

    python -m benchmarks.jobs [--json] [--rounds 6] [--seconds 3] [--small]

Questions, for SQLite and for PostgreSQL, with 4 workers of this process:
  jobs a second, 50 given out in one transaction and 50 completed in one (at least 5,000)
  CPU (process and server) of a job in batches of 50 against one by one
  5 ms against the median time from the answer to who makes a job until a waiting worker has it (1 or more holds)
"""

from __future__ import annotations

import asyncio
import statistics
import time

from benchmarks._clients import busy
from benchmarks._disk import cpu, databases, fsync_p95
from benchmarks._drawings import ITEMS, ONE_JOB
from benchmarks._node import definition_of, node
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell, within

from lingqu.engine.commands import CompleteJob
from lingqu.runtime import Runtime

_WORKERS, _AT_ONCE = 4, 50


def fill(runtime: Runtime, jobs: int, instances: int = 500) -> None:
    """So many jobs wait, in instances of a few each."""
    each = -(-jobs // instances)
    definition = definition_of(runtime, "items")
    items = {"items": list(range(each))}
    for _ in range(instances):
        runtime.writer.call(runtime.start(definition=definition, variables=items), timeout=60)


def take(runtime: Runtime, limit: int) -> int:
    """One worker's turn: so many jobs given out, then all of them completed at once."""
    jobs = runtime.activate_jobs(["work"], worker="w", timeout_ms=600_000, limit=limit, variables=())
    commands = [runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease) for job in jobs]
    for future in [runtime.writer.submit(command) for command in commands]:
        future.result(60)
    return len(jobs)


async def wake(runtime: Runtime, definition: int) -> float:
    """ms from the start's answer until the worker, who was waiting, has the job."""
    waiting = asyncio.ensure_future(
        runtime.wait_for_jobs(["work"], worker="w", timeout_ms=600_000, limit=1, variables=(), wait_ms=30_000)
    )
    await asyncio.sleep(0.02)  # the worker has looked, and waits
    await runtime.writer.ask(runtime.start(definition=definition))
    began = time.perf_counter()
    [job] = await waiting
    taken = (time.perf_counter() - began) * 1000
    await runtime.writer.ask(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    return taken


def main() -> None:
    asked = options(__doc__, seconds=3)
    seconds, waiting, wakes = (0.5, 2_000, 10) if asked.small else (asked.seconds, 20_000, 50)
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            spent: Figures = {"50 at once": [], "one by one": []}
            with node(address, ITEMS, ONE_JOB) as runtime:

                def rate(limit: int, name: str, servers: list[int] = servers, spent: Figures = spent) -> float:
                    with runtime.db.reading() as c:
                        there = c.row("SELECT count(*) FROM job WHERE state = 0 AND lease = 0")
                    if there is None or there[0] < waiting:
                        fill(runtime, waiting)
                    before, counts = cpu(servers), []
                    _, took = busy(_WORKERS, seconds, lambda: counts.append(take(runtime, limit)))
                    spent[name].append((sum(cpu(servers)) - sum(before)) / sum(counts) * 1e6)
                    return sum(counts) / took

                found = alternate(
                    asked.rounds,
                    {
                        "jobs a second": lambda: rate(_AT_ONCE, "50 at once"),
                        "jobs a second, one by one": lambda: rate(1, "one by one"),
                    },
                )
                c = runtime.db.writing()
                c.run("UPDATE job SET ready_at = ready_at + 100000000 WHERE state = 0")
                c.close()
                definition = definition_of(runtime, "one-job")

                async def several() -> list[float]:
                    return [await wake(runtime, definition) for _ in range(wakes)]  # noqa: B023 - as above

                woken = [statistics.median(asyncio.run(several())) for _ in range(asked.rounds)]
            answers[f"{kind}: jobs a second / 5,000"] = ratio(found["jobs a second"], 5_000.0, 1)
            answers[f"{kind}: CPU of a job one by one / 50 at once"] = ratio(spent["one by one"], spent["50 at once"])
            answers[f"{kind}: 5 ms / median until a waiting worker has its job"] = within(5, woken)
            figures |= {f"{kind}: {name}": values for name, values in found.items()}
            figures |= {f"{kind}: {name}, µs of CPU a job": values for name, values in spent.items()}
            figures |= {f"{kind}: woken, ms": woken, f"{kind}: fsync p95, ms": [fsync_p95()]}
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
