"""Process cases: a file that says deploy this, start that, do these steps, and what must then be seen.

`run_case` is pure: the caller reads files. A model with features that the engine does not run makes the case
skipped, named by feature; anything else that is not as expected makes it failed, with the reason and the story.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Language, Message
from lingqu.model import dmn
from lingqu.simulation.drawings import drawn
from lingqu.simulation.expectations import miss, misses
from lingqu.simulation.player import Missed, Player
from lingqu.simulation.shape import Case, Step, case_of, key_of
from lingqu.simulation.story import story
from lingqu.simulation.virtual import Virtual

CaseOutcome = Literal["passed", "failed", "skipped"]
Load = Callable[[str], bytes]
_TEXT_LIMIT = 2_000  # characters of a fault's own words


class CaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a case went; `why` says why it failed or was skipped. `told`: what happened, step by step, if it failed."""

    id: str
    outcome: CaseOutcome
    tier: str = ""
    why: Message | None = None
    told: tuple[Message, ...] = ()

    @property
    def message(self) -> str:
        return self.reason("en")

    @property
    def story(self) -> tuple[str, ...]:
        return tuple(line.text("en") for line in self.told)

    def reason(self, language: Language) -> str:
        return "" if self.why is None else self.why.text(language)


def run_case(given: Any, load: Load, world: Virtual | None = None) -> CaseResult:
    """Run the case in the value of a file; `load` gives the bytes of a file that it names, or raises Rejected.

    `world`: an empty one, for who wants to look at it afterwards. Never raises, whatever the case says.
    """
    name, tier = _text(given, "id"), _text(given, "tier")
    world = world or Virtual()
    try:
        run = _Run(case_of(given), world)
        skipped = run.deploy(load)
        if skipped:
            why = miss("not_supported", features="; ".join(skipped))
            return CaseResult(id=name, outcome="skipped", tier=tier, why=why)
        run.play()
    except (Missed, Rejected) as missed:
        return CaseResult(id=name, outcome="failed", tier=tier, why=missed.message, told=story(world))
    except Exception as fault:  # noqa: BLE001 - a fault of the program: told as such, and the next case still runs
        trace = "".join(traceback.format_exception(fault))[-_TEXT_LIMIT:]
        broke = miss("broke", reason=f"{type(fault).__name__}: {fault}\n{trace}")
        return CaseResult(id=name, outcome="failed", tier=tier, why=broke)
    return CaseResult(id=name, outcome="passed", tier=tier)


def _text(given: Any, name: str) -> str:
    found = given.get(name, "") if isinstance(given, Mapping) else ""
    return found if isinstance(found, str) else str(found)


class _Run:
    """One case at work."""

    def __init__(self, case: Case, world: Virtual) -> None:
        self.case = case
        self.world = world
        self.player = Player(case.mocks, world=world)
        self.player.process = case.process

    # ---- deploying ----

    def deploy(self, load: Load) -> list[str]:
        """Deploy all models; answers the features that keep the case from running."""
        may_refuse = "deploy_or_run" in self.case.expect
        try:
            lacking = self._deploy(load)
        except Rejected:
            if may_refuse:
                return []
            raise
        return [] if may_refuse else lacking

    def _deploy(self, load: Load) -> list[str]:
        """Deploy all models, or none; answers what they lack."""
        profile = self.case.dialect == "zeebe"
        models = {name: drawn(load(name), profile=profile) for name in self.case.models}
        start = self.case.start
        started = {self.case.process, start.process, *start.before, *(step.process for step in self.case.script)}
        lacking: dict[str, None] = {}
        for one in models.values():
            everything = one.problems if "deploy_or_run" in self.case.expect else started
            lacking |= dict.fromkeys(one.lacks(everything))
        if not lacking:
            self.world.decisions.deploy([dmn.read(load(name)) for name in self.case.decision_files])
            for name, one in models.items():
                self.world.deploy(one.deployable(), source=name, programs=one.programs)
        return list(lacking)

    # ---- playing ----

    def play(self) -> None:
        """Start, do the steps, look after each and at the end."""
        start = self.case.start
        if not start.none and self.world.programs:
            self._start()
        self._look(miss("start"), start.expect)
        for number, step in enumerate(self.case.script, 1):
            place = miss("step", number=number, op=step.op)
            try:
                _OPERATIONS[step.op](self.player, step)
            except (Missed, Rejected) as why:
                raise _missed(place, why.message) from why
            self._look(place, step.expect)
        self._look(miss("end"), self.case.expect)

    def _start(self) -> None:
        start, player = self.case.start, self.player
        for other in start.before:
            self.world.start(other)
        if start.message is None:
            player.start(start.process or self.case.process, start.variables, at=start.at)
        elif isinstance(start.message, str):
            player.start_by_message(start.message, "", variables=start.variables)
        else:
            sent = start.message
            variables = {**start.variables, **sent.variables}
            player.start_by_message(sent.name, key_of(sent.correlation_key) or "", ttl=sent.ttl, variables=variables)

    def _look(self, place: Message, expected: Mapping[str, Any]) -> None:
        for what in self._misses(expected):
            raise _missed(place, what)

    def _misses(self, expected: Mapping[str, Any]) -> Iterator[Message]:
        rest = {name: value for name, value in expected.items() if name != "deploy_or_run"}
        if len(rest) < len(expected):
            if expected["deploy_or_run"] != "rejected-or-incident":
                yield miss("bad_expectation", name="deploy_or_run", reason="Expected rejected-or-incident")
            elif self.world.programs and not any(one.incidents for one in self.world.instances.values()):
                yield miss("not_refused")
        yield from misses(self.player, rest)


def _missed(place: Message, what: Message) -> Missed:
    return Missed(miss("at", place=place, what=what))


_OPERATIONS: Mapping[str, Callable[[Player, Step], None]] = {
    "start": lambda p, s: p.start(s.process or p.process, s.variables, s.as_, at=s.element),
    "complete": lambda p, s: p.complete(s.element, s.variables),
    "complete_any": lambda p, s: p.complete_all(s.elements, s.variables),
    "fire_timer": lambda p, s: p.fire_timer(s.element),
    "advance": lambda p, s: p.advance(s.duration),
    "message": lambda p, s: p.publish(s.name, key_of(s.correlation_key), ttl=s.ttl, variables=s.variables),
    "signal": lambda p, s: p.signal(s.name, s.variables),
    "set_variables": lambda p, s: p.set_variables(s.variables),
    "throw_error": lambda p, s: p.throw_error(s.element, s.code or "", s.message, s.variables),
    "fail_job": lambda p, s: p.fail_job(s.element, s.retries or 0, s.message, s.variables),
    "set_retries": lambda p, s: p.set_retries(s.element, 1 if s.retries is None else s.retries),
    "resolve_incident": lambda p, s: p.resolve_incident(s.element),
    "cancel": lambda p, _: p.cancel(),
}
