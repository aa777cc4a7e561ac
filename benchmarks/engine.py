"""How long does the engine think about one element? Median µs of CPU per element, models A to D side by side.

    python benchmarks/engine.py [--rounds 6]

A  start → 10 pass-through tasks → end          B  choice + fork of 3 + join
C  start → user task → end, completed           D  multi-instance of 100 jobs, completed one by one

An element instance counts once, however many commands it takes. Only `step` is measured: no database, no threads.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from drawing import draw
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.compile import compile_process
from lingqu.engine.outcome import Outcome
from lingqu.engine.state import Job, State, Task, empty
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.values import decode

KEY = 1 << 23
MODELS = {
    "A": "start -> " + " -> ".join(f"t{n}[task]" for n in range(10)) + " -> end",
    "B": """
        start -> check[xor] -(amount > 100)-> fork[and] -> a[task] -> join[and] -> end
                 check -(default)-> end
                 fork -> b[task] -> join
                 fork -> c[task] -> join
    """,
    "C": "start -> review[user]{groups=finance} -> end",
    "D": "start -> work[service]{mi=items item=item out=results out-item=item} -> end",
}
VARIABLES = {"A": {}, "B": {"amount": 200}, "C": {}, "D": {"items": list(range(100))}}


def one_run(name: str, world: World) -> Callable[[], int]:
    """A function that runs the model once and answers how many elements were entered."""
    start = c.StartInstance(at=0, definition=1, variables=VARIABLES[name])

    def run() -> int:
        entered, state = done(world, empty(KEY), start)
        while work := [one for one in state.shelf.records() if isinstance(one, Job | Task)]:
            for one in work:
                kind = isinstance(one, Job)
                command = c.CompleteJob(at=1, job=one.n) if kind else c.CompleteTask(at=1, task=one.n)
                more, state = done(world, state, command)
                entered += more
        return entered

    return run


def done(world: World, state: State, command: c.Command) -> tuple[int, State]:
    outcome = step(world, state, command)
    if not isinstance(outcome, Outcome):
        raise TypeError(f"Expected the command to be done, but {outcome} is asked for")
    for digest, data in outcome.values.items():
        world.values[digest] = decode(data)
    return sum(isinstance(event, e.ElementActivated) for event in outcome.events), outcome.state


def measured(run: Callable[[], int], at_least: float = 0.15) -> float:
    """µs of CPU per element."""
    elements, before = 0, time.process_time()
    while (spent := time.process_time() - before) < at_least:
        elements += run()
    return spent / elements * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=6)
    rounds = parser.parse_args().rounds
    runs = {}
    for name, drawing in MODELS.items():
        world = World(programs={1: compile_process(draw(drawing), "process")}, values={})
        runs[name] = one_run(name, world)
        runs[name]()
    figures: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            figures[name].append(measured(run))
    base = statistics.median(figures["A"])
    for name, found in figures.items():
        middle = statistics.median(found)
        print(f"{name}  {middle:6.2f} µs an element   {middle / base:5.2f} × A   (of {len(found)} rounds)")
    for count in (1_000, 10_000):
        print(f"multi-instance of {count:>6}: {one_item(count):6.1f} µs to complete one item")
    for count in (500, 5_000):
        before = time.process_time()
        compile_process(draw("start -> " + " -> ".join(f"t{n}[task]" for n in range(count)) + " -> end"), "process")
        print(f"draw, read and compile {count} elements: {time.process_time() - before:.2f} s")


def one_item(count: int) -> float:
    """µs to complete one job of a multi-instance of that size, state of the whole instance in memory."""
    world = World(programs={1: compile_process(draw(MODELS["D"]), "process")}, values={})
    start = c.StartInstance(at=0, definition=1, variables={"items": list(range(count))})
    _, state = done(world, empty(KEY), start)
    jobs = [one.n for one in state.shelf.records() if isinstance(one, Job)][:500]
    before = time.process_time()
    for job in jobs:
        _, state = done(world, state, c.CompleteJob(at=1, job=job))
    return (time.process_time() - before) / len(jobs) * 1e6


if __name__ == "__main__":
    main()
