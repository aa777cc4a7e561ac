"""Rules of a table that can match together: each cell as the set of values it takes, a set as the bits of a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lingqu.dmn.cells import Cell
from lingqu.dmn.lines import Kind, Line, kind_of_tests
from lingqu.feel.values import Value

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
    """For each cell of a column the values it takes; nothing is known of one that says what is not taken."""
    tests = [test for cell in cells for test in cell.tests or () if not cell.negated]
    lines: dict[Kind, tuple[int, Line]] = {}  # where the bits of a line begin, and the line
    first = 0
    for kind in dict.fromkeys(map(_kind, tests)):
        if kind is not None:
            line = Line(test for test in tests if _kind(test) == kind)
            lines[kind] = first, line
            first += line.last + 1
    words = list(dict.fromkeys((type(test), test) for test in tests if type(test) in (str, bool)))
    place = {word: first + at for at, word in enumerate(words)}

    def bits(test: Value) -> int:
        if type(test) in (str, bool):
            return 1 << place[type(test), test]
        if (kind := _kind(test)) is None:
            return _NOTHING_KNOWN
        start, line = lines[kind]
        return sum(((1 << (high - low + 1)) - 1) << (start + low) for low, high in line.covered([test]))

    found = []
    for cell in cells:
        mask = _EVERYTHING if cell.always else _NOTHING_KNOWN
        for test in cell.tests or () if not cell.negated else ():
            mask |= bits(test)
        found.append(mask)
    return found


def _kind(test: Value) -> Kind | None:
    return kind_of_tests([test])
