"""Conformance: single expressions with typed inputs and expected results (JSON lines), evaluated and compared.

A typed value is `{"t": "decimal", "v": "12.5"}`; types are string, decimal, double, boolean, date, time, dateTime,
duration, list, context, nil and untyped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import msgspec

from lingqu.feel import expression as expressions
from lingqu.feel.coercion import coerce
from lingqu.feel.problems import SyntaxProblem
from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, Time, read_any
from lingqu.feel.types import NAMED, Type
from lingqu.feel.values import Value, is_number, shown_inside
from lingqu.kernel.errors import Invalid

_TOLERANCE = Decimal("1e-8")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one case; `strict` also asks that an expected error was recorded."""

    id: str
    group: str
    outcome: Literal["passed", "failed", "error"]
    strict: bool
    message: str = ""


def typed(given: Mapping[str, Any]) -> Value:
    """The FEEL value of a typed value. Raises Invalid for a text that is not of the type."""
    value = given.get("v")
    match given.get("t"):
        case "nil":
            return None
        case "list":
            return [typed(item) for item in value or []]
        case "context":
            return {name: typed(item) for name, item in (value or {}).items()}
        case "boolean":
            return value is True or str(value).strip() in ("true", "1")
        case "decimal" | "double":
            return _read(str(value), _number, "a number")
        case "date" | "time" | "dateTime" | "duration" as kind:
            return _read(str(value), read_any, f"a {kind}")
        case _:
            return value


def _read(text: str, read: Callable[[str], Value], expected: str) -> Value:
    found = read(text.strip())
    if found is None:
        raise Invalid("feel.not_temporal", text=text[:80], expected=expected)
    return found


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def alike(found: Value, wanted: Value) -> bool:
    """Whether a result is the expected one: numbers within 1e-8, temporal values with their offset or zone."""
    if is_number(found) and is_number(wanted):
        return Decimal(wanted).is_finite() and abs(Decimal(found) - Decimal(wanted)) <= _TOLERANCE
    if type(found) is not type(wanted):
        return False
    if isinstance(found, list):
        return len(found) == len(wanted) and all(map(alike, found, wanted))
    if isinstance(found, dict):
        return found.keys() == wanted.keys() and all(alike(found[name], wanted[name]) for name in found)
    if isinstance(found, Time | DateTime | Date):
        return bool(found == wanted)
    return bool(found == wanted)


def run_case(
    case: Mapping[str, Any],
    types: Mapping[str, Type],
    input_types: Mapping[str, Type] | None = None,
    decisions: Mapping[str, Value] | None = None,
    *,
    now: int = 0,
) -> Outcome:
    """Evaluate one case; `types` are the item definitions of its model, `input_types` those of its input data.

    `decisions` are the values of other decisions that the expression reads; `now` is in milliseconds since 1970.
    """
    group = str(case["id"]).partition("/")[0]

    def outcome(kind: Literal["passed", "failed", "error"], *, strict: bool = False, message: str = "") -> Outcome:
        return Outcome(id=case["id"], group=group, outcome=kind, strict=strict, message=message)

    inputs = {name: typed(value) for name, value in case["inputs"].items()}
    for name, kind in (input_types or {}).items():
        if name in inputs:
            inputs[name] = coerce(State(), inputs[name], kind, 0)
    inputs.update(decisions or {})
    wanted = None if case["error"] else typed(case["expected"])
    try:
        expression = expressions.compile(case["expr"], names=inputs, types=types or None)
    except SyntaxProblem as problem:
        return outcome("passed" if wanted is None else "error", strict=bool(case["error"]), message=str(problem))
    result = expression.evaluate(inputs, now=now)
    value, notes = result.value, len(result.warnings)
    wanted_type = types.get(case["result_type"]) or NAMED.get(case["result_type"])
    if wanted_type is not None:
        s = State()
        value = coerce(s, value, wanted_type, 0)
        notes += len(s.notes or ())
    if alike(value, wanted):
        return outcome("passed", strict=bool(notes) or not case["error"])
    return outcome("failed", message=f"expected {shown_inside(wanted)}, but it is {shown_inside(value)}")


def by_group(outcomes: Iterator[Outcome] | list[Outcome]) -> dict[str, dict[str, int]]:
    """`passed`, `strict` and `failed` for each group."""
    groups: dict[str, dict[str, int]] = {}
    for each in outcomes:
        counts = groups.setdefault(each.group, {"passed": 0, "strict": 0, "failed": 0})
        counts["passed" if each.outcome == "passed" else "failed"] += 1
        counts["strict"] += each.outcome == "passed" and each.strict
    return groups
