"""The range function, and how points and ranges stand to one another."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.feel import operations, static, syntax
from lingqu.feel.parse import parse
from lingqu.feel.problems import SyntaxProblem
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.temporal import read_date, read_datetime, read_duration, read_time
from lingqu.feel.values import Range, Value, kind_of

_LITERALS: dict[str, Callable[[str], Value]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_datetime,
    "duration": read_duration,
}
_MAX_TEXT = 500


@builtin("range", "from: string -> range")
def range_(s: State, text: str) -> Value:
    """A range from its text: `[18..21)`, `[@"2024-01-01"..@"2024-12-31"]`, `(..10]`.

    由文本得到的区间: `[18..21)`、`[@"2024-01-01"..@"2024-12-31"]`、`(..10]`。
    """
    s.spend(20 + min(len(text), _MAX_TEXT))
    try:
        node = parse(text, functions=_LITERALS) if len(text) <= _MAX_TEXT else None
        found = _made(node) if isinstance(node, syntax.RangeLiteral) else None
    except (SyntaxProblem, static.NotConstant):
        found = None
    if found is None or not _in_order(s, found):
        return s.fail("bad_literal", text=text[:80])
    return found


def _made(node: syntax.RangeLiteral) -> Range | None:
    if node.low is None and node.high is None:
        return None
    if node.low is None or node.high is None:
        end = _end(node.high if node.low is None else node.low)
        if node.low is None:
            return None if node.low_included else operations.test_range("<=" if node.high_included else "<", end)
        return None if node.high_included else operations.test_range(">=" if node.low_included else ">", end)
    return Range(_end(node.low), _end(node.high), node.low_included, node.high_included)


def _end(node: syntax.Node | None) -> Value:
    """The value of an end, which is a literal or one of the functions that read dates. Raises NotConstant."""
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) and len(node.arguments) == 1:
        read, argument = _LITERALS.get(node.function.name), node.arguments[0]
        if read is None or not isinstance(argument, syntax.Literal) or type(argument.value) is not str:
            raise static.NotConstant
        return read(argument.value)
    if not isinstance(node, syntax.Literal | syntax.AtLiteral | syntax.Negation):
        raise static.NotConstant
    return static.constant(node)


def _in_order(s: State, found: Range) -> bool:
    if found.operator:
        return (found.low if found.high is None else found.high) is not None
    order = operations.order(s, found.low, found.high)
    return order is not None and order <= 0


# ---- ends
def _sign(s: State, left: Value, right: Value) -> Value:
    """How two ends stand to each other; None if they cannot be compared."""
    found = operations.order(s, left, right)
    if found is None:
        s.fail("cannot_compare", operator="<", left=kind_of(left), right=kind_of(right))
        return None
    return (found > 0) - (found < 0)


def _tests(s: State, *pairs: tuple[Value, Value]) -> list[int] | None:
    """The signs of several pairs of ends, or None if one cannot be compared."""
    found = [_sign(s, left, right) for left, right in pairs]
    signs = [sign for sign in found if sign is not None]
    return signs if len(signs) == len(found) else None


@builtin("before", "point1: point, point2: point -> boolean")
def before_points(s: State, one: Value, two: Value) -> bool | None:
    """Whether a point or range lies wholly before another.

    点或区间是否完全在另一个之前。
    """
    sign = _sign(s, one, two)
    return None if sign is None else sign < 0


@builtin("before", "point: point, range: range -> boolean")
def before_range(s: State, point: Value, span: Range) -> bool | None:
    """Whether a point lies before a range."""
    sign = _sign(s, point, span.low)
    return None if sign is None else sign < 0 or (sign == 0 and not span.low_included)


@builtin("before", "range: range, point: point -> boolean")
def range_before(s: State, span: Range, point: Value) -> bool | None:
    """Whether a range lies before a point."""
    sign = _sign(s, span.high, point)
    return None if sign is None else sign < 0 or (sign == 0 and not span.high_included)


@builtin("before", "range1: range, range2: range -> boolean")
def before_ranges(s: State, one: Range, two: Range) -> bool | None:
    """Whether a range lies before another."""
    sign = _sign(s, one.high, two.low)
    return None if sign is None else sign < 0 or (sign == 0 and not (one.high_included and two.low_included))


@builtin("after", "point1: point, point2: point -> boolean")
def after_points(s: State, one: Value, two: Value) -> Value:
    """Whether a point or range lies wholly after another.

    点或区间是否完全在另一个之后。
    """
    return before_points(s, two, one)


@builtin("after", "point: point, range: range -> boolean")
def after_range(s: State, point: Value, span: Range) -> Value:
    """Whether a point lies after a range."""
    return range_before(s, span, point)


@builtin("after", "range: range, point: point -> boolean")
def range_after(s: State, span: Range, point: Value) -> Value:
    """Whether a range lies after a point."""
    return before_range(s, point, span)


@builtin("after", "range1: range, range2: range -> boolean")
def after_ranges(s: State, one: Range, two: Range) -> Value:
    """Whether a range lies after another."""
    return before_ranges(s, two, one)


@builtin("meets", "range1: range, range2: range -> boolean")
def meets(s: State, one: Range, two: Range) -> bool | None:
    """Whether a range ends exactly where another begins, both ends included.

    区间是否正好在另一区间开始处结束, 两端都包含在内。
    """
    sign = _sign(s, one.high, two.low)
    return None if sign is None else sign == 0 and one.high_included and two.low_included


@builtin("met by", "range1: range, range2: range -> boolean")
def met_by(s: State, one: Range, two: Range) -> Value:
    """Whether a range begins exactly where another ends, both ends included.

    区间是否正好在另一区间结束处开始, 两端都包含在内。
    """
    return meets(s, two, one)


@builtin("overlaps", "range1: range, range2: range -> boolean")
def overlaps(s: State, one: Range, two: Range) -> bool | None:
    """Whether two ranges have something in common.

    两个区间是否有共同部分。
    """
    signs = _tests(s, (one.high, two.low), (one.low, two.high))
    if signs is None:
        return None
    reaches = signs[0] > 0 or (signs[0] == 0 and one.high_included and two.low_included)
    begins = signs[1] < 0 or (signs[1] == 0 and one.low_included and two.high_included)
    return reaches and begins


@builtin("overlaps before", "range1: range, range2: range -> boolean")
def overlaps_before(s: State, one: Range, two: Range) -> bool | None:
    """Whether a range begins before another and ends within it.

    区间是否先开始, 并在另一区间之内结束。
    """
    signs = _tests(s, (one.low, two.low), (one.high, two.low), (one.high, two.high))
    if signs is None:
        return None
    begins = signs[0] < 0 or (signs[0] == 0 and one.low_included and not two.low_included)
    reaches = signs[1] > 0 or (signs[1] == 0 and one.high_included and two.low_included)
    ends = signs[2] < 0 or (signs[2] == 0 and (not one.high_included or two.high_included))
    return begins and reaches and ends


@builtin("overlaps after", "range1: range, range2: range -> boolean")
def overlaps_after(s: State, one: Range, two: Range) -> bool | None:
    """Whether a range begins within another and ends after it.

    区间是否在另一区间之内开始, 并在其后结束。
    """
    signs = _tests(s, (two.low, one.low), (one.low, two.high), (two.high, one.high))
    if signs is None:
        return None
    begins = signs[0] < 0 or (signs[0] == 0 and two.low_included and not one.low_included)
    reaches = signs[1] < 0 or (signs[1] == 0 and one.low_included and two.high_included)
    ends = signs[2] < 0 or (signs[2] == 0 and (not two.high_included or one.high_included))
    return begins and reaches and ends


@builtin("finishes", "point: point, range: range -> boolean")
def point_finishes(s: State, point: Value, span: Range) -> bool | None:
    """Whether a point or range ends together with a range.

    点或区间是否与一个区间同时结束。
    """
    sign = _sign(s, point, span.high)
    return None if sign is None else sign == 0 and span.high_included


@builtin("finishes", "range1: range, range2: range -> boolean")
def finishes(s: State, one: Range, two: Range) -> bool | None:
    """Whether a range lies in another and both end together."""
    signs = _tests(s, (one.high, two.high), (one.low, two.low))
    if signs is None:
        return None
    ends = signs[0] == 0 and one.high_included == two.high_included
    return ends and (signs[1] > 0 or (signs[1] == 0 and (not one.low_included or two.low_included)))


@builtin("finished by", "range: range, point: point -> boolean")
def finished_by_point(s: State, span: Range, point: Value) -> Value:
    """Whether a range ends together with a point or a range inside it.

    区间是否与其中的点或区间同时结束。
    """
    return point_finishes(s, point, span)


@builtin("finished by", "range1: range, range2: range -> boolean")
def finished_by(s: State, one: Range, two: Range) -> Value:
    """Whether another range lies in this one and both end together."""
    return finishes(s, two, one)


@builtin("includes", "range: range, point: point -> boolean")
def includes_point(s: State, span: Range, point: Value) -> bool | None:
    """Whether a point or range lies in a range.

    区间是否包含一个点或区间。
    """
    return operations.in_range(s, point, span, s.at)


@builtin("includes", "range1: range, range2: range -> boolean")
def includes(s: State, one: Range, two: Range) -> bool | None:
    """Whether another range lies in this one."""
    signs = _tests(s, (one.low, two.low), (one.high, two.high))
    if signs is None:
        return None
    begins = signs[0] < 0 or (signs[0] == 0 and (one.low_included or not two.low_included))
    ends = signs[1] > 0 or (signs[1] == 0 and (one.high_included or not two.high_included))
    return begins and ends


@builtin("during", "point: point, range: range -> boolean")
def during_point(s: State, point: Value, span: Range) -> Value:
    """Whether a point or range lies in a range.

    点或区间是否在一个区间之内。
    """
    return includes_point(s, span, point)


@builtin("during", "range1: range, range2: range -> boolean")
def during(s: State, one: Range, two: Range) -> Value:
    """Whether this range lies in another."""
    return includes(s, two, one)


@builtin("starts", "point: point, range: range -> boolean")
def point_starts(s: State, point: Value, span: Range) -> bool | None:
    """Whether a point or range begins together with a range.

    点或区间是否与一个区间同时开始。
    """
    sign = _sign(s, point, span.low)
    return None if sign is None else sign == 0 and span.low_included


@builtin("starts", "range1: range, range2: range -> boolean")
def starts(s: State, one: Range, two: Range) -> bool | None:
    """Whether a range lies in another and both begin together."""
    signs = _tests(s, (one.low, two.low), (one.high, two.high))
    if signs is None:
        return None
    begins = signs[0] == 0 and one.low_included == two.low_included
    return begins and (signs[1] < 0 or (signs[1] == 0 and (not one.high_included or two.high_included)))


@builtin("started by", "range: range, point: point -> boolean")
def started_by_point(s: State, span: Range, point: Value) -> Value:
    """Whether a range begins together with a point or a range inside it.

    区间是否与其中的点或区间同时开始。
    """
    return point_starts(s, point, span)


@builtin("started by", "range1: range, range2: range -> boolean")
def started_by(s: State, one: Range, two: Range) -> Value:
    """Whether another range lies in this one and both begin together."""
    return starts(s, two, one)


@builtin("coincides", "point1: point, point2: point -> boolean")
def coincide_points(s: State, one: Value, two: Value) -> bool | None:
    """Whether two points or two ranges are the same.

    两个点或两个区间是否相同。
    """
    return operations.equal(s, one, two, s.at)


@builtin("coincides", "range1: range, range2: range -> boolean")
def coincides(s: State, one: Range, two: Range) -> bool | None:
    """Whether two ranges have the same ends."""
    signs = _tests(s, (one.low, two.low), (one.high, two.high))
    if signs is None:
        return None
    return signs == [0, 0] and one.low_included == two.low_included and one.high_included == two.high_included
