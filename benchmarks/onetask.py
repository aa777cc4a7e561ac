"""A process of one task over HTTP, everything on this machine: how many a second, and how long does one take?

    python -m benchmarks.onetask [--json] [--rounds 6] [--seconds 5] [--small]

The platform as `lingqu serve` starts it, history on. Clients start instances, workers are given jobs by long poll and
complete them in batches. Questions, for SQLite and for PostgreSQL:
  instances a second, from start to end, against 400 (1 or more holds)
  100 ms against p95 from asking for an instance until its job's completion is answered, at half of that rate
"""

from __future__ import annotations

import asyncio
import time

from benchmarks._disk import databases, fsync_p95
from benchmarks._drawings import ONE_JOB
from benchmarks._http import Wire
from benchmarks._node import node
from benchmarks._others import p95
from benchmarks._platform import platform
from benchmarks._rounds import Answer, Figures, options, ratio, tell, within

_STARTERS, _WORKERS, _AT_ONCE = 48, 4, 50


class Round:
    """Some seconds of work: instances that were started and those whose job's completion was answered."""

    def __init__(self, port: int, seconds: float) -> None:
        self._port = port
        self._until = time.perf_counter() + seconds
        self._began: dict[str, float] = {}
        self.taken: list[float] = []  # ms, one an instance
        self._started = 0
        self._over = False

    async def run(self, every: float = 0.0) -> float:
        """Instances a second. `every`: seconds between two starts, 0 for as fast as they are answered."""
        began = time.perf_counter()
        workers = [asyncio.ensure_future(self._worker()) for _ in range(_WORKERS)]
        await asyncio.gather(*(self._starter(number, every * _STARTERS) for number in range(_STARTERS)))
        self._over = True
        await asyncio.gather(*workers)
        return len(self.taken) / (time.perf_counter() - began)

    async def _starter(self, number: int, pause: float) -> None:
        wire, due = Wire(self._port), time.perf_counter() + pause * number / _STARTERS
        while time.perf_counter() < self._until:
            if pause:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            at, due = time.perf_counter(), due + pause
            told = await wire.post("/v2/process-instances", {"processDefinitionId": "one-job"})
            self._began[told["processInstanceKey"]] = at
            self._started += 1
        wire.close()

    async def _worker(self) -> None:
        wire = Wire(self._port)
        asked = {"type": "work", "timeout": 60_000, "maxJobsToActivate": _AT_ONCE, "requestTimeout": 500}
        while not (self._over and len(self.taken) >= self._started):
            jobs = (await wire.post("/v2/jobs/activation", asked))["jobs"]
            if not jobs:
                continue
            items = [{"jobKey": job["jobKey"]} for job in jobs]
            await wire.post("/api/jobs/completions", {"completions": items})
            now = time.perf_counter()
            for job in jobs:
                at = self._began.pop(job["processInstanceKey"], now)  # its start is not answered yet: no time at all
                self.taken.append((now - at) * 1000)
        wire.close()


async def measured(port: int, seconds: float) -> tuple[float, float]:
    """Instances a second as fast as it goes, then p95 in ms at half of that."""
    rate = await Round(port, seconds).run()
    half = Round(port, seconds)
    await half.run(2 / rate)
    return rate, p95(half.taken)


def main() -> None:
    asked = options(__doc__, seconds=5)
    seconds = 1 if asked.small else asked.seconds
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, _) in kinds.items():
            with node(address, ONE_JOB):
                pass  # the process is deployed
            with platform(address) as (port, _):
                asyncio.run(Round(port, 1).run())
                found = [asyncio.run(measured(port, seconds)) for _ in range(asked.rounds)]
            rates, times = [list(values) for values in zip(*found, strict=True)]
            answers[f"{kind}: instances a second / 400"] = ratio(rates, 400.0, 1)
            answers[f"{kind}: 100 ms / p95 at half of that rate"] = within(100, times)
            figures |= {f"{kind}: instances a second": rates, f"{kind}: p95 at half, ms": times}
            figures[f"{kind}: fsync p95, ms"] = [fsync_p95()]
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
