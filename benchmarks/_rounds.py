"""What the benchmarks share: tasks measured in turn, ratios of medians, and one way to tell the answers."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping
from typing import TypedDict

#: The same unit for all tasks of one run, one figure a round.
Figures = dict[str, list[float]]


class Answer(TypedDict):
    """A ratio of medians, the least and greatest of single rounds, and the ratio that is wanted at least."""

    ratio: float
    min: float
    max: float
    rounds: int
    target: float | None


def alternate(rounds: int, tasks: Mapping[str, Callable[[], float]]) -> Figures:
    """Each task in turn, as often as asked: other work on the machine hurts all of them alike."""
    found: Figures = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def cpu_of(action: Callable[[], object], at_least: float = 0.1) -> Callable[[], float]:
    """A task: µs of CPU for one call of the action, from as many calls as take that many seconds."""
    times = 1

    def task() -> float:
        nonlocal times
        while True:
            calls, before = range(times), time.process_time()
            for _ in calls:
                action()
            spent = time.process_time() - before
            if spent >= at_least / 2:
                return spent / times * 1e6
            times *= 2 if spent < at_least / 20 else 4

    return task


def ratio(above: list[float], below: list[float] | float, target: float | None = None) -> Answer:
    """How many times the one is the other; a fixed number below (or above all) stands for a limit."""
    beside = below if isinstance(below, list) else [below] * len(above)
    each = [one / two for one, two in zip(above, beside, strict=True)]
    middle = statistics.median(above) / statistics.median(beside)
    return {
        "ratio": _few(middle),
        "min": _few(min(each)),
        "max": _few(max(each)),
        "rounds": len(each),
        "target": target,
    }


def within(limit: float, figures: list[float]) -> Answer:
    """How many times the figures fit into what is allowed: 1 or more holds."""
    return ratio([limit] * len(figures), figures, 1)


def _few(value: float) -> float:
    return float(f"{value:.3g}")


def options(about: str | None, *, seconds: float | None = None) -> argparse.Namespace:
    """What was asked for; `seconds`, how long one figure is measured, can be given where a benchmark has a default."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object: {question: {ratio, min, max, rounds, target}}")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--small", action="store_true", help="a size that takes seconds: to see that it runs")
    if seconds is not None:
        parser.add_argument("--seconds", type=float, default=seconds)
    return parser.parse_args()


def tell(answers: Mapping[str, Answer], figures: Mapping[str, list[float]], unit: str, *, as_json: bool) -> None:
    """Print the answers; for people the figures too."""
    if as_json:
        print(json.dumps(answers, ensure_ascii=False))
        return
    for name, values in figures.items():
        print(f"{name:<58} {statistics.median(values):10.3f} {unit}")
    for question, answer in answers.items():
        wanted = "" if answer["target"] is None else f"   (wanted: {answer['target']:g})"
        span = f"{answer['min']:g} to {answer['max']:g} in {answer['rounds']} rounds"
        print(f"{question}: {answer['ratio']:g}   {span}{wanted}")
