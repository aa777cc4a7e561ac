"""Functions that make one number (or item) of many: count, sum, mean, extremes."""

from __future__ import annotations

from decimal import Decimal

from lingqu.feel import operations
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import DECIMAL, Value, is_number, kind_of


def _numbers(s: State, values: list[Value]) -> bool:
    """Whether all are numbers; warns if not."""
    s.spend(len(values))
    for value in values:
        if not is_number(value):
            s.fail("not_all", kind="number")
            return False
    return True


@builtin("count", "list: list -> number")
def count(_s: State, values: list[Value]) -> int:
    """The number of items in a list.

    列表的项数。
    """
    return len(values)


def _extreme(s: State, values: list[Value], sign: int) -> Value:
    s.spend(len(values))
    if not values:
        return s.fail("empty_list")
    best = values[0]
    if operations.order(s, best, best) is None:
        return s.fail("cannot_compare", operator="<", left=kind_of(best), right=kind_of(best))
    for value in values[1:]:
        found = operations.order(s, value, best)
        if found is None:
            return s.fail("cannot_compare", operator="<", left=kind_of(value), right=kind_of(best))
        if found * sign > 0:
            best = value
    return best


@builtin("min", "list: list<T> -> T")
def min_(s: State, values: list[Value]) -> Value:
    """The least item of a list; null for an empty one.

    列表中最小的一项; 空列表为 null。
    """
    return _extreme(s, values, -1)


@builtin("min", "c...: T -> T")
def min_of(s: State, *values: Value) -> Value:
    """The least argument."""
    return _extreme(s, list(values), -1) if values else _nothing(s, "min")


@builtin("max", "list: list<T> -> T")
def max_(s: State, values: list[Value]) -> Value:
    """The greatest item of a list; null for an empty one.

    列表中最大的一项; 空列表为 null。
    """
    return _extreme(s, values, 1)


@builtin("max", "c...: T -> T")
def max_of(s: State, *values: Value) -> Value:
    """The greatest argument."""
    return _extreme(s, list(values), 1) if values else _nothing(s, "max")


def _nothing(s: State, name: str) -> Value:
    return s.fail("wrong_arguments", name=name, given="()", expected="(list: list)")


def _total(s: State, values: list[Value]) -> Value:
    total: Value = 0
    for value in values:
        total = operations.add(s, total, value, s.at)
        if total is None:
            return None
    return total


@builtin("sum", "list: list -> number")
def sum_(s: State, values: list[Value]) -> Value:
    """The sum of a list of numbers; null for an empty one.

    数字列表的总和; 空列表为 null。
    """
    if not values:
        return s.fail("empty_list")
    return _total(s, values) if _numbers(s, values) else None


@builtin("sum", "n...: Any -> number")
def sum_of(s: State, *values: Value) -> Value:
    """The sum of the arguments."""
    return sum_(s, list(values)) if values else _nothing(s, "sum")


@builtin("product", "list: list -> number")
def product(s: State, values: list[Value]) -> Value:
    """The product of a list of numbers; null for an empty one.

    数字列表的乘积; 空列表为 null。
    """
    if not values:
        return s.fail("empty_list")
    if not _numbers(s, values):
        return None
    total: Value = 1
    for value in values:
        total = operations.multiply(s, total, value, s.at)
        if total is None:
            return None
    return total


@builtin("product", "n...: Any -> number")
def product_of(s: State, *values: Value) -> Value:
    """The product of the arguments."""
    return product(s, list(values)) if values else _nothing(s, "product")


@builtin("mean", "list: list -> number")
def mean(s: State, values: list[Value]) -> Value:
    """The average of a list of numbers.

    数字列表的平均值。
    """
    if not values:
        return s.fail("empty_list")
    total = _total(s, values) if _numbers(s, values) else None
    return None if total is None else DECIMAL.divide(total, len(values))


@builtin("mean", "n...: Any -> number")
def mean_of(s: State, *values: Value) -> Value:
    """The average of the arguments."""
    return mean(s, list(values)) if values else _nothing(s, "mean")


@builtin("median", "list: list -> number")
def median(s: State, values: list[Value]) -> Value:
    """The middle one of a list of numbers, or the average of the two in the middle; null for an empty list.

    数字列表的中位数, 项数为偶数时取中间两项的平均值; 空列表为 null。
    """
    if not values:
        return s.fail("empty_list")
    if not _numbers(s, values):
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    total = operations.add(s, ordered[middle - 1], ordered[middle], s.at)
    return None if total is None else DECIMAL.divide(total, 2)


@builtin("median", "n...: Any -> number")
def median_of(s: State, *values: Value) -> Value:
    """The middle one of the arguments."""
    return median(s, list(values)) if values else _nothing(s, "median")


@builtin("stddev", "list: list -> number")
def stddev(s: State, values: list[Value]) -> Value:
    """The sample standard deviation of a list of at least two numbers.

    至少两个数字的样本标准差。
    """
    if len(values) < 2:
        return s.fail("empty_list")
    average = mean(s, values)
    if average is None:
        return None
    try:
        total = Decimal(0)
        for value in values:
            distance = DECIMAL.subtract(value, average)
            total = DECIMAL.fma(distance, distance, total)
        return DECIMAL.sqrt(DECIMAL.divide(total, len(values) - 1))
    except ArithmeticError:
        return s.fail("out_of_range")


@builtin("stddev", "n...: Any -> number")
def stddev_of(s: State, *values: Value) -> Value:
    """The sample standard deviation of the arguments."""
    return stddev(s, list(values)) if values else _nothing(s, "stddev")


@builtin("mode", "list: list -> list<number>")
def mode(s: State, values: list[Value]) -> list[Value] | None:
    """The numbers that stand most often in a list, in ascending order.

    列表中出现次数最多的数字, 按升序。
    """
    if not _numbers(s, values):
        return None
    counts: dict[Value, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


@builtin("mode", "n...: Any -> list<number>")
def mode_of(s: State, *values: Value) -> Value:
    """The numbers that stand most often among the arguments."""
    return mode(s, list(values)) if values else _nothing(s, "mode")
