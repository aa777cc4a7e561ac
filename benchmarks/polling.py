"""Fifty workers wait for jobs by long poll, and there are none: how much of a CPU does that cost?

    python -m benchmarks.polling [--json] [--rounds 6] [--seconds 20] [--small]

Questions, for SQLite and for PostgreSQL:
  5 % of a CPU against what the node takes meanwhile (1 or more holds)
"""

from __future__ import annotations

import asyncio

from benchmarks._disk import cpu, databases
from benchmarks._http import Wire
from benchmarks._platform import platform
from benchmarks._rounds import Answer, Figures, options, tell, within

_WORKERS = 50
_ASKED = {"type": "work", "timeout": 60_000, "maxJobsToActivate": 10, "requestTimeout": 10_000}


async def waiting(port: int, pid: int, seconds: float) -> float:
    """Percent of a CPU that the node takes while they wait."""

    async def worker() -> None:
        wire = Wire(port)
        while True:
            await wire.post("/v2/jobs/activation", _ASKED)

    workers = [asyncio.ensure_future(worker()) for _ in range(_WORKERS)]
    await asyncio.sleep(2)
    before = cpu([pid])[1]
    await asyncio.sleep(seconds)
    spent = cpu([pid])[1] - before
    for one in workers:
        one.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return spent / seconds * 100


def main() -> None:
    asked = options(__doc__, seconds=20)
    seconds = 2 if asked.small else asked.seconds
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, _) in kinds.items():
            with platform(address) as (port, pid):
                figures[kind] = [asyncio.run(waiting(port, pid, seconds)) for _ in range(asked.rounds)]
            answers[f"{kind}: 5 % / CPU of a node, {_WORKERS} workers wait"] = within(5, figures[kind])
    tell(answers, figures, "%", as_json=asked.json)


if __name__ == "__main__":
    main()
