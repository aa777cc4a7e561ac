"""Ten durable steps, one after the other: how many times as fast as `dbos` on the same PostgreSQL?

    python -m benchmarks.steps [--json] [--rounds 6] [--seconds 4] [--small]

Question: workflows of ten steps that 8 clients have done in a second; each step is durable before the next begins. Ours
are jobs that are given out and completed one by one by handlers of the same process, dbos's are its steps. At least 5.
"""

from __future__ import annotations

import threading
from typing import Any

from benchmarks._clients import busy, start
from benchmarks._disk import databases, fsync_p95
from benchmarks._drawings import STEPS
from benchmarks._rivals import stored
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell

from lingqu.engine.commands import CompleteJob
from lingqu.runtime import Runtime
from lingqu.runtime.jobs import ActivatedJob
from lingqu.runtime.tuning import serving
from lingqu.store import open_database

_CLIENTS = 8


class Ended:
    """Lets a client wait for the end of its instance."""

    def __init__(self) -> None:
        self._waiting: dict[int, threading.Event] = {}
        self._early: set[int] = set()
        self._lock = threading.Lock()

    def committed(self, done: Any) -> None:
        over = [one.instance for one in done if one.case.ended]
        with self._lock:
            for instance in over:
                event = self._waiting.pop(instance, None)
                if event is not None:
                    event.set()
                else:
                    self._early.add(instance)

    def wait(self, instance: int) -> None:
        event = threading.Event()
        with self._lock:
            if instance in self._early:
                self._early.discard(instance)
                return
            self._waiting[instance] = event
        if not event.wait(60):
            raise TimeoutError(f"Expected instance {instance} to end, but it has not")


def main() -> None:
    asked = options(__doc__, seconds=4)
    seconds = 1 if asked.small else asked.seconds
    figures: Figures = {"fsync, p95 ms": []}
    with databases() as kinds:
        address, _ = kinds["postgresql"]
        database = open_database(address)
        database.upgrade()
        runtime, ended = Runtime(database), Ended()
        runtime.after_commit(ended.committed)

        def work(job: ActivatedJob) -> None:
            runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))

        runtime.handle("work", work, threads=2 * _CLIENTS)  # hands are free while others wait for their commit
        runtime.begin()
        runtime.deploy([("steps.bpmn", STEPS)])
        definition = runtime.definitions.version("", "steps", 1)
        serving()

        def ours() -> float:
            figures["fsync, p95 ms"].append(fsync_p95())
            count, took = busy(_CLIENTS, seconds, lambda: ended.wait(start(runtime, definition).instance))
            return count / took

        with stored("dbos", address) as rival:

            def theirs() -> float:
                ran = rival(str(_CLIENTS), seconds)
                return ran.runs / ran.seconds

            tasks = {"ours, workflows a second": ours}
            if rival is not None:
                tasks["dbos, workflows a second"] = theirs
            found = alternate(asked.rounds, tasks)
        runtime.stop()
        database.close()
    answers: dict[str, Answer] = {}
    if rival is not None:
        answers["workflows of ten durable steps a second, ours / dbos"] = ratio(
            found["ours, workflows a second"], found["dbos, workflows a second"], 5
        )
    tell(answers, found | figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
