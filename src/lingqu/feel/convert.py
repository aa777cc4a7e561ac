"""FEEL values to kernel Json: lossless for what JSON can hold, temporal values as their FEEL texts."""

from __future__ import annotations

from decimal import Decimal

from lingqu.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.temporal import show as show_temporal
from lingqu.feel.values import Value, kind_of
from lingqu.kernel.values import MAX_DEPTH, MAX_DIGITS, Json

MAX_SIZE = 500_000  # items and entries
TOO_LARGE = "too large"
_TEMPORAL = (Date, Time, DateTime, DaysTime, YearsMonths)


def to_json(value: Value) -> tuple[Json, list[str]]:
    """The value as Json, and the kinds of what JSON cannot hold and became null.

    That is: functions, ranges, numbers of hundreds of digits, text with NUL or half a surrogate pair.

    A value of more than MAX_SIZE parts is null as a whole: lists can hold one another many times over.
    """
    converted, lost, _ = to_json_counted(value, MAX_SIZE)
    return converted, lost


def to_json_counted(value: Value, most: int) -> tuple[Json, list[str], int]:
    """As `to_json`, for a value of at most so many parts; the third is how many there were, more than `most` or not."""
    conversion = _Conversion(most)
    try:
        return conversion.converted(value, 0), conversion.lost, conversion.size
    except _TooLarge:
        return None, [TOO_LARGE], conversion.size


class _TooLarge(Exception):  # noqa: N818  (caught where the conversion began)
    """There is more to convert than one value may hold."""


class _Conversion:
    def __init__(self, most: int) -> None:
        self.lost: list[str] = []
        self.most = most
        self.size = 0

    def converted(self, value: Value, depth: int) -> Json:
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            return value if _is_clean(value) else self.lose(value)
        if kind is int:
            return value if value.bit_length() <= MAX_DIGITS * 3 else self.lose(value)
        if kind is Decimal:
            return self.number(value)
        if kind in _TEMPORAL:
            return show_temporal(value)
        if depth >= MAX_DEPTH or kind not in (list, dict):
            return self.lose(value)
        self.size += len(value) + 1
        if self.size > self.most:
            raise _TooLarge
        if kind is list:
            return [self.converted(item, depth + 1) for item in value]
        if not all(map(_is_clean, value)):
            return self.lose(value)
        return {key: self.converted(item, depth + 1) for key, item in value.items()}

    def number(self, value: Decimal) -> Json:
        """A number with its digits; one that is written without a fraction as int (1E+3 is 1000)."""
        if abs(value.adjusted()) >= MAX_DIGITS:
            return self.lose(value)
        exponent = value.as_tuple().exponent
        return int(value) if isinstance(exponent, int) and exponent >= 0 else value

    def lose(self, value: Value) -> None:
        self.lost.append(kind_of(value))


def _is_clean(text: str) -> bool:
    """Whether every database takes the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in text))
