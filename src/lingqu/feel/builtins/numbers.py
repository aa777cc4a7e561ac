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


@builtin("decimal", "n: number, scale: number")
def decimal(s: State, n: Number, scale: Number) -> Value:
    """Rounds to that many digits behind the point; a half goes to the even neighbour."""
    return _rounded(s, n, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number")
@builtin("floor", "n: number, scale: number")
def floor(s: State, n: Number, scale: Number = 0) -> Value:
    """Rounds down, towards negative infinity, to a scale of 0 or the one given."""
    return _rounded(s, n, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number")
@builtin("ceiling", "n: number, scale: number")
def ceiling(s: State, n: Number, scale: Number = 0) -> Value:
    """Rounds up, towards positive infinity, to a scale of 0 or the one given."""
    return _rounded(s, n, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(s: State, n: Number, scale: Number) -> Value:
    """Rounds away from zero."""
    return _rounded(s, n, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(s: State, n: Number, scale: Number) -> Value:
    """Rounds towards zero."""
    return _rounded(s, n, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(s: State, n: Number, scale: Number) -> Value:
    """Rounds to the nearest; a half goes away from zero."""
    return _rounded(s, n, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(s: State, n: Number, scale: Number) -> Value:
    """Rounds to the nearest; a half goes towards zero."""
    return _rounded(s, n, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number")
def abs_(_s: State, n: Number) -> Number:
    """The size of a number without its sign."""
    return n.copy_abs() if isinstance(n, Decimal) else abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(s: State, dividend: Number, divisor: Number) -> Value:
    """The remainder of a division, with the sign of the divisor."""
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


@builtin("sqrt", "number: number")
def sqrt(s: State, n: Number) -> Value:
    """The square root."""
    return _calculated(s, DECIMAL.sqrt, n, "not_positive")


@builtin("log", "number: number")
def log(s: State, n: Number) -> Value:
    """The natural logarithm."""
    s.spend(_SLOW)
    return _calculated(s, DECIMAL.ln, n, "not_positive") if n > 0 else s.fail("not_positive", value=n)


@builtin("exp", "number: number")
def exp(s: State, n: Number) -> Value:
    """Euler's number to that power."""
    s.spend(_SLOW)
    return _calculated(s, DECIMAL.exp, n, "out_of_range")


@builtin("odd", "number: number")
def odd(_s: State, n: Number) -> bool:
    """Whether a number is odd; a fraction is neither odd nor even."""
    whole = as_whole(n)
    return whole is not None and whole % 2 == 1


@builtin("even", "number: number")
def even(_s: State, n: Number) -> bool:
    """Whether a number is even; a fraction is neither odd nor even."""
    whole = as_whole(n)
    return whole is not None and whole % 2 == 0
