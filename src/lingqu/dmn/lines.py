"""Values that lie on a line: numbers, dates, moments, durations. Ranges of constants cut each line into places."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lingqu.feel.temporal import Date, DateTime, DaysTime, YearsMonths
from lingqu.feel.values import Number, Range, Value

#: What lies on one line can be compared: the type of its values, and for moments whether they have an offset.
Kind = tuple[type, bool]

NUMBERS: Kind = (int, False)


def key(value: Value) -> tuple[Kind, Number] | None:
    """The line that a value lies on and where; None for a value on no line."""
    kind = type(value)
    if kind is int or kind is Decimal:
        return NUMBERS, value
    if kind is Date:
        return (Date, False), value.number
    if kind is DateTime:  # parts of seconds count in an order, but not for equality
        return None if value.time.nano else ((DateTime, value.zone is not None), value.instant)
    if kind is DaysTime:
        return (DaysTime, False), value.nanos
    return ((YearsMonths, False), value.months) if kind is YearsMonths else None


def kind_of_tests(tests: Iterable[Value]) -> Kind | None:
    """The one line on which all tests of a cell lie; None if there is no such line."""
    kinds = set()
    for test in tests:
        found = [key(end) for end in ends(test)]
        kinds |= {one if one is None else one[0] for one in found} or {None}
    return kinds.pop() if len(kinds) == 1 else None


def ends(test: Value) -> list[Value]:
    """The values at which a test begins and ends to hold."""
    if type(test) is not Range:
        return [test]
    if test.operator:
        return [test.high if test.operator[0] == "<" else test.low]
    return [test.low, test.high]


class Line:
    """The places of one line: before the first end (0), on it (1), between it and the next (2), …, behind the last."""

    def __init__(self, tests: Iterable[Value]) -> None:
        """`tests` are values and ranges on this line."""
        self.ends: list[Number] = sorted({at(end) for test in tests for end in ends(test)})
        self.last = 2 * len(self.ends)
        self._place = {end: 2 * index + 1 for index, end in enumerate(self.ends)}

    def spans(self, test: Value) -> list[tuple[int, int]]:
        """The first and the last of the places where a test holds; a test for "not this" has two such stretches."""
        if type(test) is not Range:
            place = self._place[at(test)]
            return [(place, place)]
        if test.operator == "!=":
            place = self._place[at(test.low)]
            return [(0, place - 1), (place + 1, self.last)]
        open_low, open_high = test.operator[:1] == "<", test.operator[:1] == ">"
        low = 0 if open_low else self._place[at(test.low)] + (not test.low_included)
        high = self.last if open_high else self._place[at(test.high)] - (not test.high_included)
        return [(low, high)] if low <= high else []

    def covered(self, tests: Iterable[Value], *, negated: bool = False) -> list[tuple[int, int]]:
        """The stretches where one of the tests holds, or where none does; apart from one another, in order."""
        found = _merged(sorted(span for test in tests for span in self.spans(test)))
        if not negated:
            return found
        edges = [-1, *(place for span in found for place in span), self.last + 1]
        gaps = ((low + 1, high - 1) for low, high in zip(edges[::2], edges[1::2], strict=True))
        return [(low, high) for low, high in gaps if low <= high]


def at(value: Value) -> Number:
    """Where a value lies on its line. Raises TypeError for one that lies on none."""
    found = key(value)
    if found is None:
        raise TypeError(f"Expected a value on a line, but {value!r} lies on none")
    return found[1]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in spans:
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged
