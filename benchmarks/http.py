"""What does a start cost over HTTP, beside an empty POST on the same stack, and what does grouping give?

    python -m benchmarks.http [--json] [--rounds 6] [--seconds 2] [--small]

Questions, on PostgreSQL with synchronous commit, 128 connections:
  POSTs a second that start a user task's process (C) against empty JSON POSTs (at least 0.4)
  the same with group commit against one command a commit (at least 2)
"""

from __future__ import annotations

import asyncio

from benchmarks._disk import databases, fsync_p95
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell
from benchmarks._served import posts, server

_CONNECTIONS = 128


def main() -> None:
    asked = options(__doc__, seconds=2)
    seconds = 0.5 if asked.small else asked.seconds
    with databases() as kinds:
        address, _ = kinds["postgresql"]
        with server(address) as grouped, server(address, most=1) as alone:

            def rate(port: int, path: str) -> float:
                return asyncio.run(posts(port, path, _CONNECTIONS, seconds))

            for port in (grouped, alone):
                rate(port, "/start")
            found: Figures = alternate(
                asked.rounds,
                {
                    "POSTs that start, a second": lambda: rate(grouped, "/start"),
                    "empty POSTs, a second": lambda: rate(grouped, "/empty"),
                    "POSTs that start, one a commit": lambda: rate(alone, "/start"),
                },
            )
    answers: dict[str, Answer] = {
        "POSTs that start / empty POSTs": ratio(
            found["POSTs that start, a second"], found["empty POSTs, a second"], 0.4
        ),
        "POSTs that start, grouped / one a commit": ratio(
            found["POSTs that start, a second"], found["POSTs that start, one a commit"], 2
        ),
    }
    tell(answers, found | {"fsync p95, ms": [fsync_p95()]}, "", as_json=asked.json)


if __name__ == "__main__":
    main()
