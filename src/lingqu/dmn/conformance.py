"""Conformance: test cases in the TCK's own format, run against a model and compared as the TCK asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec
from lxml import etree

from lingqu.dmn.decisions import Decisions
from lingqu.dmn.types import plain
from lingqu.feel.conformance import Outcome, alike, run_case, typed
from lingqu.feel.values import Value, shown_inside
from lingqu.kernel.errors import Rejected
from lingqu.model.xml import Limits, parse

_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_LIMITS = Limits()
_TYPES = {
    "string": "string", "decimal": "decimal", "double": "double", "integer": "decimal", "int": "decimal",
    "float": "double", "long": "decimal", "boolean": "boolean", "date": "date", "time": "time",
    "dateTime": "dateTime", "duration": "duration", "dayTimeDuration": "duration", "yearMonthDuration": "duration",
}  # fmt: skip

_KINDS: dict[str, Literal["service", "knowledge"]] = {"decisionService": "service", "bkm": "knowledge"}


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that a case asks for; `error` says that its evaluation is to fail."""

    name: str
    value: Value
    error: bool


class Case(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: Literal["decision", "service", "knowledge"]
    invocable: str  # the service or knowledge model
    inputs: dict[str, Value]
    expected: tuple[Expected, ...]
    problem: str = ""  # why it cannot be run


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """A test file: the model's file name and the cases."""

    model: str
    cases: tuple[Case, ...]


def read_cases(data: bytes) -> Cases:
    """The cases of a test file. Raises Invalid."""
    root = parse(data, _LIMITS)
    model = root.findtext("{*}modelName", "").strip()
    return Cases(model=model, cases=tuple(_case(node, at) for at, node in enumerate(root.findall("{*}testCase"), 1)))


def _case(node: etree._Element, at: int) -> Case:
    name = node.get("id") or f"{at:03}"
    try:
        return _read_case(node, name)
    except Rejected as problem:
        told = problem.message.text("en")
        return Case(id=name, kind="decision", invocable="", inputs={}, expected=(), problem=told)


def run_cases(group: str, file: str, cases: Cases, decisions: Decisions, *, now: int = 0) -> Iterator[Outcome]:
    """Run every case of a file; a case passes if all results that it asks for do, errors recorded where expected."""
    for case in cases.cases:
        found = [_run(group, case, expected, decisions, now) for expected in case.expected]
        if case.problem:
            found = [_error(f"{group}#{case.id}", group, case.problem)]
        bad = next((one for one in found if one.outcome != "passed"), None)
        lax = [one for one in found if not one.strict]
        outcome = bad.outcome if bad is not None else "failed" if lax else "passed"
        message = bad.message if bad is not None else "expected an error to be recorded" if lax else ""
        yield Outcome(id=f"{group}/{file}#{case.id}", group=group, outcome=outcome, strict=not lax, message=message)


def run_expressions(
    cases: Iterable[Any], decisions_of: Callable[[str], Decisions | None], *, now: int = 0
) -> Iterator[Outcome]:
    """Run single expressions (see `lingqu.feel.conformance`) with the types and decisions of their models.

    `decisions_of` gives the compiled model by its path in the case; None if it is not there.
    """
    for at, case in enumerate(cases, 1):
        try:
            found = _run_expression(case, decisions_of, now)
        except (KeyError, TypeError, AttributeError, ValueError) as problem:  # a line of another shape
            name = str(case.get("id", at)) if isinstance(case, Mapping) else str(at)
            found = _error(name, name.partition("/")[0], f"not a case: {problem!r}"[:200])
        except Rejected as problem:
            found = _error(str(case["id"]), str(case["id"]).partition("/")[0], problem.message.text("en"))
        if found.outcome == "passed" and not found.strict:
            yield Outcome(
                id=found.id,
                group=found.group,
                outcome="failed",
                strict=False,
                message="expected an error to be recorded",
            )
        else:
            yield found


def _run_expression(case: Mapping[str, Any], decisions_of: Callable[[str], Decisions | None], now: int) -> Outcome:
    model = decisions_of(str(case.get("model", "")))
    values: dict[str, Value] = {}
    if model is not None:
        given = {name: typed(value) for name, value in case["inputs"].items()}
        for name in case.get("needs_decisions", ()):
            if name not in given:
                values[name] = model.evaluate(name, given, now=now).value
    types = model.types if model is not None else {}
    return run_case(case, types, model.variable_types if model is not None else {}, values, now=now)


def _error(name: str, group: str, message: str) -> Outcome:
    return Outcome(id=name, group=group, outcome="error", strict=False, message=message)


def _run(group: str, case: Case, expected: Expected, decisions: Decisions, now: int) -> Outcome:
    name = f"{group}#{case.id}/{expected.name}"
    try:
        if case.kind == "knowledge":
            result = decisions.evaluate_knowledge(case.invocable or expected.name, case.inputs, now=now)
            value = result.value
        elif case.kind == "service":
            result = decisions.evaluate_service(case.invocable, case.inputs, now=now)
            value = result.value.get(expected.name) if isinstance(result.value, dict) else None
        else:
            result = decisions.evaluate(expected.name, case.inputs, now=now)
            value = result.value
    except Rejected as problem:
        return _error(name, group, problem.message.text("en"))
    if alike(value, expected.value):
        return Outcome(id=name, group=group, outcome="passed", strict=bool(result.warnings) or not expected.error)
    told = "; ".join(one.message.text("en") for one in result.warnings[:3])
    message = f"{expected.name}: expected {shown_inside(expected.value)}, but it is {shown_inside(value)}"
    return Outcome(
        id=name, group=group, outcome="failed", strict=False, message=f"{message} ({told})" if told else message
    )


def _read_case(node: etree._Element, name: str) -> Case:
    inputs: dict[str, Value] = {}
    for given in node.findall("{*}inputNode"):
        inputs[_name(given)] = _value(given)
    expected = tuple(
        Expected(
            name=_name(one),
            error=one.get("errorResult") in ("true", "1"),
            value=None if (wanted := one.find("{*}expected")) is None else _value(wanted),
        )
        for one in node.findall("{*}resultNode")
    )
    return Case(
        id=name,
        kind=_KINDS.get(node.get("type", ""), "decision"),
        invocable=node.get("invocableName", ""),
        inputs=inputs,
        expected=expected,
    )


def _value(node: etree._Element) -> Value:
    """The value inside an input, an expected result, a component or an item."""
    found: Iterable[etree._Element] = list(node)
    components: dict[str, Value] = {}
    for child in found:
        name = etree.QName(child).localname
        if name == "value":
            return _plain(child)
        if name == "list":
            if _is_nil(child):
                return None
            return [_value(item) for item in child.findall("{*}item")]
        if name == "component":
            components[child.get("name", "")] = None if _is_nil(child) else _value(child)
    return components or None


def _name(node: etree._Element) -> str:
    """The name of an input or result; that of an imported model with its namespace."""
    namespace, name = node.get("namespace"), plain(node.get("name", ""))
    return f"{namespace}#{name}" if namespace else name


def _is_nil(node: etree._Element) -> bool:
    return node.get(f"{_SCHEMA}nil") in ("true", "1")


def _plain(node: etree._Element) -> Value:
    if _is_nil(node):
        return None
    kind = (node.get(f"{_SCHEMA}type") or "").rpartition(":")[2]
    return typed({"t": _TYPES.get(kind, "untyped"), "v": node.text or ""})
