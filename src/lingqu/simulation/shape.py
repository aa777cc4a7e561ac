"""The shape of a process case: what a file may say. A word that nobody knows is an error, never passed over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import normalise

#: What a case may say about itself that a run does not read.
REMARKS = frozenset(
    {"source", "note", "notes", "title", "name", "description", "comment", "tags", "licence", "license"}
)


class Named(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The message by which a case is started."""

    name: str
    correlation_key: Any = None  # a text or a number; see key_of
    ttl: str = ""
    variables: dict[str, Any] = {}


class Start(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the case begins; `none`: the script starts what it needs. `at`: which of several plain start events."""

    process: str = ""
    at: str = ""
    variables: dict[str, Any] = {}
    message: Named | str | None = None
    before: tuple[str, ...] = ()
    none: bool = False
    expect: dict[str, Any] = {}


class Reply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a job is answered with, by value: variables, or a BPMN error, or a failure (an incident without retries)."""

    variables: dict[str, Any] = {}
    error: str | None = None
    fail: str | None = None
    retries: int = 0


class Mocks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers by value: to jobs by element id or job type (a list: one after the other), to decisions by id."""

    jobs: dict[str, Reply | tuple[Reply, ...]] = {}
    decisions: dict[str, Any] = {}


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the script. Which fields an operation needs stands in OPERATIONS."""

    op: str
    element: str = ""
    elements: tuple[str, ...] = ()
    until: Literal["none"] = "none"
    duration: str = ""
    process: str = ""
    name: str = ""
    correlation_key: Any = None  # a text or a number; see key_of
    ttl: str = ""
    code: str | None = None
    retries: int | None = None
    message: str = ""
    variables: dict[str, Any] = {}
    as_: str = msgspec.field(default="", name="as")
    expect: dict[str, Any] = {}


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    model: str
    process: str = ""
    id: str = ""
    more_models: tuple[str, ...] = ()
    decisions: str | tuple[str, ...] = ()
    dialect: Literal["core", "feel", "zeebe"] = "zeebe"
    tier: str = ""
    requires: tuple[str, ...] = ()
    mocks: Mocks = Mocks()
    start: Start = Start()
    script: tuple[Step, ...] = ()
    expect: dict[str, Any] = {}

    @property
    def models(self) -> tuple[str, ...]:
        return (self.model, *self.more_models)

    @property
    def decision_files(self) -> tuple[str, ...]:
        return (self.decisions,) if isinstance(self.decisions, str) else self.decisions


_VARIABLES = frozenset({"variables"})
#: operation -> (fields that it needs, fields that it may have)
OPERATIONS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "start": (frozenset(), _VARIABLES | {"process", "as"}),
    "complete": (frozenset({"element"}), _VARIABLES),
    "complete_any": (frozenset({"elements"}), _VARIABLES | {"until"}),
    "fire_timer": (frozenset({"element"}), frozenset()),
    "advance": (frozenset({"duration"}), frozenset()),
    "message": (frozenset({"name"}), _VARIABLES | {"correlation_key", "ttl"}),
    "signal": (frozenset({"name"}), _VARIABLES),
    "set_variables": (_VARIABLES, frozenset()),
    "throw_error": (frozenset({"element", "code"}), _VARIABLES | {"message"}),
    "fail_job": (frozenset({"element", "retries"}), _VARIABLES | {"message"}),
    "set_retries": (frozenset({"element"}), frozenset({"retries"})),
    "resolve_incident": (frozenset({"element"}), frozenset()),
    "cancel": (frozenset(), frozenset()),
}
_ALWAYS = frozenset({"op", "expect"})


def case_of(given: Any) -> Case:
    """The case in the value of a file. Raises Invalid with the place and the reason."""
    if not isinstance(given, dict):
        raise _bad(f"Expected an object, got {type(given).__name__}")
    told = {name: value for name, value in normalise(given, "$").items() if name not in REMARKS}
    steps = told.get("script")
    if isinstance(steps, list):
        told["script"] = [_step(number, step) for number, step in enumerate(steps)]
    try:
        return msgspec.convert(told, Case)
    except msgspec.ValidationError as wrong:
        raise _bad(str(wrong)) from None


def _step(number: int, step: Any) -> Any:
    """A step without its remarks. Raises Invalid for one that says too little or too much."""
    if not isinstance(step, dict):
        return step
    said = {name: value for name, value in step.items() if name not in REMARKS or name == "name"}
    known = OPERATIONS.get(str(step.get("op")))
    if known is None:
        raise Invalid("simulation.unknown_operation", op=str(step.get("op")))
    needed, allowed = known
    missing = sorted(needed - said.keys())
    if missing:
        raise _bad(f"{step['op']} needs {', '.join(missing)} - at `$.script[{number}]`")
    strange = sorted(said.keys() - needed - allowed - _ALWAYS)
    if strange:
        raise _bad(f"{step['op']} knows no {', '.join(strange)} - at `$.script[{number}]`")
    return said


def key_of(given: Any) -> str | None:
    """A correlation key as its text; None is no key. Raises Invalid."""
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise _bad(f"Expected a correlation key that is a text or a number, got {type(given).__name__}")
    return str(given)


def _bad(reason: str) -> Invalid:
    return Invalid("simulation.bad_case", reason=reason)
