"""Finding the rules that may match without looking at each: a set of rules is the bits of one whole number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from lingqu.dmn.cells import Cell
from lingqu.dmn.lines import NUMBERS, Kind, Line, key, kind_of_tests
from lingqu.feel.values import Number, Value

_FEW = 16  # bits


class Candidates(msgspec.Struct, frozen=True):
    """Rules whose cell certainly holds, and rules whose cell must be evaluated."""

    sure: int
    unsure: int


class _Words:
    """The rules whose cells hold strings only (or booleans only), by those values."""

    def __init__(self) -> None:
        self.rules = 0
        self._equal: dict[Value, int] = {}
        self._negated = 0
        self._excluded: dict[Value, int] = {}

    def add(self, bit: int, cell: Cell) -> None:
        self.rules |= bit
        self._negated |= bit if cell.negated else 0
        found = self._excluded if cell.negated else self._equal
        for test in cell.tests or ():
            found[test] = found.get(test, 0) | bit

    def holding(self, value: Value) -> int:
        return self._equal.get(value, 0) | (self._negated & ~self._excluded.get(value, 0))


class _Masks:
    """The rules whose cells hold values on one line only, by the places of that line."""

    def __init__(self, cells: Sequence[tuple[int, Cell]]) -> None:
        """Bits of rules and their cells."""
        self.rules = sum(bit for bit, _ in cells)
        line = Line(test for _, cell in cells for test in cell.tests or ())
        self._ends = line.ends
        changes = [0] * (line.last + 2)
        for bit, cell in cells:
            for low, high in line.covered(cell.tests or (), negated=cell.negated):
                changes[low] ^= bit
                changes[high + 1] ^= bit
        self._masks, mask = [], 0
        for change in changes[:-1]:
            mask ^= change
            self._masks.append(mask)

    def holding(self, value: Number) -> int:
        at = bisect_left(self._ends, value)
        on = at < len(self._ends) and self._ends[at] == value
        return self._masks[2 * at + on]


class ColumnIndex:
    """One column of conditions: what lies on a line falls between or on the ends of ranges, words are looked up."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._all = (1 << len(cells)) - 1
        self._always = 0
        self._words: dict[type, _Words] = {str: _Words(), bool: _Words()}
        lines: dict[Kind, list[tuple[int, Cell]]] = {}
        for at, cell in enumerate(cells):
            bit = 1 << at
            if cell.always:
                self._always |= bit
            elif (word := _word(cell)) is not None:
                self._words[word].add(bit, cell)
            elif cell.tests and (kind := kind_of_tests(cell.tests)) is not None:
                lines.setdefault(kind, []).append((bit, cell))
        self._lines = {kind: _Masks(found) for kind, found in lines.items()}

    def candidates(self, value: Value) -> Candidates:
        kind = type(value)
        known: _Words | _Masks | None
        if kind is int or kind is Decimal:
            known, place = self._lines.get(NUMBERS), value
        elif kind is str or kind is bool:
            known, place = self._words[kind], value
        else:
            on_line = key(value)
            known, place = (None, 0) if on_line is None else (self._lines.get(on_line[0]), on_line[1])
        if known is None:
            return Candidates(self._always, self._all & ~self._always)
        return Candidates(self._always | known.holding(place), self._all & ~(self._always | known.rules))


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


def _word(cell: Cell) -> type | None:
    """Str or bool if the cell holds constants of that kind only."""
    kinds = {type(test) for test in cell.tests or ()}
    return kinds.pop() if kinds in ({str}, {bool}) else None
