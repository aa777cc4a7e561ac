"""What does group commit give, and what does HTTP cost on top? SQLite and PostgreSQL side by side in one run.

    python -m benchmarks.writer [--json] [--rounds 6] [--seconds 1.5]

Questions, each as a ratio of medians of alternated rounds:
  starts of a user-task process by 8 and by 64 clients against commits of one row by one client, on the same disk
  grouped against one command a commit
  POST that starts an instance (Litestar on Granian, thread + driver) against an empty JSON POST on the same stack
Beside them: CPU (user + system) an instance of our process and of the database server, fsync of the same minute.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import threading
import time
from typing import Any

from benchmarks._disk import cpu, databases, fsync_p95
from benchmarks._rounds import Figures, alternate, options, ratio
from benchmarks._served import PROCESS, VARIABLES, posts, server

from lingqu.runtime import Runtime
from lingqu.runtime.tuning import serving
from lingqu.store import open_database


def commits(runtime: Runtime, seconds: float) -> float:
    """Transactions of one row by one client, a second: what the disk and the driver allow."""
    c = runtime.db.writing()
    until, count = time.perf_counter() + seconds, 0
    began = time.perf_counter()
    while time.perf_counter() < until:
        c.begin()
        count += 1
        c.insert("batch", ("node", "number", "at"), [(time.time_ns(), count, 0)])
        c.commit()
    c.close()
    return count / (time.perf_counter() - began)


def starts(runtime: Runtime, clients: int, seconds: float, definition: int) -> float:
    """Instances started a second by that many clients of this process, each waiting for its answer."""
    until, counts = time.perf_counter() + seconds, [0] * clients

    def client(number: int) -> None:
        while time.perf_counter() < until:
            runtime.writer.call(runtime.start(definition=definition, variables=VARIABLES, by="anna"))
            counts[number] += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def in_process(address: str, servers: list[int], rounds: int, seconds: float) -> dict[str, Any]:
    database = open_database(address)
    database.upgrade()
    runtime = Runtime(database)
    runtime.begin()
    definition = runtime.deploy([("c.bpmn", PROCESS)]).definitions[0].key
    serving()
    starts(runtime, 8, 0.5, definition)
    spent: dict[str, list[float]] = {"ours": [], "server": []}

    def measured(clients: int) -> float:
        before, at = cpu(servers), time.perf_counter()
        rate = starts(runtime, clients, seconds, definition)
        after, count = cpu(servers), rate * (time.perf_counter() - at)
        spent["ours"].append((after[0] - before[0]) / count * 1e6)
        spent["server"].append((after[1] - before[1]) / count * 1e6)
        return rate

    def single() -> float:
        runtime.writer._most = 1  # noqa: SLF001 - one command a commit, everything else the same
        try:
            return starts(runtime, 8, seconds, definition)
        finally:
            runtime.writer._most = 256  # noqa: SLF001 - as above

    found = alternate(
        rounds,
        {
            "commits of one row, 1 client": lambda: commits(runtime, seconds / 2),
            "starts, 8 clients": lambda: measured(8),
            "starts, 64 clients": lambda: measured(64),
            "starts, 8 clients, one a commit": single,
        },
    )
    runtime.stop()
    database.close()
    return {"rates": found, "cpu_us": {name: statistics.median(values) for name, values in spent.items()}}


def over_http(address: str, rounds: int, seconds: float, connections: int = 128) -> Figures:
    with server(address) as port:
        asyncio.run(posts(port, "/start", 8, 0.5))
        return alternate(
            rounds,
            {
                f"POST that starts, {connections} connections": lambda: asyncio.run(
                    posts(port, "/start", connections, seconds)
                ),
                f"empty POST, {connections} connections": lambda: asyncio.run(
                    posts(port, "/empty", connections, seconds)
                ),
            },
        )


def main() -> None:
    asked = options(__doc__, seconds=1.5)
    answers: dict[str, Any] = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            inside = in_process(address, servers, asked.rounds, asked.seconds)
            http = over_http(address, asked.rounds, asked.seconds)
            rates = inside["rates"] | http
            answers[f"{kind}: figures"] = {name: round(statistics.median(values)) for name, values in rates.items()}
            answers[f"{kind}: CPU an instance, µs"] = {k: round(v) for k, v in inside["cpu_us"].items()}
            answers[f"{kind}: fsync p95, ms"] = round(fsync_p95(), 2)
            one, posted = "commits of one row, 1 client", "POST that starts, 128 connections"
            answers[f"{kind}: starts by 8 clients / commits of one row"] = ratio(rates["starts, 8 clients"], rates[one])
            answers[f"{kind}: starts by 64 clients / commits of one row"] = ratio(
                rates["starts, 64 clients"], rates[one]
            )
            answers[f"{kind}: grouped / one a commit"] = ratio(
                rates["starts, 8 clients"], rates["starts, 8 clients, one a commit"]
            )
            answers[f"{kind}: POST that starts / empty POST"] = ratio(
                rates[posted], rates["empty POST, 128 connections"]
            )
    if asked.json:
        print(json.dumps(answers, ensure_ascii=False))
    else:
        for question, answer in answers.items():
            print(f"{question}: {answer}")


if __name__ == "__main__":
    main()
