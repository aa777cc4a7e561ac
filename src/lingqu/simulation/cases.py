"""Process cases: a file that says deploy this, start that, do these steps, and what must then be seen.

`run_case` is pure: the caller reads files. A model with features that the engine does not run makes the case
skipped, named by feature; anything else that is not as expected makes it failed, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from lingqu.engine import commands as c
from lingqu.engine.unsupported import unsupported
from lingqu.feel.temporal.timers import add, parse_period
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json
from lingqu.model.bpmn import read
from lingqu.simulation.dialect import executable, into_profile
from lingqu.simulation.expectations import misses
from lingqu.simulation.instances import Instance
from lingqu.simulation.virtual import Virtual

CaseOutcome = Literal["passed", "failed", "skipped"]
Load = Callable[[str], bytes]


class CaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a case went; `message` says why it failed or was skipped. `story`: one event a line, if it failed."""

    id: str
    outcome: CaseOutcome
    tier: str = ""
    message: str = ""
    story: tuple[str, ...] = ()


class Missed(Exception):  # noqa: N818 - a finding, not a fault of the program
    """The run is not as the case expects, or a step could not be done."""


def run_case(case: Mapping[str, Any], load: Load) -> CaseResult:
    """Run one case; `load` gives the bytes of a file that the case names."""
    name, tier = str(case.get("id", "")), str(case.get("tier", ""))
    run = _Run(case)
    try:
        skipped = run.deploy(load)
        if skipped:
            return CaseResult(id=name, outcome="skipped", tier=tier, message=f"not supported: {skipped}")
        run.play()
    except (Missed, Rejected) as why:
        story = tuple(run.story())
        return CaseResult(id=name, outcome="failed", tier=tier, message=str(why), story=story)
    return CaseResult(id=name, outcome="passed", tier=tier)


