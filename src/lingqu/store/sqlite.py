"""SQLite: WAL, synchronous=FULL, BEGIN IMMEDIATE, one process a file."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal

import msgspec

from lingqu.kernel.errors import Conflict, Invalid
from lingqu.store.connection import Connection, Params, Row
from lingqu.store.errors import DatabaseFailed, Taken, Transient, Unable

#: SQLite's own limit is 32766 since 3.32; a statement with fewer is compiled and cached sooner.
_MOST_PARAMETERS = 8000
_TAKEN = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
_LISTS = frozenset({list, tuple, set, frozenset})
#: Virtual machine steps between two looks at the clock of a reader.
_STEPS = 20_000
#: What each of SQLite's primary result codes means to us; the others are failures of the statement.
_PASSING = {
    sqlite3.SQLITE_LOCKED: Transient,
    sqlite3.SQLITE_INTERRUPT: Transient,
    sqlite3.SQLITE_BUSY: Unable,  # another program holds the file: a backup, an open shell
    sqlite3.SQLITE_FULL: Unable,
    sqlite3.SQLITE_IOERR: Unable,
    sqlite3.SQLITE_READONLY: Unable,  # the disk was remounted after an error
    sqlite3.SQLITE_CANTOPEN: Unable,  # the log beside the file cannot be made
}


@lru_cache(maxsize=2048)
def _convert_from(data: bytes, encoding: str) -> str:
    """PostgreSQL's function of that name: the text that bytes hold."""
    return data.decode(encoding)


@lru_cache(maxsize=4096)
def _own(sql: str) -> str:
    """A list is one parameter, its JSON: so the text stays the same whatever the list's length."""
    return sql.replace("IN ??", "IN (SELECT value FROM json_each(?))")


def _plain(value: Any) -> Any:
    return msgspec.json.encode(list(value)).decode() if type(value) in _LISTS else value


@lru_cache(maxsize=4096)
def _insert(table: str, columns: Sequence[str], tail: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}){tail}"  # noqa: S608 - names are ours


@lru_cache(maxsize=4096)
def _replace(table: str, key: Sequence[str], columns: Sequence[str]) -> str:
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return _insert(table, columns, f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}")


@lru_cache(maxsize=4096)
def _where(start: str, columns: Sequence[str], key: Sequence[str]) -> str:
    return f"{start}{', '.join(f'{name} = ?' for name in columns)} WHERE {' AND '.join(f'{name} = ?' for name in key)}"


def _told(error: sqlite3.Error) -> Exception:
    whole = getattr(error, "sqlite_errorcode", 0)
    if whole in _TAKEN:
        return Taken(str(error), table=str(error).rpartition(": ")[2].partition(".")[0])
    code = whole & 0xFF
    return _PASSING.get(code, DatabaseFailed)(str(error))


