"""One run of a process, told verb by verb. Every verb answers the run, so that a test reads as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

import lingqu.testing.messages  # noqa: F401 - registers the texts of the codes raised here
from lingqu.kernel.errors import Invalid, Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, normalise
from lingqu.model import dmn
from lingqu.model.bpmn import read
from lingqu.model.bpmn.elements import Definitions
from lingqu.simulation.drawings import looked_at
from lingqu.simulation.expectations import misses, state_of
from lingqu.simulation.player import Missed, Player
from lingqu.simulation.shape import Mocks
from lingqu.simulation.story import story

Model = Path | str | bytes | Definitions | dmn.Definitions
_DMN, _HEAD = b"/DMN/", 2_000  # what the namespace of a decision model holds, within so many bytes
Variables = Mapping[str, Any] | None


def given(
    *models: Model,
    jobs: Mapping[str, Any] | None = None,
    decisions: Mapping[str, Json] | None = None,
) -> Run:
    """Deploy processes, the one under test first, and the decision models that they call: paths, or the XML as bytes.

    `jobs`: answers by element id or job type, each `{"variables": {…}}`, `{"error": "CODE"}` or
    `{"fail": "why", "retries": 0}`, or a list of these for one job after the other. `decisions`: values by decision
    id. Raises kernel Invalid for a model that cannot be read or cannot run, by element and reason.
    """
    try:
        mocks = msgspec.convert({"jobs": normalise(jobs or {}), "decisions": normalise(decisions or {})}, Mocks)
    except msgspec.ValidationError as wrong:
        raise Invalid("simulation.bad_case", reason=str(wrong)) from None
    return Run(models, mocks)


class Run:
    """Deployed models and what has been done with them. Failed expectations raise AssertionError with the story."""

    def __init__(self, models: Iterable[Model], mocks: Mocks) -> None:
        self.player = Player(mocks)
        files = [_read(model) for model in models]
        looked = [looked_at(one) for one in files if isinstance(one, Definitions)]
        problems = [told for one in looked for told in one.lacks(())]
        if problems:
            raise Invalid("testing.model_unsupported", problems="; ".join(problems))
        drawn = [one.deployable() for one in looked]
        self.player.world.decisions.deploy([one for one in files if isinstance(one, dmn.Definitions)])
        for one in drawn:
            self.player.world.deploy(one)
        self.player.process = next((process.id for one in drawn for process in one.processes if process.executable), "")

    # ---- verbs ----

    def start(self, variables: Variables = None, *, process: str = "", name: str = "", at: str = "") -> Run:
        """Start an instance of the first process, or of the one with that id; `name` tells several apart.

        `at`: the id of the start event, if the process has several without a trigger.
        """
        player = self.player
        return self._do(lambda: player.start(process or player.process, _json(variables), name, at=at))

    def complete(self, element: str, variables: Variables = None) -> Run:
        """Complete one waiting task, job, receive task or catch event of that id."""
        return self._do(lambda: self.player.complete(element, _json(variables)))

    def complete_all(self, *elements: str, variables: Variables = None) -> Run:
        """Complete all of these, in any order, until none of them waits any more."""
        return self._do(lambda: self.player.complete_all(elements, _json(variables)))

    def advance(self, duration: str) -> Run:
        """Let time pass, an ISO 8601 duration; timers that come due fire in order."""
        return self._do(lambda: self.player.advance(duration))

    def fire_timer(self, element: str) -> Run:
        """Move the clock to where the timer of that element is due."""
        return self._do(lambda: self.player.fire_timer(element))

    def message(self, name: str, key: str | None = None, variables: Variables = None, *, ttl: str = "") -> Run:
        """Publish a message; without a key the one that waits for the name gets it."""
        return self._do(lambda: self.player.publish(name, key, ttl=ttl, variables=_json(variables)))

    def signal(self, name: str, variables: Variables = None) -> Run:
        return self._do(lambda: self.player.signal(name, _json(variables)))

    def set_variables(self, variables: Mapping[str, Any]) -> Run:
        return self._do(lambda: self.player.set_variables(_json(variables)))

    def throw_error(self, element: str, code: str, variables: Variables = None) -> Run:
        """The job that waits at the element throws a BPMN error."""
        return self._do(lambda: self.player.throw_error(element, code, variables=_json(variables)))

    def fail_job(self, element: str, *, retries: int = 0, message: str = "") -> Run:
        return self._do(lambda: self.player.fail_job(element, retries, message))

    def set_retries(self, element: str, retries: int = 1) -> Run:
        return self._do(lambda: self.player.set_retries(element, retries))

    def resolve_incident(self, element: str) -> Run:
        return self._do(lambda: self.player.resolve_incident(element))

    def cancel(self) -> Run:
        """Cancel the instance that was started first."""
        return self._do(self.player.cancel)

    # ---- expectations ----

    def expect(self, **expected: Any) -> Run:
        """The expectations of a case file by name: state, active, completed, never, variables, incident, …"""
        missed = list(misses(self.player, normalise(expected)))
        if missed:
            raise AssertionError(self._told(missed))
        return self

    # ---- questions ----

    @property
    def state(self) -> str:
        """Of the instance that was started first: active, completed, terminated or incident."""
        main = self.player.main
        return "" if main is None else state_of(main)

    @property
    def variables(self) -> dict[str, Json]:
        """The variables of the instance that was started first, at instance level."""
        main = self.player.main
        return {} if main is None else main.variables()

    @property
    def active(self) -> list[str]:
        """The ids of the places that wait, in all instances."""
        return sorted(place for one in self.player.instances.values() if one.running for place in one.waiting())

    @property
    def story(self) -> list[str]:
        """What happened, in words, one event a line."""
        return [line.text("en") for line in story(self.player.world)]

    # ---- helpers ----

    def _do(self, verb: Callable[[], None]) -> Run:
        try:
            verb()
        except (Missed, Rejected) as why:
            raise AssertionError(self._told([why.message])) from why
        return self

    def _told(self, missed: list[Message]) -> str:
        return "\n".join([*(one.text("en") for one in missed), "", "What happened:", *self.story])


def _read(model: Model) -> Definitions | dmn.Definitions:
    """A process document or a decision model; a file that ends in .dmn, or XML of that namespace, is the latter."""
    if isinstance(model, Definitions | dmn.Definitions):
        return model
    if isinstance(model, bytes):
        return dmn.read(model) if _DMN in model[:_HEAD] else read(model)
    try:
        data = Path(model).read_bytes()
        return dmn.read(data) if str(model).lower().endswith(".dmn") else read(data)
    except (OSError, ValueError) as wrong:
        raise Invalid("testing.unreadable", path=str(model), reason=str(wrong)) from None


def _json(variables: Variables) -> dict[str, Json]:
    found: dict[str, Json] = normalise(dict(variables or {}))
    return found
