"""A million instances, most of them done: how long does who looks for some of them wait for a page of 50?

    python -m benchmarks.search [--json] [--rounds 6] [--small]

The platform as `lingqu serve` starts it; the answers over HTTP, with the total counted to 10,000. Questions, for SQLite
and for PostgreSQL, one for each filter, order and page of `_questions`:
  50 ms against p95 of 20 requests about different orders (1 or more holds)
Beside them: the CPU of one (node and database).
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Iterator

from benchmarks._disk import cpu, databases
from benchmarks._http import Wire
from benchmarks._million import Filled, fill
from benchmarks._others import p95
from benchmarks._platform import platform
from benchmarks._questions import Question, questions
from benchmarks._rounds import Answer, Figures, options, tell, within

_TIMES = 20


def chosen(there: Filled, seed: int) -> list[int]:
    """Numbers of orders from everywhere."""
    return random.Random(seed).choices(range(there.first, there.first + there.count), k=_TIMES)


async def times(wire: Wire, question: Question, numbers: list[int]) -> list[float]:
    """ms that each of the requests took."""
    taken = []
    for n in numbers:
        began = time.perf_counter()
        await wire.ask(*question.ask(n))
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def measured(address: str, servers: list[int], there: Filled, rounds: int) -> Iterator[tuple[str, Figures]]:
    """Of each question: p50 and p95 of each round, and the CPU of one request, ms."""
    with platform(address, auth="password") as (port, pid), asyncio.Runner() as runner:
        wires = {login: Wire(port, token=token) for login, token in there.tokens.items()}
        for question in questions(there):
            wire = wires[question.who]
            found: Figures = {"p50": [], "p95": [], "CPU": []}
            runner.run(times(wire, question, chosen(there, 0)[:3]))
            for seed in range(1, rounds + 1):
                before = cpu([pid, *servers])[1]
                taken = runner.run(times(wire, question, chosen(there, seed)))
                found["CPU"].append((cpu([pid, *servers])[1] - before) / _TIMES * 1000)
                found["p50"].append(statistics.median(taken))
                found["p95"].append(p95(taken))
            yield question.name, found
        for wire in wires.values():
            wire.close()


def main() -> None:
    asked = options(__doc__)
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            there = fill(address, 2_000 if asked.small else 1_000_000)
            for name, found in measured(address, servers, there, asked.rounds):
                answers[f"{kind}: 50 ms / p95 of {name}"] = within(50, found["p95"])
                figures |= {f"{kind}: {name}, {what}": values for what, values in found.items()}
    tell(answers, figures, "ms", as_json=asked.json)


if __name__ == "__main__":
    main()