class SqliteConnection(Connection):
    """One session with a SQLite file."""

    dialect: ClassVar[Literal["sqlite"]] = "sqlite"
    skip_locked = ""
    for_update = ""

    def __init__(self, path: str, *, reading: float = 0, synchronous: str = "FULL") -> None:
        """`reading`: seconds after which a read-only transaction is cut; 0 for a connection that writes."""
        self._reading = reading
        self._until = 0.0
        self.writes = not reading
        uri = Path(path).as_uri() + ("?mode=ro" if reading else "")
        try:
            self._c = sqlite3.connect(
                uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=5
            )
            if reading:
                self._c.execute("PRAGMA query_only = 1")
                self._c.set_progress_handler(self._late, _STEPS)
            else:
                self._c.execute("PRAGMA journal_mode = WAL").fetchall()
                self._c.execute(f"PRAGMA synchronous = {synchronous}")
            self._c.execute("PRAGMA foreign_keys = OFF")
            self._c.execute("PRAGMA case_sensitive_like = ON")  # as PostgreSQL compares
            self._c.create_function("convert_from", 2, _convert_from, deterministic=True)
        except sqlite3.Error as error:
            raise Invalid("store.cannot_open", reason=str(error)) from error

    def _late(self) -> int:
        return 1 if self._until and time.monotonic() > self._until else 0

    def holds(self, column: str) -> str:
        return f"instr({column}, ?) > 0"

    def skip_locked_of(self, alias: str) -> str:
        del alias  # the file is ours inside a transaction
        return ""

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        try:
            return self._c.execute(_own(sql), [_plain(value) for value in params]).fetchall()
        except sqlite3.Error as error:  # while it is answered, as well
            raise _told(error) from error

    def run(self, sql: str, params: Params = ()) -> int:
        return self._execute(_own(sql), [_plain(value) for value in params])

    def run_many(self, sql: str, params: Sequence[Params]) -> None:
        self._execute_many(_own(sql), params)

    def _execute(self, sql: str, params: Params = ()) -> int:
        try:
            return self._c.execute(sql, params).rowcount
        except sqlite3.Error as error:
            raise _told(error) from error

    def _execute_many(self, sql: str, params: Sequence[Params]) -> None:
        try:
            self._c.executemany(sql, params)
        except sqlite3.Error as error:
            raise _told(error) from error

    def insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Params],
        *,
        ignore: bool = False,
        returning: Sequence[str] = (),
    ) -> list[Row]:
        tail = " ON CONFLICT DO NOTHING" if ignore else ""
        if not returning:
            self._execute_many(_insert(table, tuple(columns), tail), rows)
            return []
        tail += f" RETURNING {', '.join(returning)}"
        marks = f", ({', '.join('?' * len(columns))})"
        step = max(1, _MOST_PARAMETERS // len(columns))
        found: list[Row] = []
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            sql = _insert(table, tuple(columns), marks * (len(part) - 1) + tail)
            found += self.rows(sql, [value for row in part for value in row])
        return found

    def upsert(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        self._execute_many(_replace(table, tuple(key), tuple(columns)), rows)

    def update_many(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        first = len(key)
        sql = _where(f"UPDATE {table} SET ", tuple(columns), tuple(key))  # noqa: S608 - names are ours
        self._execute_many(sql, [(*row[first:], *row[:first]) for row in rows])

    def delete_many(self, table: str, key: Sequence[str], rows: Sequence[Params]) -> None:
        self._execute_many(_where(f"DELETE FROM {table}", (), tuple(key)), rows)  # noqa: S608 - names are ours

    def begin(self) -> None:
        if self._reading:
            self._until = time.monotonic() + self._reading
        self._execute("BEGIN" if self._reading else "BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._execute("COMMIT")
        self._until = 0.0

    def rollback(self) -> None:
        self._until = 0.0
        if self._c.in_transaction:
            with suppress(sqlite3.Error):  # SQLite has rolled back by itself after disk full or I/O errors
                self._c.execute("ROLLBACK")

    def lock_rows(
        self, table: str, key_column: str, keys: Sequence[int], *, columns: Sequence[str] = (), wait: bool = False
    ) -> list[Row]:
        del wait  # nobody else can hold a row: the file is ours inside a transaction
        wanted = ", ".join((key_column, *columns))
        if len(keys) == 1:  # the list costs more than the row
            return self.rows(f"SELECT {wanted} FROM {table} WHERE {key_column} = ?", keys)  # noqa: S608 - names are ours
        return self.rows(f"SELECT {wanted} FROM {table} WHERE {key_column} IN ?? ORDER BY {key_column}", [list(keys)])  # noqa: S608 - names are ours

    def clock(self) -> int:
        return time.time_ns() // 1_000_000

    def close(self) -> None:
        self._c.close()


class Owner:
    """The right to write a SQLite file: one process at a time, told by a lock on a small file beside it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._handle: int | None = None
        self._one = threading.Lock()

    def take(self) -> None:
        """Raises Conflict while another process (or another Database of this one) writes the file."""
        with self._one:
            if self._handle is not None:
                return
            handle = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                raise Conflict("store.in_use", path=self._path) from None
            self._handle = handle

    def give_back(self) -> None:
        with self._one:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None
