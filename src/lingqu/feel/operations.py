"""Arithmetic, comparison, equality and three-valued logic: what the compiled code calls when no short cut applies.

Every function takes the evaluation's state first and the offset in the text last; what is not defined is null with
a warning.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DivisionByZero
from typing import Any

from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.temporal import arithmetic as times
from lingqu.feel.values import DECIMAL, WHOLE_LIMIT, Callee, Range, Value, kind_of

_POINTS = (Date, Time, DateTime)
_DURATIONS = (DaysTime, YearsMonths)
_TEMPORAL = (*_POINTS, *_DURATIONS)
_LONG_TEXT = 1_000  # characters from which a comparison costs more than nothing


# ---- arithmetic
def add(s: State, left: Value, right: Value, at: int) -> Value:
    one, two = type(left), type(right)
    if one is int and two is int:
        total = left + right
        return total if -WHOLE_LIMIT < total < WHOLE_LIMIT else DECIMAL.plus(Decimal(total))
    if (one is Decimal or one is int) and (two is Decimal or two is int):
        return _calculated(s, DECIMAL.add, left, right, at)
    if one is str and two is str:
        return s.text(left + right)
    if one in _TEMPORAL and two in _TEMPORAL:
        s.spend(times.work(left) + times.work(right))
        if two in _DURATIONS:
            return _defined(s, times.add(left, right), "+", (left, right), at)
        if one in _DURATIONS:
            return _defined(s, times.add(right, left), "+", (left, right), at)
    return _undefined(s, "+", left, right, at)


def subtract(s: State, left: Value, right: Value, at: int) -> Value:
    one, two = type(left), type(right)
    if one is int and two is int:
        total = left - right
        return total if -WHOLE_LIMIT < total < WHOLE_LIMIT else DECIMAL.plus(Decimal(total))
    if (one is Decimal or one is int) and (two is Decimal or two is int):
        return _calculated(s, DECIMAL.subtract, left, right, at)
    if one in _TEMPORAL and two in _TEMPORAL:
        s.spend(times.work(left) + times.work(right))
        if two in _DURATIONS:
            return _defined(s, times.add(left, times.negate(right)), "-", (left, right), at)
        return _defined(s, times.subtract(left, right), "-", (left, right), at)
    return _undefined(s, "-", left, right, at)


def multiply(s: State, left: Value, right: Value, at: int) -> Value:
    one, two = type(left), type(right)
    if (one is Decimal or one is int) and (two is Decimal or two is int):
        if one is two is int:
            total = left * right
            return total if -WHOLE_LIMIT < total < WHOLE_LIMIT else _calculated(s, DECIMAL.multiply, left, right, at)
        return _calculated(s, DECIMAL.multiply, left, right, at)
    if one in _DURATIONS and (two is int or two is Decimal):
        return _scaled(s, "*", left, right, at)
    if two in _DURATIONS and (one is int or one is Decimal):
        return _scaled(s, "*", right, left, at)
    return _undefined(s, "*", left, right, at)


def divide(s: State, left: Value, right: Value, at: int) -> Value:
    one, two = type(left), type(right)
    if (one is Decimal or one is int) and (two is Decimal or two is int):
        return _calculated(s, DECIMAL.divide, left, right, at)
    if one in _DURATIONS and (two is int or two is Decimal):
        return _scaled(s, "/", left, right, at)
    if one is two is DaysTime:
        return _calculated(s, DECIMAL.divide, left.nanos, right.nanos, at)
    if one is two is YearsMonths:
        return _calculated(s, DECIMAL.divide, left.months, right.months, at)
    return _undefined(s, "/", left, right, at)


def power(s: State, left: Value, right: Value, at: int) -> Value:
    one, two = type(left), type(right)
    if (one is Decimal or one is int) and (two is Decimal or two is int):
        if left == 0 and right <= 0:
            if right == 0:
                return 1
            s.warn("divided_by_zero", at)
            return None
        s.spend(10)
        return _calculated(s, DECIMAL.power, left, right, at)
    return _undefined(s, "**", left, right, at)


def negate(s: State, value: Value, at: int) -> Value:
    kind = type(value)
    if kind is int:
        return -value
    if kind is Decimal:
        return value.copy_negate()
    if kind in _DURATIONS:
        return times.negate(value)
    s.warn("cannot_negate", at, kind=kind_of(value))
    return None


def _calculated(s: State, operation: Callable[..., Decimal], left: Any, right: Any, at: int) -> Decimal | None:
    try:
        return operation(left, right)
    except DivisionByZero:
        s.warn("divided_by_zero", at)
    except ArithmeticError:
        s.warn("divided_by_zero" if right == 0 and operation == DECIMAL.divide else "out_of_range", at)
    return None


def _scaled(s: State, operator: str, duration: Value, factor: Value, at: int) -> Value:
    """A duration times or divided by a number; months and nanoseconds are cut to whole ones."""
    size = duration.nanos if type(duration) is DaysTime else duration.months
    operation = DECIMAL.multiply if operator == "*" else DECIMAL.divide
    found = _calculated(s, operation, size, factor, at)
    if found is None:
        return None
    if found.adjusted() > 40:
        return _defined(s, None, operator, (duration, factor), at)
    made = times.days_time if type(duration) is DaysTime else times.years_months
    return _defined(s, made(int(found)), operator, (duration, factor), at)


def _defined(s: State, value: Value, operator: str, operands: tuple[Value, Value], at: int) -> Value:
    return value if value is not None else _undefined(s, operator, *operands, at)


def _undefined(s: State, operator: str, left: Value, right: Value, at: int) -> None:
    s.warn("cannot_calculate", at, operator=operator, left=kind_of(left), right=kind_of(right))


# ---- comparison
def order(s: State, left: Value, right: Value) -> int | None:
    """Negative, zero or positive as left is less, equal or greater; None if the two cannot be compared."""
    one, two = type(left), type(right)
    if (one is Decimal or one is int) and (two is Decimal or two is int):
        return int(left > right) - int(left < right)
    if one is str and two is str:
        s.spend(min(len(left), len(right)) >> 9)
        return int(left > right) - int(left < right)
    if one in _TEMPORAL and two in _TEMPORAL:
        s.spend(times.work(left) + times.work(right))
        return times.order(left, right)
    return None


def compare(s: State, operator: str, left: Value, right: Value, at: int) -> bool | None:
    """`<`, `<=`, `>` or `>=`."""
    found = order(s, left, right)
    if found is None:
        s.warn("cannot_compare", at, operator=operator, left=kind_of(left), right=kind_of(right))
        return None
    if operator == "<":
        return found < 0
    if operator == "<=":
        return found <= 0 or (found > 0 and _equal_times(s, left, right))
    return found > 0 if operator == ">" else found >= 0 or _equal_times(s, left, right)


def _equal_times(s: State, left: Value, right: Value) -> bool:
    if not isinstance(left, Time | DateTime):
        return False
    s.spend(times.work(left) + times.work(right))
    return times.equal(left, right)


def less(s: State, left: Value, right: Value, at: int) -> bool | None:
    return compare(s, "<", left, right, at)


def at_most(s: State, left: Value, right: Value, at: int) -> bool | None:
    return compare(s, "<=", left, right, at)


def more(s: State, left: Value, right: Value, at: int) -> bool | None:
    return compare(s, ">", left, right, at)


def at_least(s: State, left: Value, right: Value, at: int) -> bool | None:
    return compare(s, ">=", left, right, at)


def equal(s: State, left: Value, right: Value, at: int) -> bool | None:
    found = same(s, left, right)
    if found is None:
        s.warn("cannot_compare", at, operator="=", left=kind_of(left), right=kind_of(right))
    return found


def unequal(s: State, left: Value, right: Value, at: int) -> bool | None:
    found = same(s, left, right)
    if found is None:
        s.warn("cannot_compare", at, operator="!=", left=kind_of(left), right=kind_of(right))
        return None
    return not found


def same(s: State, left: Value, right: Value) -> bool | None:
    """Equality without a warning: None for values of different types."""
    if left is None or right is None:
        return left is right
    one, two = type(left), type(right)
    if (one is int or one is Decimal) and (two is int or two is Decimal):
        return bool(left == right)
    if one is not two:
        return None
    if one is str:
        if len(left) > _LONG_TEXT:
            s.spend(len(left) >> 10)
        return bool(left == right)
    if one is bool:
        return bool(left == right)
    s.spend(1)
    if one is list:
        return _same_lists(s, left, right)
    if one is dict:
        return _same_contexts(s, left, right)
    if one in _TEMPORAL:
        s.spend(times.work(left) + times.work(right))
        return times.equal(left, right)
    if one is Range:
        return _same_ranges(s, left, right)
    return left is right if isinstance(left, Callee) else None


def _same_lists(s: State, left: list[Value], right: list[Value]) -> bool | None:
    if len(left) != len(right):
        return False
    return _all_same(s, zip(left, right, strict=True))


def _same_contexts(s: State, left: dict[str, Value], right: dict[str, Value]) -> bool | None:
    if left.keys() != right.keys():
        return False
    return _all_same(s, ((value, right[key]) for key, value in left.items()))


def _all_same(s: State, pairs: Any) -> bool | None:
    unknown = False
    for left, right in pairs:
        s.spend(1)
        found = same(s, left, right)
        if found is False:
            return False
        unknown = unknown or found is None
    return None if unknown else True


def _same_ranges(s: State, left: Range, right: Range) -> bool:
    one, two = ("" if each.operator == "=" else each.operator for each in (left, right))  # `(=10)` is `[10..10]`
    return (
        one == two  # a range that a test leaves open is not one with null at its end
        and left.low_included == right.low_included
        and left.high_included == right.high_included
        and same(s, left.low, right.low) is True
        and same(s, left.high, right.high) is True
    )


# ---- logic
def truth(s: State, value: Value, at: int) -> bool | None:
    """A value where true or false is wanted; anything else is null."""
    if value is True or value is False or value is None:
        return value
    s.warn("not_boolean", at, kind=kind_of(value))
    return None


def unknown(s: State, at: int, *values: Value) -> None:
    """The result of `and` and `or` that no operand decides."""
    for value in values:
        truth(s, value, at)


def negation(s: State, value: Value, at: int) -> bool | None:
    """`not(value)`."""
    return None if truth(s, value, at) is None else not value


# ---- ranges and tests
def test_range(operator: str, end: Value) -> Range:
    """The range that a test such as `< 10` stands for."""
    match operator:
        case "<" | "<=":
            return Range(None, end, False, operator == "<=", operator)
        case ">" | ">=":
            return Range(end, None, operator == ">=", False, operator)
        case _:
            return Range(end, end, True, True, operator)


def make_range(  # noqa: PLR0917  (called by compiled code, by position)
    s: State,
    low: Value,
    high: Value,
    low_included: bool,  # noqa: FBT001
    high_included: bool,  # noqa: FBT001
    at: int,
) -> Range | None:
    """`[low..high]`; the ends must be comparable and in order (DMN 1.5, 10.3.2.7), or one of them null."""
    if low is not None and high is not None:
        found = order(s, low, high)
        if found is None or found > 0:
            s.warn("bad_range", at)
            return None
    return Range(low, high, low_included, high_included)


def in_range(s: State, value: Value, test: Range, at: int) -> bool | None:
    """Whether a value lies in a range; null if that cannot be said."""
    if test.operator == "=":
        return equal(s, value, test.low, at)
    if test.operator == "!=":
        return unequal(s, value, test.low, at)
    if test.operator:
        return compare(s, test.operator, value, test.high if test.operator[0] == "<" else test.low, at)
    above = compare(s, ">=" if test.low_included else ">", value, test.low, at)
    if above is False:
        return False
    below = compare(s, "<=" if test.high_included else "<", value, test.high, at)
    if below is False:
        return False
    return None if above is None or below is None else True


def lies_in(s: State, value: Value, test: Range | None, at: int) -> bool | None:
    """`value in [low..high]`; null where the ends make no range, of which a warning told."""
    return None if test is None else is_in(s, value, test, at)


def is_in(s: State, value: Value, test: Value, at: int) -> bool | None:
    """`value in test` for one test: a range, a list of ranges and values, or a value."""
    if type(test) is Range:
        if type(value) is Range:
            return same(s, value, test)
        return in_range(s, value, test, at)
    if type(test) is list:
        return _is_in_list(s, value, test, at)
    found = same(s, value, test)
    if found is None:
        s.warn("cannot_compare", at, operator="in", left=kind_of(value), right=kind_of(test))
    return found


def _is_in_list(s: State, value: Value, tests: list[Value], at: int) -> bool | None:
    if type(value) is list and same(s, value, tests):
        return True
    unsure = False
    for test in tests:
        s.spend(1)
        if type(test) is Range and type(value) is not Range:
            found = in_range(s, value, test, at)
        else:
            found = same(s, value, test)
        if found:
            return True
        unsure = unsure or (found is None and type(test) is Range)
    return None if unsure else False


def any_of(found: tuple[Value, ...]) -> bool | None:
    """What the tests of `value in (test, test)` come to: true if one is, null if one cannot be told."""
    if any(one is True for one in found):
        return True
    return None if any(one is None for one in found) else False


def between(s: State, value: Value, low: Value, high: Value, at: int) -> bool | None:
    """`value between low and high`, both ends included."""
    return in_range(s, value, Range(low, high), at)
