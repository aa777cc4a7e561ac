"""One commit a command on SQLite, all rows written: how many times as fast as SpiffWorkflow with its serializer?

    python -m benchmarks.sqlite [--json] [--rounds 6] [--small]

Questions, for ten tasks that pass (A) and for a user task that is started and completed (C), one client each:
  instances a second of wall clock and of CPU, both with `synchronous=NORMAL` on the same disk (at least 8 and 4)
  the same with ours at `synchronous=FULL`, the default, beside it
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks._clients import complete, start, task_of
from benchmarks._disk import fsync_p95
from benchmarks._drawings import A, C
from benchmarks._node import definition_of, node
from benchmarks._rivals import Ran, stored
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell

from lingqu.runtime import Runtime

_TARGETS = {"A": 8, "C": 4}


def ours(runtime: Runtime, model: str, seconds: float) -> Ran:
    """One client: each command is a commit of its own."""
    definition = definition_of(runtime, model)
    task = task_of(runtime, start(runtime, definition).instance) if model == "C" else 0
    runs, began, before = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        instance = start(runtime, definition).instance
        if task:
            complete(runtime, instance, task)
        runs += 1
    return Ran(runs, time.perf_counter() - began, time.process_time() - before)


def synchronous(runtime: Runtime, how: str) -> None:
    """How the writer's connection brings its commits to the disk."""
    runtime.writer._committer._c.run(f"PRAGMA synchronous = {how}")  # noqa: SLF001 - nobody else uses it now


def main() -> None:
    asked = options(__doc__, seconds=2)
    seconds = 0.2 if asked.small else asked.seconds
    answers: dict[str, Answer] = {}
    figures: Figures = {"fsync, p95 ms": []}
    with (
        tempfile.TemporaryDirectory(prefix="lingqu-bench-") as home,
        node(f"sqlite:///{home}/ours.db", A, C) as runtime,
        stored("spiff", str(Path(home) / "spiff.db")) as rival,
    ):
        cpu: Figures = {}

        def measured(name: str, action: Callable[[], Ran]) -> Callable[[], float]:
            def task() -> float:
                ran = action()
                cpu.setdefault(name, []).append(ran.cpu / ran.runs * 1e6)
                figures["fsync, p95 ms"].append(fsync_p95(20))
                return ran.seconds / ran.runs * 1e6

            return task

        def with_commits(how: str, model: str) -> Ran:
            synchronous(runtime, how)
            return ours(runtime, model, seconds)

        tasks = {}
        for model in _TARGETS:
            for how in ("NORMAL", "FULL"):
                name = f"{model}, ours, {how}"
                tasks[name] = measured(name, lambda how=how, model=model: with_commits(how, model))
            if rival is not None:
                name = f"{model}, SpiffWorkflow, NORMAL"
                tasks[name] = measured(name, lambda model=model: rival(model, seconds))
        wall = alternate(asked.rounds, tasks)
    for model, target in _TARGETS.items():
        for how in ("NORMAL", "FULL") if rival is not None else ():
            for kind, found in (("CPU", cpu), ("wall", wall)):
                answers[f"{model}: SpiffWorkflow / ours with {how}, {kind} an instance"] = ratio(
                    found[f"{model}, SpiffWorkflow, NORMAL"],
                    found[f"{model}, ours, {how}"],
                    target if how == "NORMAL" else None,
                )
    figures |= {f"{name}, µs of wall": values for name, values in wall.items()}
    figures |= {f"{name}, µs of CPU": values for name, values in cpu.items()}
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
