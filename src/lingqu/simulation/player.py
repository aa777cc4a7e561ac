"""A run that is played verb by verb on the virtual clock: what process cases and `lingqu.testing` are made of.

Each verb acts on the first that fits, in any instance, and comes back when all is at rest. Raises Missed if there is
nothing to act on, kernel Rejected if the engine refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lingqu.engine import commands as c
from lingqu.engine.state import Job
from lingqu.feel.temporal.timers import add, parse_period
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json
from lingqu.simulation.expectations import miss
from lingqu.simulation.instances import Instance
from lingqu.simulation.mocks import Answers
from lingqu.simulation.shape import Mocks
from lingqu.simulation.virtual import Virtual

#: Completions that one step may make before a circle is suspected.
MOST_COMPLETIONS = 10_000


class Missed(Exception):  # noqa: N818 - a finding, not a fault of the program
    """The run is not as expected, or a step could not be done."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


class Player:
    """One world at work. `main` is the instance that was started first."""

    def __init__(self, mocks: Mocks | None = None, *, world: Virtual | None = None) -> None:
        self.world = world or Virtual()
        self.answers = Answers(self.world, mocks or Mocks())
        self.process = ""
        self.aliases: dict[str, int] = {}  # `as` of a start step -> instance
        self._main = 0

    # ---- questions ----

    @property
    def instances(self) -> Mapping[int, Instance]:
        return self.world.instances

    @property
    def main(self) -> Instance | None:
        return self.world.instances.get(self._main)

    @property
    def elements(self) -> frozenset[str]:
        """The ids of everything that is deployed."""
        programs = self.world.programs.values()
        return frozenset(name for program in programs for name in (program.id, *program.by_id))

    # ---- verbs ----

    def start(
        self, process: str, variables: Mapping[str, Json] | None = None, alias: str = "", *, at: str = ""
    ) -> None:
        """Start a process; `at` chooses among several start events without a trigger."""
        key = self.world.start(process, variables, at=at)
        self._main = self._main or key
        if alias:
            self.aliases[alias] = key

    def start_by_message(self, name: str, key: str, *, ttl: str = "", variables: Mapping[str, Json]) -> None:
        """Publish; the instance that this starts is the main one."""
        before = set(self.instances)
        self.world.publish(name, key, ttl=_ms(ttl), variables=variables)
        self._main = next((one for one in self.instances if one not in before), 0)

    def complete(self, element: str, variables: Mapping[str, Json] | None = None) -> None:
        """Complete one waiting activity; a receive task or catch event completes by whatever it waits for."""
        if not self._complete(element, variables or {}):
            raise Missed(miss("not_waiting", element=element))

    def complete_all(self, elements: Iterable[str], variables: Mapping[str, Json] | None = None) -> None:
        """Complete these until none of them waits any more."""
        names, left = tuple(elements), MOST_COMPLETIONS
        while any(tuple(self._complete(element, variables or {}) for element in names)):
            left -= len(names)
            if left < 0:
                raise Missed(miss("endless", limit=MOST_COMPLETIONS))

    def _complete(self, element: str, variables: Mapping[str, Json]) -> bool:
        given, now = dict(variables), self.world.now
        for instance in self._running():
            for job in instance.jobs:
                if instance.element_of(job) == element:
                    self.world.do(instance.key, c.CompleteJob(at=now, job=job.n, variables=given))
                    return True
            for task in instance.tasks:
                if instance.element_of(task) == element:
                    self.world.do(instance.key, c.CompleteTask(at=now, task=task.n, variables=given))
                    return True
        for instance in self._running():
            for record in instance.subscriptions:
                if instance.program.node(record.element).id == element:
                    self.world.post.hand(instance, record, given)
                    self.world.settle()
                    return True
        return False

    def fire_timer(self, element: str) -> None:
        """Let the earliest timer of an element come due; any other that is due by then fires too."""
        due = self.world.alarms.due_of(element)
        if due is None:
            raise Missed(miss("no_timer", element=element))
        self.world.advance_to(due)

    def advance(self, duration: str) -> None:
        """Let time pass (an ISO 8601 duration)."""
        self.world.advance_to(add(self.world.now, parse_period(duration)))

    def publish(self, name: str, key: str | None, *, ttl: str = "", variables: Mapping[str, Json]) -> None:
        """Publish a message. Without a key the one that waits for the name gets it."""
        waiting = self.world.post.any_waiting(name) if key is None else None
        if waiting is None:
            self.world.publish(name, key or "", ttl=_ms(ttl), variables=variables)
        else:
            self.world.post.hand(*waiting, variables)
            self.world.settle()

    def signal(self, name: str, variables: Mapping[str, Json] | None = None) -> None:
        self.world.broadcast(name, variables or {})

    def set_variables(self, variables: Mapping[str, Json]) -> None:
        self._do_main(c.SetVariables(at=self.world.now, variables=dict(variables)))

    def throw_error(
        self, element: str, code: str, message: str = "", variables: Mapping[str, Json] | None = None
    ) -> None:
        instance, job = self._job(element)
        given = dict(variables or {})
        command = c.ThrowJobError(at=self.world.now, job=job.n, code=code, error=message, variables=given)
        self.world.do(instance.key, command)

    def fail_job(
        self, element: str, retries: int, message: str = "", variables: Mapping[str, Json] | None = None
    ) -> None:
        instance, job = self._job(element)
        given = dict(variables or {})
        command = c.FailJob(at=self.world.now, job=job.n, retries=retries, error=message, variables=given)
        self.world.do(instance.key, command)

    def set_retries(self, element: str, retries: int = 1) -> None:
        instance, job = self._job(element)
        self.world.do(instance.key, c.SetJobRetries(at=self.world.now, job=job.n, retries=retries))

    def resolve_incident(self, element: str) -> None:
        for instance in self._running():
            for incident in instance.incidents:
                if instance.element_of(incident) == element:
                    self.world.do(instance.key, c.ResolveIncident(at=self.world.now, incident=incident.n))
                    return
        raise Missed(miss("no_incident", element=element))

    def cancel(self) -> None:
        self._do_main(c.CancelInstance(at=self.world.now))

    # ---- helpers ----

    def _running(self) -> Iterator[Instance]:
        return (instance for instance in self.instances.values() if instance.running)

    def _do_main(self, command: c.Command) -> None:
        if self.main is None:
            raise Missed(miss("no_main"))
        self.world.do(self._main, command)

    def _job(self, element: str) -> tuple[Instance, Job]:
        for instance in self._running():
            for job in instance.jobs:
                if instance.element_of(job) == element:
                    return instance, job
        raise Missed(miss("no_job", element=element))


def _ms(duration: str) -> int:
    """A duration in milliseconds; "" is none."""
    return add(0, parse_period(duration)) if duration else 0
