"""Functions that make a string or a number of something else."""

from __future__ import annotations

from decimal import Decimal

from lingqu.feel.registry import builtin
from lingqu.feel.state import MAX_STRING, Exhausted, State
from lingqu.feel.values import Number, Value, number, show

_MAX_DIGITS = 1_000


@builtin("string", "from: Any -> string")
def string(s: State, value: Value) -> str | None:
    """The text of a value; null stays null.

    值的文本; null 仍为 null。
    """
    if type(value) in (list, dict):
        size = _size(value)
        if size >= MAX_STRING:  # it may be far more: lists can hold one another many times
            raise Exhausted
        s.spend(size)
    shown = show(value)
    return None if shown is None else s.text(shown)


def _size(value: Value) -> int:
    """Roughly how much there is to write; counts up to a bound, without recursion."""
    size = 0
    waiting = [value]
    while waiting and size < MAX_STRING:
        current = waiting.pop()
        size += 1
        if type(current) is list:
            waiting.extend(current)
        elif type(current) is dict:
            waiting.extend(current.values())
        elif type(current) is str:
            size += len(current) >> 3
        elif type(current) is Decimal:
            size += abs(current.adjusted()) >> 3  # it is written without an exponent
    return size


@builtin("number", "from: string -> number")
def number_of(s: State, text: str) -> Value:
    """The number in a text.

    文本所表示的数字。
    """
    return _number(s, text, text)


@builtin("number", "from: number -> number")
def number_itself(_s: State, value: Number) -> Number:
    """A number as it is."""
    return value


@builtin("number", "from: string, grouping separator: string?, decimal separator: string? -> number")
def number_with_separators(s: State, text: str, grouping: str | None, separator: str | None) -> Value:
    """The number in a text with these separators: space, comma or point between groups, comma or point for decimals."""
    fits = grouping in (None, " ", ",", ".") and separator in (None, ",", ".")
    if not fits or (grouping is not None and grouping == separator):
        return s.fail("bad_literal", text=f"{grouping} {separator}")
    plain = text.replace(grouping, "") if grouping else text
    if separator == ",":
        if "." in plain:
            return s.fail("not_a_number", text=text[:80])
        plain = plain.replace(",", ".")
    return _number(s, plain, text)


def _number(s: State, plain: str, text: str) -> Value:
    s.spend(min(len(plain), _MAX_DIGITS) >> 6)
    if len(plain) <= _MAX_DIGITS and _is_number(plain):
        try:
            return number(int(plain) if plain.lstrip("-").isdigit() else Decimal(plain))
        except ArithmeticError:
            return s.fail("out_of_range")
    return s.fail("not_a_number", text=text[:80])


def _is_number(text: str) -> bool:
    """Whether the text is a numeric literal: digits with a point, a minus before, a power of ten behind."""
    mantissa, mark, power = text.lower().partition("e")
    digits = mantissa.removeprefix("-")
    whole, point, fraction = digits.partition(".")
    if not all(part.isascii() and (part.isdigit() or not part) for part in (whole, fraction)):
        return False
    exponent = power[1:] if power[:1] in ("-", "+") else power
    if mark and not (exponent.isascii() and exponent.isdigit() and len(exponent) < 6):
        return False
    return bool(fraction) if point else bool(whole)