class _Run:
    """One case at work."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self.case = case
        self.world = Virtual()
        self.process = str(case.get("process", ""))
        self.aliases: dict[str, int] = {}  # `as` of a start step -> instance
        self._main = 0

    @property
    def instances(self) -> Mapping[int, Instance]:
        return self.world.instances

    @property
    def main(self) -> Instance | None:
        return self.world.instances.get(self._main)

    def deploy(self, load: Load) -> str:
        """Deploy all models; answers the features that keep the case from running, "" for none."""
        may_refuse = "deploy_or_run" in self.case.get("expect", {})
        try:
            lacking = self._deploy(load)
        except Rejected:
            if may_refuse:
                return ""
            raise
        return "" if may_refuse else "; ".join(lacking)

    def _deploy(self, load: Load) -> list[str]:
        """Deploy all models, or none; answers what they lack."""
        lacking: dict[str, None] = {}
        if self.case.get("decisions"):
            lacking["decisions"] = None
        rewrite = executable if self.case.get("dialect") == "zeebe" else into_profile
        models = [rewrite(read(load(one))) for one in (self.case["model"], *self.case.get("more_models", ()))]
        for model in models:
            for problem in unsupported(model):
                lacking[Message(code=problem.code, params=problem.params).text("en")] = None
        if not lacking:
            for model in models:
                self.world.deploy(model)
        return list(lacking)

    def story(self) -> list[str]:
        return [
            f"{instance.program.id} {type(event).__name__} {event}"
            for instance in self.world.instances.values()
            for _, _, events in instance.history
            for event in events
        ]

    def play(self) -> None:
        """Start, do the steps, look after each and at the end."""
        start = self.case.get("start", {})
        if not start.get("none") and self.world.programs:
            self._start(start)
        self._look("start", start.get("expect", {}))
        for number, step in enumerate(self.case.get("script", ()), 1):
            place = f"step {number} ({step.get('op')})"
            operation = _OPERATIONS.get(str(step.get("op")))
            if operation is None:
                raise Missed(f"{place}: no such operation")
            try:
                operation(self, step)
            except Rejected as why:
                raise Missed(f"{place}: {why}") from why
            self._look(place, step.get("expect", {}))
        self._look("end", self.case.get("expect", {}))

    def _look(self, place: str, expected: Mapping[str, Any]) -> None:
        rejected = expected.get("deploy_or_run")
        if rejected == "rejected-or-incident":
            if self.world.programs and not any(one.incidents for one in self.instances.values()):
                raise Missed(f"{place}: expected the deployment to be refused or an incident, but all went well")
            expected = {name: value for name, value in expected.items() if name != "deploy_or_run"}
        for miss in misses(self, expected):
            raise Missed(f"{place}: {miss}")

    def _start(self, start: Mapping[str, Any]) -> None:
        for other in start.get("before", ()):
            self.world.start(other)
        if "message" in start:
            given = start["message"]
            named = given if isinstance(given, Mapping) else {"name": given}
            before = set(self.instances)
            variables = {**start.get("variables", {}), **named.get("variables", {})}
            self.world.publish(named["name"], str(named.get("correlation_key") or ""), variables=variables)
            self._main = next((key for key in self.instances if key not in before), 0)
            return
        self._main = self.world.start(start.get("process", self.process), start.get("variables", {}))

    # ---- steps ----

    def start(self, step: Mapping[str, Any]) -> None:
        key = self.world.start(step.get("process", self.process), step.get("variables", {}))
        self._main = self._main or key
        if "as" in step:
            self.aliases[step["as"]] = key

    def complete(self, step: Mapping[str, Any]) -> None:
        if not self._complete(step["element"], step.get("variables", {})):
            raise Missed(f"expected {step['element']} to wait, but it does not")

    def _complete(self, element: str, variables: Mapping[str, Json]) -> bool:
        for instance in self.instances.values():
            if not instance.running:
                continue
            for job in instance.jobs:
                if instance.element_of(job) == element:
                    self._do(instance, c.CompleteJob(at=self.world.now, job=job.n, variables=dict(variables)))
                    return True
            for task in instance.tasks:
                if instance.element_of(task) == element:
                    self._do(instance, c.CompleteTask(at=self.world.now, task=task.n, variables=dict(variables)))
                    return True
        return self._complete_receive(element, variables)

    def _complete_receive(self, element: str, variables: Mapping[str, Json]) -> bool:
        """A receive task or a catch event completes by whatever it waits for."""
        for instance in self.instances.values():
            for record in instance.subscriptions:
                if instance.program.node(record.element).id == element:
                    self.world.post.hand(instance, record, variables)
                    self.world.settle()
                    return True
        return False

    def _do(self, instance: Instance, command: c.Command) -> None:
        self.world.do(instance.key, command)

    def complete_any(self, step: Mapping[str, Any]) -> None:
        if step.get("until", "none") != "none":
            raise Missed(f"complete_any until {step['until']} is not known")
        variables = step.get("variables", {})
        while any(tuple(self._complete(element, variables) for element in step["elements"])):
            pass

    def fire_timer(self, step: Mapping[str, Any]) -> None:
        due = self.world.due_of(step["element"])
        if due is None:
            raise Missed(f"expected a timer at {step['element']}, but there is none")
        self.world.advance_to(due)

    def advance(self, step: Mapping[str, Any]) -> None:
        self.world.advance_to(add(self.world.now, parse_period(step["duration"])))

    def message(self, step: Mapping[str, Any]) -> None:
        variables = step.get("variables", {})
        ttl = add(0, parse_period(step["ttl"])) if "ttl" in step else 0
        key = step.get("correlation_key")
        if key is not None:
            self.world.publish(step["name"], str(key), ttl=ttl, variables=variables)
            return
        waiting = self.world.post.any_waiting(step["name"])
        if waiting is not None:
            self.world.post.hand(*waiting, variables)
            self.world.settle()
        else:
            self.world.publish(step["name"], ttl=ttl, variables=variables)

    def signal(self, step: Mapping[str, Any]) -> None:
        self.world.broadcast(step["name"], step.get("variables", {}))

    def set_variables(self, step: Mapping[str, Any]) -> None:
        self._do(self._needed(), c.SetVariables(at=self.world.now, variables=dict(step["variables"])))

    def throw_error(self, step: Mapping[str, Any]) -> None:
        instance, job = self._job(step["element"])
        variables = dict(step.get("variables", {}))
        command = c.ThrowJobError(at=self.world.now, job=job, code=step["code"], variables=variables)
        self._do(instance, command)

    def fail_job(self, step: Mapping[str, Any]) -> None:
        instance, job = self._job(step["element"])
        error = step.get("message", "")
        self._do(instance, c.FailJob(at=self.world.now, job=job, retries=step["retries"], error=error))

    def set_retries(self, step: Mapping[str, Any]) -> None:
        instance, job = self._job(step["element"])
        self._do(instance, c.SetJobRetries(at=self.world.now, job=job, retries=step.get("retries", 1)))

    def _job(self, element: str) -> tuple[Instance, int]:
        for instance in self.instances.values():
            for job in instance.jobs:
                if instance.element_of(job) == element:
                    return instance, job.n
        raise Missed(f"expected a job at {element}, but there is none")

    def resolve_incident(self, step: Mapping[str, Any]) -> None:
        for instance in self.instances.values():
            for incident in instance.incidents:
                if instance.element_of(incident) == step["element"]:
                    self._do(instance, c.ResolveIncident(at=self.world.now, incident=incident.n))
                    return
        raise Missed(f"expected an incident at {step['element']}, but there is none")

    def cancel(self, step: Mapping[str, Any]) -> None:  # noqa: ARG002 - one shape for all
        self._do(self._needed(), c.CancelInstance(at=self.world.now))

    def _needed(self) -> Instance:
        if self.main is None:
            raise Missed("expected an instance to act on, but none was started")
        return self.main


_OPERATIONS: Mapping[str, Callable[[_Run, Mapping[str, Any]], None]] = {
    "start": _Run.start,
    "complete": _Run.complete,
    "complete_any": _Run.complete_any,
    "fire_timer": _Run.fire_timer,
    "advance": _Run.advance,
    "message": _Run.message,
    "signal": _Run.signal,
    "set_variables": _Run.set_variables,
    "throw_error": _Run.throw_error,
    "fail_job": _Run.fail_job,
    "set_retries": _Run.set_retries,
    "resolve_incident": _Run.resolve_incident,
    "cancel": _Run.cancel,
}
