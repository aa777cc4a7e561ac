"""Finding the rules that may match without looking at each: a set of rules is the bits of one whole number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from lingqu.dmn.cells import Cell
from lingqu.feel.values import Number, Range, Value, is_number

_FEW = 16  # bits


class Candidates(msgspec.Struct, frozen=True):
    """Rules whose cell certainly holds, and rules whose cell must be evaluated."""

    sure: int
    unsure: int


class ColumnIndex:
    """One column of conditions. Numbers fall between or on the sorted ends of the ranges; the rest is looked up."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._all = (1 << len(cells)) - 1
        self._always = 0
        self._kinds: dict[type, int] = {str: 0, int: 0, bool: 0}  # rules whose cell holds constants of that kind only
        self._equal: dict[tuple[type, Value], int] = {}
        spans: list[tuple[int, list[Range]]] = []
        for at, cell in enumerate(cells):
            bit = 1 << at
            if cell.always:
                self._always |= bit
            elif (kind := _kind(cell)) is int:
                self._kinds[int] |= bit
                spans.append((bit, [test if type(test) is Range else Range(test, test) for test in cell.tests or ()]))
            elif kind is not None:
                self._kinds[kind] |= bit
                for test in cell.tests or ():
                    self._equal[kind, test] = self._equal.get((kind, test), 0) | bit
        self._ends: list[Number] = sorted({end for _, ranges in spans for one in ranges for end in ends(one)})
        self._between = self._masks(spans)
        self._unsure = {kind: self._all & ~(self._always | mask) for kind, mask in self._kinds.items()}

    def candidates(self, value: Value) -> Candidates:
        kind = type(value)
        if kind is int or kind is Decimal:
            at = bisect_left(self._ends, value)
            on = at < len(self._ends) and self._ends[at] == value
            return Candidates(self._always | self._between[2 * at + on], self._unsure[int])
        if kind is str or kind is bool:
            return Candidates(self._always | self._equal.get((kind, value), 0), self._unsure[kind])
        return Candidates(self._always, self._all & ~self._always)

    def _masks(self, spans: list[tuple[int, list[Range]]]) -> list[int]:
        """The rules that hold before the first end (0), on it (1), between it and the next (2), …"""
        position = {end: 2 * at + 1 for at, end in enumerate(self._ends)}
        last = 2 * len(self._ends)
        changes = [0] * (last + 2)
        for bit, ranges in spans:
            for low, high in _merged(sorted(span(one, position, last) for one in ranges)):
                changes[low] ^= bit
                changes[high + 1] ^= bit
        masks, mask = [], 0
        for change in changes[:-1]:
            mask ^= change
            masks.append(mask)
        return masks


def rules(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    if mask.bit_count() <= _FEW:
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low
        return
    digits = f"{mask:b}"[::-1]  # text is searched faster than a large number is cut
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _kind(cell: Cell) -> type | None:
    """Int for numbers and ranges of them, str, bool; None if the cell holds several kinds or an expression."""
    kinds = {type(test) for test in cell.tests or ()}
    if cell.tests is None:
        return None
    if all(is_number(test) or (type(test) is Range and all(map(is_number, ends(test)))) for test in cell.tests):
        return int
    return kinds.pop() if kinds in ({str}, {bool}) else None


def ends(one: Range) -> list[Number]:
    """The ends that a range of numbers has."""
    return [end for end in (one.low, one.high) if end is not None]


def span(one: Range, position: dict[Number, int], last: int) -> tuple[int, int]:
    """The first and last of the places 0 (before all ends), 1 (the first end), 2, … `last` that a range covers."""
    low = 0 if one.low is None else position[one.low] + (not one.low_included)
    high = last if one.high is None else position[one.high] - (not one.high_included)
    return low, high


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in spans:
        if low > high:
            continue
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged
