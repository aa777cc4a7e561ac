"""Rules of a table that can match together: each cell as the set of values it takes, a set as the bits of a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lingqu.dmn.cells import Cell
from lingqu.dmn.index import ends, span
from lingqu.feel.values import Number, Range, Value, is_number

MAX_RULES = 300  # every pair is looked at
_EVERYTHING = -1
_NOTHING_KNOWN = 0


def overlaps(columns: Sequence[Sequence[Cell]], count: int) -> Iterator[tuple[int, int]]:
    """Pairs of rules (from 1) that some input matches both; rules with expressions in their cells are left out.

    Tables of more than MAX_RULES rules are not looked at.
    """
    if count > MAX_RULES:
        return
    taken = [_taken(cells) for cells in columns]
    for first in range(count):
        for second in range(first + 1, count):
            if all(values[first] & values[second] for values in taken):
                yield first + 1, second + 1


def _taken(cells: Sequence[Cell]) -> list[int]:
    """For each cell of a column the values it takes."""
    tests = [test for cell in cells for test in cell.tests or ()]
    numbers = sorted({end for test in tests for end in _ends(test)})
    position = {end: 2 * at + 1 for at, end in enumerate(numbers)}
    last = 2 * len(numbers)
    words = list(dict.fromkeys((type(test), test) for test in tests if type(test) in (str, bool)))
    place = {word: last + 1 + at for at, word in enumerate(words)}

    def bits(test: Value) -> int:
        if type(test) in (str, bool):
            return 1 << place[type(test), test]
        low, high = span(test if isinstance(test, Range) else Range(test, test), position, last)
        return ((1 << (high - low + 1)) - 1) << low if low <= high else 0

    found = []
    for cell in cells:
        mask = _EVERYTHING if cell.always else _NOTHING_KNOWN
        for test in cell.tests or ():
            mask |= bits(test)
        found.append(mask)
    return found


def _ends(test: Value) -> list[Number]:
    if isinstance(test, Range):
        return list(ends(test))
    return [test] if is_number(test) else []
