"""What a FEEL expression calculates with.

    null None | boolean bool | number int or Decimal | string str | list list | context dict
    date, time, date and time, duration: lingqu.feel.temporal | range Range | function Function

Kernel Json is FEEL value already, so variables need no conversion. Values are never changed in place.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, TypeAlias

import msgspec

from lingqu.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.temporal import show as show_temporal
from lingqu.feel.types import Type

Value: TypeAlias = Any
Number: TypeAlias = int | Decimal

#: IEEE 754-2008 decimal128, as the standard asks. Used by its methods only; nobody's current context is touched.
DECIMAL = Context(prec=34, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow])
#: The first whole number that does not fit 34 digits.
WHOLE_LIMIT = 10**34
MAX_SHOWN_DEPTH = 64

_KINDS: dict[type, str] = {
    type(None): "null", bool: "boolean", int: "number", Decimal: "number", str: "string", list: "list",
    dict: "context", Date: "date", Time: "time", DateTime: "date and time", DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
}  # fmt: skip


class Range(msgspec.Struct, frozen=True):
    """Values between two ends. One made by a test (`< 10`) keeps its operator, and null for the end it lacks."""

    low: Value
    high: Value
    low_included: bool = True
    high_included: bool = True
    operator: str = ""


class Callee:
    """Anything that can be called: a function written in FEEL or a built-in one."""

    __slots__ = ("name",)
    name: str


class Function(Callee):
    """A function of FEEL: `call(state, *arguments)`; `parameters` are (name, type or None)."""

    __slots__ = ("call", "inferred", "parameters", "result")

    def __init__(
        self,
        parameters: tuple[tuple[str, Type | None], ...],
        call: Callable[..., Value],
        *,
        name: str = "function",
        result: Type | None = None,
        inferred: Type | None = None,
    ) -> None:
        self.parameters = parameters
        self.call = call
        self.name = name
        self.result = result  # declared: what comes back is converted to it
        self.inferred = inferred  # as far as the body tells


_KINDS[Range] = "range"


def kind_of(value: Value) -> str:
    """The name of a value's type, as messages show it."""
    return _KINDS.get(type(value), "function")


def is_number(value: Value) -> bool:
    kind = type(value)
    return kind is int or kind is Decimal


def number(value: Number) -> Number:
    """A number rounded to 34 digits. Raises ArithmeticError if it is out of range."""
    if type(value) is int and -WHOLE_LIMIT < value < WHOLE_LIMIT:
        return value
    return DECIMAL.plus(Decimal(value))


def as_whole(value: Number) -> int | None:
    """A number as int if it is a whole one of moderate size, else None."""
    if type(value) is int:
        return value
    if isinstance(value, Decimal) and value.adjusted() < 40 and value == value.to_integral_value():
        return int(value)
    return None


_HUGE = 10**30


def cut(value: Number) -> int:
    """A number without its fraction. One larger than any list or string is made smaller, which says the same of it."""
    if isinstance(value, Decimal) and value.adjusted() >= 30:
        return -_HUGE if value.is_signed() else _HUGE
    return int(value)


def show_number(value: Number) -> str:
    """A number without exponent; zero has no sign."""
    if isinstance(value, int):
        return str(value)
    return format(value.copy_abs() if value.is_zero() else value, "f")


def show(value: Value) -> str | None:
    """The text of a value, as the string function gives it; null has none."""
    if value is None or type(value) is str:
        return value
    return shown_inside(value)


def shown_inside(value: Value, depth: int = 0) -> str:
    """The text of a value inside a list or context: strings stand in quotes."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is str:
        return quoted(value)
    if is_number(value):
        return show_number(value)
    if depth > MAX_SHOWN_DEPTH:
        return "…"
    if type(value) is list:
        return "[" + ", ".join(shown_inside(item, depth + 1) for item in value) + "]"
    if type(value) is dict:
        inside = ", ".join(f"{_shown_key(key)}: {shown_inside(item, depth + 1)}" for key, item in value.items())
        return "{" + inside + "}"
    if isinstance(value, Range):
        return _shown_range(value, depth)
    if isinstance(value, Function):
        return "function(" + ", ".join(name for name, _ in value.parameters) + ")"
    return f"function {value.name}" if isinstance(value, Callee) else show_temporal(value)


def quoted(text: str) -> str:
    """A string as a FEEL literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _shown_key(key: str) -> str:
    plain = key[:1].isalpha() and all(mark.isalnum() or mark in "_ " for mark in key)
    return key if plain else quoted(key)


def _shown_range(value: Range, depth: int) -> str:
    if value.operator:
        end = value.low if value.operator in (">", ">=", "=", "!=") else value.high
        return f"{value.operator} {shown_inside(end, depth + 1)}"
    low, high = shown_inside(value.low, depth + 1), shown_inside(value.high, depth + 1)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"
