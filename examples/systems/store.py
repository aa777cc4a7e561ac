"""What both sample systems keep: one SQLite connection, pages by cursor, and exact amounts."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from examples.systems.web import Problem


class Database:
    """One SQLite connection; a transaction at a time."""

    def __init__(self, file: str, schema: str) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.executescript(schema)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def page_of(db: sqlite3.Connection, table: str, key: str, query: Mapping[str, str]) -> tuple[list[sqlite3.Row], bool]:
    """Rows in order of (updated_at, key), from a cursor on: (rows, whether there are more)."""
    try:
        limit = max(1, min(int(query.get("limit", "100")), 500))
    except ValueError:
        raise Problem(400, "bad_query", "Expected limit to be a whole number") from None
    where, values = ["1"], []
    if since := query.get("updated_since"):
        after = query.get("after_id")
        where.append(f"(updated_at, {key}) > (?, ?)" if after else "updated_at >= ?")
        values += [since, after] if after else [since]
    for column in ("state", "reference"):
        if column in query and (column == "state" or table == "payments"):
            where.append(f"{column} = ?")
            values.append(query[column])
    statement = f"SELECT * FROM {table} WHERE {' AND '.join(where)} ORDER BY updated_at, {key} LIMIT ?"  # noqa: S608 - names of ours
    rows = db.execute(statement, (*values, limit + 1)).fetchall()
    return rows[:limit], len(rows) > limit


def cursor_of(rows: list[sqlite3.Row], key: str, query: Mapping[str, str]) -> dict[str, str | None]:
    """Where the next page begins: behind the last row, or where this one began if it was empty."""
    if rows:
        return {"updated_since": rows[-1]["updated_at"], "after_id": rows[-1][key]}
    return {"updated_since": query.get("updated_since"), "after_id": query.get("after_id")}


def exact(value: Any, name: str, *, digits: int = 2) -> Decimal:
    """A positive amount or quantity with at most `digits` decimals."""
    try:
        number = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        raise Problem(422, "bad_amount", f"Expected {name} to be a number, but it is {value!r}") from None
    if not number.is_finite() or number <= 0 or number >= 10**13 or number != round(number, digits):
        raise Problem(422, "bad_amount", f"Expected {name} to be positive with at most {digits} decimals")
    return round(number, digits)


def text(value: Any, name: str, *, default: str | None = None) -> str:
    """A text of 1 to 200 characters."""
    if value in (None, "") and default is not None:
        return default
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise Problem(422, "bad_text", f"Expected {name} to be a text of 1 to 200 characters")
    return value.strip()
