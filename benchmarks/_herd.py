"""Very many instances that wait at the same place: copies of one that was really started, written as rows.

What differs from one to the next is its key; in state it stands as the root, in eight bytes that are replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lingqu.kernel.keys import COUNTER_BITS
from lingqu.runtime import Runtime
from lingqu.runtime.blocks import SERIES, reserve
from lingqu.store import Connection
from lingqu.store.tables import metadata

_AT_ONCE = 5_000
_LONG = 1 << 32  # from here on a key takes eight bytes wherever it stands


def original(runtime: Runtime, process: str, **given: object) -> int:
    """Start the instance that is copied; its key is long enough to be replaced by any other."""
    while True:
        instance: int = runtime.writer.call(runtime.start(process, **given)).instance
        if instance >= _LONG:
            return instance
        for _ in range(128):
            runtime.numbers.new_key()


def herd(runtime: Runtime, instance: int, count: int) -> range:
    """Copy an instance so often; the keys of the copies."""
    c = runtime.db.writing()
    try:
        first = reserve(c, SERIES, count)
        rows = {name: _rows(c, name, instance) for name in metadata.tables}
        for start in range(first, first + count, _AT_ONCE):
            keys = [number << COUNTER_BITS for number in range(start, min(start + _AT_ONCE, first + count))]
            c.begin()
            for name, (columns, originals) in rows.items():
                if originals:
                    c.insert(name, columns, list(_copies(originals, instance, keys)))
            c.commit()
        c.run("ANALYZE")
    finally:
        c.close()
    return range(first << COUNTER_BITS, (first + count) << COUNTER_BITS, 1 << COUNTER_BITS)


def _rows(c: Connection, name: str, instance: int) -> tuple[list[str], list[tuple[object, ...]]]:
    columns = [column.name for column in metadata.tables[name].columns]
    where = "key" if name == "instance" else "instance"
    if where not in columns:
        return columns, []
    named = ", ".join(f'"{column}"' for column in columns)
    return columns, c.rows(f"SELECT {named} FROM {name} WHERE {where} = ?", [instance])


def _copies(originals: list[tuple[object, ...]], instance: int, keys: list[int]) -> Iterator[tuple[object, ...]]:
    """Each of its rows for each of the keys."""
    own, end = instance, instance + (1 << COUNTER_BITS)
    old = instance.to_bytes(8)
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


def some(keys: range, count: int) -> list[int]:
    """So many of them, spread evenly."""
    return list(islice(keys, 0, None, max(1, len(keys) // count)))[:count]
