"""Jobs and decisions answered by value, so that a test needs no worker and no decision table.

A job that has an answer gets it as soon as all else is at rest; a decision that has one gives it, whatever its table
says, deployed or not.
"""

from __future__ import annotations

from collections import Counter

from lingqu.engine import commands as c
from lingqu.engine.state import Job
from lingqu.simulation.instances import Instance
from lingqu.simulation.shape import Mocks, Reply
from lingqu.simulation.virtual import Virtual


class Answers:
    """Answers the jobs of a world. A reply stands for every job; of a list each reply stands for one."""

    def __init__(self, world: Virtual, mocks: Mocks) -> None:
        self._world = world
        self._mocks = mocks
        self._used: Counter[str] = Counter()
        if mocks.jobs:
            world.idle = self.answer_one
        world.decisions.fix(mocks.decisions)

    def answer_one(self) -> bool:
        """Answer the oldest job that has an answer: whether there was one."""
        for instance in self._world.instances.values():
            if instance.running:
                for job in instance.jobs:
                    reply = self._reply(instance, job)
                    if reply is not None:
                        self._world.send(instance.key, _command(self._world.now, job.n, reply))
                        return True
        return False

    def _reply(self, instance: Instance, job: Job) -> Reply | None:
        if not job.retries:
            return None  # it has failed for good
        for name in (instance.element_of(job), instance.job_types.get(job.n, "")):
            given = self._mocks.jobs.get(name)
            if isinstance(given, Reply):
                return given
            if given is not None and self._used[name] < len(given):
                self._used[name] += 1
                return given[self._used[name] - 1]
        return None


def _command(at: int, job: int, reply: Reply) -> c.Command:
    variables = dict(reply.variables)
    if reply.error is not None:
        return c.ThrowJobError(at=at, job=job, code=reply.error, variables=variables)
    if reply.fail is not None:
        return c.FailJob(at=at, job=job, retries=reply.retries, error=reply.fail, variables=variables)
    return c.CompleteJob(at=at, job=job, variables=variables)
