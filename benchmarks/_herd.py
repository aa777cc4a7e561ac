"""Very many instances that stand where one stands: copies of one that was really run, written as rows by SQL.

What differs from one to the next is its key; in state it stands as the root, in eight bytes that are replaced. Whoever
searches wants more to differ: `Vary` says by which formula over the instance's number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from lingqu.kernel.keys import COUNTER_BITS
from lingqu.runtime import Runtime
from lingqu.runtime.blocks import SERIES, reserve
from lingqu.store import Connection
from lingqu.store.tables import metadata

_AT_ONCE = 1_000
_LONG = 1 << 32  # from here on a key takes eight bytes wherever it stands

#: Of a table and one of its rows (by column): SQL over the instance's number `n` for columns that differ.
Vary = Callable[[str, Mapping[str, Any]], Mapping[str, str]]


def original(runtime: Runtime, process: str | int, **given: object) -> int:
    """Start the instance that is copied; its key is long enough to be replaced by any other."""
    which = {"definition": process} if isinstance(process, int) else {"process_id": process}
    while True:
        instance: int = runtime.writer.call(runtime.start(**which, **given)).instance
        if instance >= _LONG:
            return instance
        for _ in range(128):
            runtime.numbers.new_key()


def herd(runtime: Runtime, instance: int, count: int) -> range:
    """Copy an instance so often; the keys of the copies."""
    c = runtime.db.writing()
    try:
        first = reserve(c, SERIES, count)
        book = Book(c, instance)
        for start in range(first, first + count, _AT_ONCE):
            c.begin()
            book.copy(range(start, min(start + _AT_ONCE, first + count)))
            c.commit()
        if c.dialect == "postgresql":  # SQLite has figures of its own
            c.run("ANALYZE")
    finally:
        c.close()
    return range(first << COUNTER_BITS, (first + count) << COUNTER_BITS, 1 << COUNTER_BITS)


def _nothing(table: str, row: Mapping[str, Any]) -> Mapping[str, str]:
    del table, row
    return {}


class Book:
    """All rows of one instance, and how its copies differ."""

    def __init__(self, c: Connection, instance: int, vary: Vary = _nothing) -> None:
        self._c = c
        self._own = instance
        self._plain: list[tuple[str, list[object]]] = []  # statements with their parameters, the numbers left out
        self._keyed: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {}  # rows whose state holds the key
        for name in metadata.tables:
            columns, rows = _rows(c, name, instance)
            for row in rows:
                if any(isinstance(value, bytes) and instance.to_bytes(8) in value for value in row):
                    self._keyed.setdefault(name, (columns, []))[1].append(row)
                else:
                    self._plain.append(self._select(name, columns, row, vary))

    def copy(self, numbers: Sequence[int]) -> None:
        """One instance for each number, in the transaction that is open."""
        for insert, params in self._plain:
            self._c.run(insert, [*params, list(numbers)])
        for name, (columns, rows) in self._keyed.items():
            self._c.insert(name, columns, list(self._copies(rows, [number << COUNTER_BITS for number in numbers])))

    def _select(self, name: str, columns: list[str], row: tuple[object, ...], vary: Vary) -> tuple[str, list[object]]:
        other = vary(name, dict(zip(columns, row, strict=True)))
        params: list[object] = []

        def formula(column: str, value: object) -> str:
            if column in other:
                return other[column]
            if isinstance(value, int) and 0 <= value - self._own < 1 << COUNTER_BITS:
                return f"n * {1 << COUNTER_BITS} + {value - self._own}"
            if value is None:
                return "NULL"
            if isinstance(value, int):
                return str(value)
            params.append(value)
            return f"CAST(? AS {'text' if isinstance(value, str) else _BYTES[self._c.dialect]})"

        select = ", ".join(formula(column, value) for column, value in zip(columns, row, strict=True))
        numbers = _NUMBERS[self._c.dialect]
        return f"INSERT INTO {name} ({', '.join(columns)}) SELECT {select} FROM {numbers}", params

    def _copies(self, originals: list[tuple[object, ...]], keys: list[int]) -> Iterator[tuple[object, ...]]:
        """Each of these rows for each of the keys."""
        own, end = self._own, self._own + (1 << COUNTER_BITS)
        old = own.to_bytes(8)
        for row in originals:
            moving = [place for place, value in enumerate(row) if isinstance(value, int) and own <= value < end]
            blobs = [place for place, value in enumerate(row) if isinstance(value, bytes) and old in value]
            for key in keys:
                copy, by = list(row), key - own
                for place in moving:
                    copy[place] += by  # type: ignore[operator]  # a number, see above
                for place in blobs:
                    copy[place] = copy[place].replace(old, key.to_bytes(8))  # type: ignore[attr-defined]  # bytes
                yield tuple(copy)


_NUMBERS = {"sqlite": "(SELECT value AS n FROM json_each(?))", "postgresql": "unnest(CAST(? AS bigint[])) AS s (n)"}
_BYTES = {"sqlite": "blob", "postgresql": "bytea"}


def _rows(c: Connection, name: str, instance: int) -> tuple[list[str], list[tuple[object, ...]]]:
    columns = [column.name for column in metadata.tables[name].columns]
    where = "key" if name == "instance" else "instance"
    if where not in columns:
        return columns, []
    return columns, c.rows(f"SELECT {', '.join(columns)} FROM {name} WHERE {where} = ?", [instance])


def some(keys: range, count: int) -> list[int]:
    """So many of them, spread evenly."""
    return list(islice(keys, 0, None, max(1, len(keys) // count)))[:count]
