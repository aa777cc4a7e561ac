"""How long does the engine think about one element, beside SpiffWorkflow and camunda-python?

    python -m benchmarks.engine [--json] [--rounds 6]

A  start → 10 pass-through tasks → end          B  choice + fork of 3 + join
C  start → user task → end, completed           D  multi-instance of 100 user tasks, completed one by one
E  the same with jobs, an item in and a result out of each: ours alone

µs of CPU for one instance from its start to its end: `step` alone, no database, no threads, history kept. The others
run as they are meant to in memory (camunda-python without a store, which keeps no history). Ratios are of medians of
alternated rounds. An element instance counts once, however many commands it takes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks._rivals import PACKAGES, rivals
from benchmarks._rounds import Figures, alternate, cpu_of, options, ratio, tell, within

from drawing import draw, draw_xml
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.compile import compile_process
from lingqu.engine.outcome import Outcome
from lingqu.engine.state import Job, State, Status, empty
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.values import decode
from lingqu.model.bpmn import read

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
    "D": "start -> review[user]{count=100} -> end",
    "E": "start -> work[service]{mi=items item=item out=results out-item=item} -> end",
}
VARIABLES = {"A": {}, "B": {"amount": 200}, "C": {}, "D": {}, "E": {"items": list(range(100))}}
#: Models that the others run as well; E is D with items and results, which they would not do alike.
SHARED = "ABCD"
#: How many times as fast as each other engine.
WANTED = {"spiff": 10, "camunda": 0.9}
WORK = (e.JobCreated, e.TaskCreated)
SIZES = (1_000, 10_000, 100_000)


def one_run(name: str, world: World) -> Callable[[], State]:
    """A function that runs the model once, from its start to its end."""
    start = c.StartInstance(at=0, definition=1, variables=VARIABLES[name])

    def run() -> State:
        outcome = done(world, empty(KEY), start)
        waiting = [event for event in outcome.events if isinstance(event, WORK)]
        for one in waiting:
            kind = isinstance(one, e.JobCreated)
            command = c.CompleteJob(at=1, job=one.n) if kind else c.CompleteTask(at=1, task=one.n)
            outcome = done(world, outcome.state, command)
        return outcome.state

    return run


def elements(name: str, world: World) -> int:
    """How many elements one run enters. Raises TypeError if it does not end."""
    state, entered = empty(KEY), 0
    commands: list[c.Command] = [c.StartInstance(at=0, definition=1, variables=VARIABLES[name])]
    while commands:
        outcome = done(world, state, commands.pop(0))
        state = outcome.state
        entered += sum(isinstance(event, e.ElementActivated) for event in outcome.events)
        commands += [c.CompleteJob(at=1, job=one.n) for one in outcome.events if isinstance(one, e.JobCreated)]
        commands += [c.CompleteTask(at=1, task=one.n) for one in outcome.events if isinstance(one, e.TaskCreated)]
    if state.head.status is not Status.COMPLETED:
        raise TypeError(f"Expected {name} to complete")
    return entered


def done(world: World, state: State, command: c.Command) -> Outcome:
    outcome = step(world, state, command)
    if not isinstance(outcome, Outcome):
        raise TypeError(f"Expected the command to be done, but {outcome} is asked for")
    for digest, data in outcome.values.items():
        world.values[digest] = decode(data)
    return outcome


def one_item(count: int) -> Callable[[], float]:
    """A task: µs to complete one job of a multi-instance of that size, state of the whole instance in memory."""
    world = World(programs={1: compile_process(draw(MODELS["E"]), "process")}, values={})
    start = c.StartInstance(at=0, definition=1, variables={"items": list(range(count))})
    started = done(world, empty(KEY), start).state
    jobs = [one.n for one in started.shelf.records() if isinstance(one, Job)][:500]

    def task() -> float:
        state, before = started, time.process_time()
        for job in jobs:
            state = done(world, state, c.CompleteJob(at=1, job=job)).state
        return (time.process_time() - before) / len(jobs) * 1e6

    return task


def compiling(count: int) -> Callable[[], float]:
    """A task: seconds to read and compile a sequence of that many tasks."""
    xml = draw_xml("start -> " + " -> ".join(f"t{n}[task]" for n in range(count)) + " -> end")

    def task() -> float:
        before = time.process_time()
        compile_process(read(xml), "process")
        return time.process_time() - before

    return task


def main() -> None:
    chosen = options(__doc__)
    runs, entered = {}, {}
    for name, drawing in MODELS.items():
        world = World(programs={1: compile_process(draw(drawing), "process")}, values={})
        runs[name] = one_run(name, world)
        entered[name] = elements(name, world)
    with rivals(SHARED, 0.15) as others:
        tasks = {f"{name}, ours": cpu_of(run) for name, run in runs.items()}
        tasks |= {f"{model}, {PACKAGES[name]}": task for (name, model), task in others.items()}
        figures = alternate(chosen.rounds, tasks)
        known = tuple({name for name, _ in others})
    items = alternate(chosen.rounds, {f"{size:,} items": one_item(size) for size in SIZES})
    reading = alternate(chosen.rounds, {f"read and compile {size:,}": compiling(size) for size in (500, 5_000)})
    per_element = {f"{name}, one element": [one / entered[name] for one in figures[f"{name}, ours"]] for name in runs}
    answers = {
        "an element of A in 8 µs": within(8, per_element["A, one element"]),
        "an item of 100,000, times the time of one of 1,000": ratio(items["100,000 items"], items["1,000 items"]),
        "an item of any size in 1.5 times the time of any other": within_span(items),
        "500 elements read and compiled in 0.15 s": within(0.15, reading["read and compile 500"]),
        "5,000 elements read and compiled in 1.5 s": within(1.5, reading["read and compile 5,000"]),
    }
    for name in sorted(known):
        for model in SHARED:
            question = f"{model}, times as fast as {PACKAGES[name]}"
            answers[question] = ratio(figures[f"{model}, {PACKAGES[name]}"], figures[f"{model}, ours"], WANTED[name])
    tell(answers, figures | per_element | items, "µs", as_json=chosen.json)


def within_span(items: Figures) -> dict:
    """Whether the cost of an item is flat: 1.5 times the cheapest size over the dearest."""
    sizes = sorted(items.values(), key=lambda figures: sorted(figures)[len(figures) // 2])
    return ratio([1.5 * one for one in sizes[0]], sizes[-1], 1)


if __name__ == "__main__":
    main()
