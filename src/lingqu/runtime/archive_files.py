"""The archive's files: rows of ended instances as Parquet, one file a table and removal, for any tool that reads it.

    FOLDER/history/removal-123.parquet   FOLDER/activity/removal-123.parquet   …

Runs as a process of its own (`python -m lingqu.runtime.archive_files`), so that a node's memory holds no analytics
library. A file comes into its place by a rename, after it was written to the disk, read back and counted.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lingqu.runtime.rows import columns_of
from lingqu.store import Connection, Database, open_database
from lingqu.store.tables import metadata

#: What is worth keeping of an instance; pages follow from history, the rest is of live instances only.
TABLES = (
    "instance",
    "history",
    "activity",
    "variable",
    "value",
    "party",
    "task",
    "seat",
    "job",
    "incident",
    "decision",
    "kept_file",
)
#: Instances in one read transaction and row group.
_AT_ONCE = 100
_MOMENTS = frozenset({"at", "since", "due", "follow_up"})
#: Bytes that are no JSON text.
_BINARY = frozenset({("kept_file", "body")})
_BYTES = bytes | bytearray | memoryview


class Order(msgspec.Struct, frozen=True):
    """What is to be written: the database, the removal, how many instances it has, where to."""

    url: str
    removal: int
    instances: int
    folder: str


class Written(msgspec.Struct, frozen=True):
    """Of each file its rows and SHA-256; or why there are none."""

    files: dict[str, tuple[int, str]] = {}
    failed: str = ""


class Changed(Exception):  # noqa: N818 - an answer: another node has gone on without us
    """The removal is not what the order says: its deletion has begun elsewhere."""


def write(order: Order) -> Written:
    """Write, check and put into place the files of one removal. Raises Changed, OSError."""
    db = open_database(order.url)
    folder = Path(order.folder)
    name = f"removal-{order.removal}.parquet"
    partials = {table: folder / table / f".{name}.{os.getpid()}.partial" for table in TABLES}
    try:
        for path in partials.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        counts = _copy(db, order.removal, partials)
        if counts["instance"] != order.instances or _left(db, order.removal) != order.instances:
            raise Changed(f"{counts['instance']} of {order.instances} instances were found")
        files = {}
        for table, partial in partials.items():
            digest = _checked(partial, counts[table])
            _settled(partial)
            place = folder / table / name
            partial.replace(place)
            _settled(place.parent)
            files[f"{table}/{name}"] = (counts[table], digest)
        return Written(files)
    finally:
        for path in partials.values():
            path.unlink(missing_ok=True)
        db.close()


def _copy(db: Database, removal: int, places: dict[str, Path]) -> dict[str, int]:
    """The rows of all its instances, a few instances at a time; how many of each table."""
    import pyarrow as pa  # noqa: PLC0415 - only this process may have it
    from pyarrow import parquet  # noqa: PLC0415 - as above

    schemas = {table: _schema(pa, table) for table in TABLES}
    writers = {
        table: parquet.ParquetWriter(places[table], schemas[table], compression="zstd", write_page_checksum=True)
        for table in TABLES
    }
    counts = dict.fromkeys(TABLES, 0)
    try:
        for c, instances in _parts(db, removal):
            for table in TABLES:
                rows = [_readable(table, row) for row in _rows(c, table, instances)]
                if rows:
                    columns = list(zip(*rows, strict=True))
                    writers[table].write_table(pa.table(columns, schema=schemas[table]))
                    counts[table] += len(rows)
    finally:
        for writer in writers.values():
            writer.close()
    return counts


def _parts(db: Database, removal: int) -> Iterator[tuple[Connection, list[int]]]:
    last = 0
    while True:
        with db.reading() as c:
            found = c.rows(
                "SELECT instance FROM removal_item WHERE removal = ? AND instance > ? ORDER BY instance LIMIT ?",
                [removal, last, _AT_ONCE],
            )
            if not found:
                return
            yield c, [row[0] for row in found]
        last = found[-1][0]


def _rows(c: Connection, table: str, instances: list[int]) -> list[tuple[Any, ...]]:
    names = columns_of(table)
    owner = "key" if table == "instance" else "instance"
    order = ", ".join(column.name for column in metadata.tables[table].primary_key.columns)
    return c.rows(
        f"SELECT {', '.join(names)} FROM {table} WHERE {owner} IN ?? ORDER BY {order}",  # noqa: S608 - our own names
        [instances],
    )


def _left(db: Database, removal: int) -> int:
    with db.reading() as c:
        row = c.row("SELECT count(*) FROM removal_item WHERE removal = ?", [removal])
    return int(row[0]) if row else 0


def _schema(pa: Any, table: str) -> Any:
    """Moments as timestamps (UTC), JSON as text, the rest as it is."""
    kinds = {"BIGINT": pa.int64(), "INTEGER": pa.int64(), "TEXT": pa.string(), "BLOB": pa.string()}
    fields = []
    for column in metadata.tables[table].columns:
        kind = kinds[str(column.type)]
        if column.name in _MOMENTS or column.name.endswith("_at"):
            kind = pa.timestamp("ms")
        elif (table, column.name) in _BINARY:
            kind = pa.binary()
        fields.append(pa.field(column.name, kind, nullable=True))
    return pa.schema(fields)


def _readable(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        bytes(value).decode() if isinstance(value, _BYTES) and (table, name) not in _BINARY else value
        for name, value in zip(columns_of(table), row, strict=True)
    )


def _checked(path: Path, rows: int) -> str:
    """The file's SHA-256, once every page of it was read back and counted. Raises OSError if it is not whole."""
    from pyarrow import parquet  # noqa: PLC0415 - only this process may have it

    with parquet.ParquetFile(path, page_checksum_verification=True) as file:
        found = sum(batch.num_rows for batch in file.iter_batches())
    if found != rows:
        raise OSError(f"Expected {rows} rows in {path}, but read {found}")
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _settled(path: Path) -> None:
    """On the disk, not in a cache."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main() -> None:
    """Read an order from standard input, write what was done to standard output."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    try:
        told = write(order)
    except (Changed, OSError, ImportError) as failed:
        told = Written(failed=f"{type(failed).__name__}: {failed}")
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
