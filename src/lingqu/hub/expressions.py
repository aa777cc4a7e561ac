"""FEEL at the hub's edges: what a source maps, what a task makes of an answer, and which answers are errors."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lingqu.feel import SyntaxProblem
from lingqu.feel import compile as compile_feel
from lingqu.feel.registry import Builtin, Overload, Parameter
from lingqu.feel.state import State
from lingqu.feel.temporal import DaysTime
from lingqu.feel.values import Value
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid, Unprocessable
from lingqu.kernel.values import Json


class BpmnError(msgspec.Struct, frozen=True, kw_only=True):
    """The task ends with a BPMN error, which a boundary event may catch."""

    code: str
    message: str
    variables: dict[str, Json]


class JobError(msgspec.Struct, frozen=True, kw_only=True):
    """The job fails. `retries` and `backoff_ms`: None leaves what the job has."""

    message: str
    variables: dict[str, Json]
    retries: int | None
    backoff_ms: int | None


def value(text: str, variables: Mapping[str, Json], *, now: int, zone: str) -> Json:
    """A fixed text, or the value of FEEL that begins with "=". Raises Unprocessable where FEEL finds nothing."""
    if not text.startswith("="):
        return text
    result, warned = _evaluated(text, variables, now=now, zone=zone)
    if result is None:
        raise Unprocessable("hub.expression_failed", text=text[:200], reason=warned or why("null"))
    return result


def maybe(text: str, variables: Mapping[str, Json], *, now: int, zone: str) -> Json:
    """The same, but null is a value."""
    return _evaluated(text, variables, now=now, zone=zone)[0] if text.startswith("=") else text


def check(text: str, name: str) -> None:
    """Raises Invalid if this setting's text cannot be read as FEEL."""
    if text.startswith("="):
        try:
            compile_feel(text[1:])
        except SyntaxProblem as wrong:
            raise Invalid("hub.bad_setting", name=name, reason=wrong.message) from None


def _evaluated(text: str, variables: Mapping[str, Json], *, now: int, zone: str) -> tuple[Json, str]:
    try:
        expression = compile_feel(text.removeprefix("="), names=variables)
    except SyntaxProblem as wrong:
        raise Unprocessable("hub.expression_failed", text=text[:200], reason=wrong.message) from None
    result = expression.evaluate(variables, now=now, zone=zone)
    return result.json, "; ".join(warning.message.text("en") for warning in result.warnings[:3])


def results(headers: Mapping[str, str], response: Json, *, now: int, zone: str) -> dict[str, Json]:
    """The variables of a task's answer: `resultVariable` takes it whole, `resultExpression` gives several.

    Raises Unprocessable if the expression gives no context.
    """
    variables: dict[str, Json] = {}
    name = headers.get("resultVariable", "").strip()
    if name:
        variables[name] = response
    text = headers.get("resultExpression", "").strip()
    if text:
        mapped = value("=" + text.removeprefix("="), {"response": response}, now=now, zone=zone)
        if not isinstance(mapped, dict):
            raise Unprocessable("hub.expression_failed", text=text[:200], reason=why("no_context"))
        variables.update(mapped)
    return variables


def error(
    headers: Mapping[str, str], *, response: Json, failure: Mapping[str, Json] | None, now: int, zone: str
) -> BpmnError | JobError | None:
    """What `errorExpression` makes of an answer (`response`) or a failure (`error` {code, message, type})."""
    text = headers.get("errorExpression", "").strip()
    if not text:
        return None
    known = {"response": response, "error": dict(failure) if failure else None, **_FUNCTIONS}
    found = _evaluated("=" + text.removeprefix("="), known, now=now, zone=zone)[0]
    if not isinstance(found, dict):
        return None
    variables = found.get("variables")
    variables = variables if isinstance(variables, dict) else {}
    message = str(found.get("message") or "")
    if found.get("errorType") == "jobError":
        retries = found.get("retries")
        backoff = found.get("retryBackoff")
        return JobError(
            message=message,
            variables=variables,
            retries=retries if type(retries) is int else None,
            backoff_ms=duration_ms(backoff) if isinstance(backoff, str) and backoff else None,
        )
    if found.get("code"):
        return BpmnError(code=str(found["code"]), message=message, variables=variables)
    return None


def duration_ms(text: str) -> int:
    """An ISO 8601 duration of days and smaller ("PT10S") in ms. Raises Invalid."""
    found = compile_feel("duration(text)", names=["text"]).evaluate({"text": text}).value
    if not isinstance(found, DaysTime):
        raise Invalid("hub.bad_setting", name="duration", reason=why("no_duration", given=text[:40]))
    return found.nanos // 1_000_000


def _bpmn_error(_s: State, code: Value, message: Value = None, variables: Value = None) -> dict[str, Value]:
    return {"errorType": "bpmnError", "code": code, "message": message, "variables": variables}


def _job_error(
    _s: State, message: Value, variables: Value = None, retries: Value = None, backoff: Value = None
) -> dict[str, Value]:
    given = backoff if isinstance(backoff, str) or backoff is None else f"PT{backoff.nanos // 1_000_000_000}S"
    return {
        "errorType": "jobError",
        "message": message,
        "variables": variables,
        "retries": retries,
        "retryBackoff": given,
    }


def _function(name: str, run: object, first: str, *more: str) -> Builtin:
    made = Builtin(
        name,
        "connectors",
        {"en": f"What an error expression gives back: {name}.", "zh": f"错误表达式给出的结果: {name}。"},
    )
    parameters = (
        Parameter(name=first, kind="Any", nullable=True),
        *(Parameter(name=one, kind="Any", nullable=True, optional=True) for one in more),
    )
    made.overloads.append(Overload(parameters=parameters, run=run))  # type: ignore[arg-type]  # an implementation
    return made


#: The two functions that error expressions of Camunda 8 models call.
_FUNCTIONS: dict[str, Value] = {
    "bpmnError": _function("bpmnError", _bpmn_error, "code", "message", "variables"),
    "jobError": _function("jobError", _job_error, "message", "variables", "retries", "retryBackoff"),
}
