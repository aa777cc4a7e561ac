"""Functions of numbers: rounding, roots, powers, remainders."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
)

from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.temporal import DaysTime, YearsMonths
from lingqu.feel.values import DECIMAL, Number, Value, as_whole, number

MIN_SCALE, MAX_SCALE = -6111, 6176

#: Wide enough to round any number of 34 digits to any scale without losing digits on the way.
_WIDE = Context(prec=12_500, Emin=-12_500, Emax=12_500)
_DIGITS = 34


def _rounded(s: State, n: Number, scale: Number, mode: str) -> Value:
    if not MIN_SCALE <= scale <= MAX_SCALE:
        return s.fail("bad_scale", scale=scale)
    digits = int(scale)  # a fraction is cut, as in positions of lists and strings
    value = Decimal(n)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return n
    try:
        found = value.quantize(Decimal((0, (1,), -digits)), rounding=mode, context=_WIDE)
        return number(int(found) if digits <= 0 and found.adjusted() < _DIGITS else found)
    except ArithmeticError:
        return s.fail("out_of_range")


#: Units for a function that takes as long as this many plain steps.
_SLOW = 12


@builtin("decimal", "n: number, scale: number -> number")
def decimal(s: State, n: Number, scale: Number) -> Value:
    """Rounds to that many digits behind the point; a half goes to the even neighbour.

    舍入到给定的小数位数, 正好一半时取偶数。
    """
    return _rounded(s, n, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number -> number")
@builtin("floor", "n: number, scale: number -> number")
def floor(s: State, n: Number, scale: Number = 0) -> Value:
    """Rounds down, towards negative infinity, to a scale of 0 or the one given.

    向下 (负无穷方向) 舍入到整数或给定的小数位数。
    """
    return _rounded(s, n, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number -> number")
@builtin("ceiling", "n: number, scale: number -> number")
def ceiling(s: State, n: Number, scale: Number = 0) -> Value:
    """Rounds up, towards positive infinity, to a scale of 0 or the one given.

    向上 (正无穷方向) 舍入到整数或给定的小数位数。
    """
    return _rounded(s, n, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number -> number")
def round_up(s: State, n: Number, scale: Number) -> Value:
    """Rounds away from zero.

    向远离零的方向舍入。
    """
    return _rounded(s, n, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number -> number")
def round_down(s: State, n: Number, scale: Number) -> Value:
    """Rounds towards zero.

    向零的方向舍入。
    """
    return _rounded(s, n, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number -> number")
def round_half_up(s: State, n: Number, scale: Number) -> Value:
    """Rounds to the nearest; a half goes away from zero.

    四舍五入, 正好一半时远离零。
    """
    return _rounded(s, n, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number -> number")
def round_half_down(s: State, n: Number, scale: Number) -> Value:
    """Rounds to the nearest; a half goes towards zero.

    舍入到最近的数, 正好一半时趋向零。
    """
    return _rounded(s, n, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number -> number")
def abs_(_s: State, n: Number) -> Number:
    """A number or duration without its sign.

    去掉符号的数字或时长。
    """
    return n.copy_abs() if isinstance(n, Decimal) else abs(n)


@builtin("abs", "n: days and time duration -> days and time duration")
def abs_days(_s: State, n: DaysTime) -> DaysTime:
    """A duration without its sign."""
    return DaysTime(abs(n.nanos))


@builtin("abs", "n: years and months duration -> years and months duration")
def abs_months(_s: State, n: YearsMonths) -> YearsMonths:
    """A duration without its sign."""
    return YearsMonths(abs(n.months))


@builtin("modulo", "dividend: number, divisor: number -> number")
def modulo(s: State, dividend: Number, divisor: Number) -> Value:
    """The remainder of a division, with the sign of the divisor.

    相除的余数, 符号与除数相同。
    """
    if divisor == 0:
        return s.fail("divided_by_zero")
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend % divisor
    try:
        dividend, divisor = Decimal(dividend), Decimal(divisor)
        s.spend(max(0, dividend.adjusted() - divisor.adjusted()) >> 9)
        rest = _WIDE.remainder(dividend, divisor)
        if rest != 0 and (rest < 0) != (divisor < 0):
            rest = _WIDE.add(rest, divisor)
        return number(rest)
    except ArithmeticError:
        return s.fail("out_of_range")


def _calculated(s: State, operation: Callable[..., Decimal], n: Number, code: str) -> Value:
    try:
        return operation(n)
    except InvalidOperation:
        return s.fail(code, value=n)
    except ArithmeticError:
        return s.fail("out_of_range")


@builtin("sqrt", "number: number -> number")
def sqrt(s: State, n: Number) -> Value:
    """The square root.

    平方根。
    """
    return _calculated(s, DECIMAL.sqrt, n, "not_positive")


@builtin("log", "number: number -> number")
def log(s: State, n: Number) -> Value:
    """The natural logarithm.

    自然对数。
    """
    s.spend(_SLOW)
    return _calculated(s, DECIMAL.ln, n, "not_positive") if n > 0 else s.fail("not_positive", value=n)


@builtin("exp", "number: number -> number")
def exp(s: State, n: Number) -> Value:
    """Euler's number to that power.

    自然常数 e 的幂。
    """
    s.spend(_SLOW)
    return _calculated(s, DECIMAL.exp, n, "out_of_range")


@builtin("odd", "number: number -> boolean")
def odd(_s: State, n: Number) -> bool:
    """Whether a number is odd; a fraction is neither odd nor even.

    是否为奇数; 小数既不是奇数也不是偶数。
    """
    whole = as_whole(n)
    return whole is not None and whole % 2 == 1


@builtin("even", "number: number -> boolean")
def even(_s: State, n: Number) -> bool:
    """Whether a number is even; a fraction is neither odd nor even.

    是否为偶数; 小数既不是奇数也不是偶数。
    """
    whole = as_whole(n)
    return whole is not None and whole % 2 == 0
