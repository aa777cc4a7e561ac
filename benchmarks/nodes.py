"""Two nodes against one on the same PostgreSQL: what does an instance cost, and do they stand in each other's way?

    python -m benchmarks.nodes [--json] [--rounds 6] [--seconds 4] [--small]
    python -m benchmarks.nodes --node ADDRESS                     (a node of its own, used by the above)

Questions, each node in a process of its own with 4 clients that start and complete a user task (C):
  CPU (nodes and server) of a pair with two nodes against one (at most 1.15)
  1 % against the share of commands that go round again because another node has their instance (1 or more holds)
  deadlocks that PostgreSQL counts (0)
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psutil
from benchmarks._clients import busy, complete, start, task_of
from benchmarks._disk import cpu, databases
from benchmarks._drawings import C
from benchmarks._node import definition_of, node
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell, within

from lingqu.runtime.claims import Claims
from lingqu.runtime.waiting import Item

_CLIENTS = 4


class Ran(NamedTuple):
    """Pairs of commands that a node did, and commands that went round again."""

    pairs: int
    again: int


def serve(address: str) -> None:
    """Each line is a number of seconds to work, answered by pairs and commands that went round again."""
    again = 0
    kept = Claims.go_round

    def go_round(self: Claims, item: Item) -> None:
        nonlocal again
        again += 1
        kept(self, item)

    Claims.go_round = go_round  # type: ignore[method-assign]  # counted, otherwise the same
    with node(address, C) as runtime:
        definition = definition_of(runtime, "C")
        task = task_of(runtime, start(runtime, definition).instance)
        print("ready", flush=True)
        for line in sys.stdin:
            again = 0
            pairs, _ = busy(_CLIENTS, float(line), lambda: complete(runtime, start(runtime, definition).instance, task))
            print(pairs, again, flush=True)


@contextmanager
def nodes(address: str, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """So many nodes that are ready to work."""
    command = [sys.executable, "-m", "benchmarks.nodes", "--node", address]
    found: list[subprocess.Popen[str]] = []
    try:
        for _ in range(number):  # one after the other: the first one deploys
            peer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            found.append(peer)
            if peer.stdout.readline() != "ready\n":
                raise RuntimeError("Expected a node to be ready, but it is not")
        yield found
    finally:
        for peer in found:
            peer.stdin.close()
            peer.wait(60)


def work(some: list[subprocess.Popen[str]], seconds: float) -> Ran:
    for peer in some:
        peer.stdin.write(f"{seconds}\n")
        peer.stdin.flush()
    told = [Ran(*map(int, peer.stdout.readline().split())) for peer in some]
    return Ran(sum(one.pairs for one in told), sum(one.again for one in told))


def seconds_of(some: list[subprocess.Popen[str]], servers: list[int]) -> float:
    """CPU so far, of the nodes and of the server."""
    own = sum(sum(psutil.Process(peer.pid).cpu_times()[:2]) for peer in some)
    return own + cpu(servers)[1]


def main() -> None:
    asked = options(__doc__, seconds=4)
    seconds = 1 if asked.small else asked.seconds
    shares: list[float] = []
    with databases() as kinds:
        address, servers = kinds["postgresql"]
        with node(address, C):
            pass  # the schema and the process are there
        with nodes(address, 2) as both:

            def measured(some: list[subprocess.Popen[str]]) -> Callable[[], float]:
                def task() -> float:
                    before = seconds_of(both, servers)
                    ran = work(some, seconds)
                    if len(some) > 1:
                        shares.append(ran.again / (2 * ran.pairs))
                    return (seconds_of(both, servers) - before) / ran.pairs * 1e6

                return task

            work(both, 1)
            found: Figures = alternate(asked.rounds, {"one node": measured(both[:1]), "two nodes": measured(both)})
        with node(address) as runtime, runtime.db.reading() as c:
            deadlocks = c.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]
    found["share that went round again, %"] = [share * 100 for share in shares]
    found["deadlocks"] = [float(deadlocks)]
    answers: dict[str, Answer] = {
        "CPU of a pair, two nodes / one (at most)": ratio(found["two nodes"], found["one node"], 1.15),
        "1 % / commands that went round again": within(0.01, [max(share, 1e-6) for share in shares]),
        "deadlocks (at most)": ratio([float(deadlocks)], [1.0], 0),
    }
    tell(answers, found, "", as_json=asked.json)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--node"]:
        serve(sys.argv[2])
    else:
        main()
