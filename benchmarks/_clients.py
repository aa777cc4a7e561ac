"""Clients of this process: each asks, waits for the answer and asks again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from lingqu.engine.commands import CompleteTask
from lingqu.kernel.keys import counter_of
from lingqu.runtime import Runtime, Started


def busy(clients: int, seconds: float, action: Callable[[], object]) -> tuple[int, float]:
    """Do it again and again in so many threads: how often, in how many seconds."""
    until, counts = time.perf_counter() + seconds, [0] * clients
    failed: list[BaseException] = []

    def client(number: int) -> None:
        try:
            while time.perf_counter() < until and not failed:
                action()
                counts[number] += 1
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    began = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(counts), time.perf_counter() - began


def start(runtime: Runtime, definition: int) -> Started:
    """Start an instance; durable."""
    started: Started = runtime.writer.call(runtime.start(definition=definition, by="anna"))
    return started


def complete(runtime: Runtime, instance: int, task: int) -> None:
    """Complete the user task with that counter; durable."""
    runtime.writer.call(runtime.command(instance, CompleteTask(at=0, by="anna", task=task)))


def task_of(runtime: Runtime, instance: int) -> int:
    """The counter of an instance's open user task."""
    with runtime.db.reading() as c:
        row = c.row("SELECT key FROM task WHERE instance = ? AND state = 0", [instance])
    if row is None:
        raise LookupError(f"Expected instance {instance} to have an open task, but it has none")
    return counter_of(row[0])
