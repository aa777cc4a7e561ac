"""PostgreSQL: psycopg 3, plain SQL, arrays instead of many parameters; no advisory locks, no triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, ClassVar, Literal

import psycopg
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper

from lingqu.kernel.errors import Invalid
from lingqu.store.connection import Connection, Params, Row
from lingqu.store.errors import DatabaseFailed, Lost, Transient
from lingqu.store.tables import metadata

#: Classes of SQLSTATE that pass: serialization and deadlock, resources (disk full), operator intervention, timeouts.
_PASSING = ("40", "53", "55", "57")
#: How long a writer waits for a row or a guard that another session holds, ms.
_LOCK_WAIT = 3000
_TYPES = {"BIGINT": "int8", "INTEGER": "int8", "TEXT": "text", "BLOB": "bytea"}


@lru_cache(maxsize=4096)
def _own(sql: str) -> str:
    return sql.replace("%", "%%").replace("NOT IN ??", "<> ALL(%s)").replace("IN ??", "= ANY(%s)").replace("?", "%s")


@lru_cache(maxsize=4096)
def _arrays(table: str, columns: tuple[str, ...]) -> str:
    """`unnest(…)` of one array a column, typed as the table has them."""
    known = metadata.tables[table].c
    kinds = (_TYPES[str(known[name].type)] for name in columns)
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"


@contextmanager
def _errors(connection: psycopg.Connection[Row]) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        if (
            connection.closed
            or connection.broken
            or (isinstance(error, psycopg.OperationalError) and not error.sqlstate)
        ):
            raise Lost(str(error)) from error
        passing = (error.sqlstate or "").startswith(_PASSING)
        raise (Transient if passing else DatabaseFailed)(str(error)) from error


def _plain(params: Params) -> list[Any]:
    return [list(value) if type(value) in (tuple, set, frozenset) else value for value in params]


class PostgresConnection(Connection):
    """One session with a PostgreSQL database."""

    dialect: ClassVar[Literal["postgresql"]] = "postgresql"
    skip_locked = " FOR UPDATE SKIP LOCKED"
    for_update = " FOR UPDATE"

    def __init__(self, target: str, *, reading: float = 0, waits: float = 30) -> None:
        """`reading`: seconds after which a read-only transaction is cut, 0: it writes. `waits`: seconds a statement."""
        try:
            self._c: psycopg.Connection[Row] = psycopg.connect(
                target, autocommit=True, connect_timeout=10, application_name="lingqu"
            )
        except psycopg.OperationalError as error:
            raise Lost(str(error)) from error
        except psycopg.Error as error:
            raise Invalid("store.cannot_open", reason=str(error)) from error
        # All our numbers are 64-bit towards the server: one prepared statement instead of one a size.
        self._c.adapters.register_dumper(int, Int8Dumper)
        self._c.adapters.register_dumper(int, Int8BinaryDumper)
        self._begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if reading else "BEGIN"
        limit = int((reading or waits) * 1000)
        settings = {"statement_timeout": limit, "idle_in_transaction_session_timeout": limit}
        if not reading:
            settings["lock_timeout"] = _LOCK_WAIT
        elif self._c.info.server_version >= 170000:
            settings["transaction_timeout"] = limit
        try:
            for name, value in settings.items():
                self.run(f"SET {name} = {value}")
        except BaseException:
            self._c.close()
            raise

    def skip_locked_of(self, alias: str) -> str:
        return f" FOR UPDATE OF {alias} SKIP LOCKED"

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        with _errors(self._c):
            return self._c.execute(_own(sql), _plain(params), binary=True).fetchall()

    def run(self, sql: str, params: Params = ()) -> int:
        with _errors(self._c):
            return self._c.execute(_own(sql), _plain(params)).rowcount

    def run_many(self, sql: str, params: Sequence[Params]) -> None:
        with _errors(self._c), self._c.cursor() as cursor:
            cursor.executemany(_own(sql), params)

    def _raw(self, sql: str, rows: Sequence[Params]) -> list[Row]:
        """Run a statement whose placeholders are arrays: the columns of `rows`."""
        with _errors(self._c):
            cursor = self._c.execute(sql, [list(column) for column in zip(*rows, strict=True)], binary=True)
            return cursor.fetchall() if cursor.description else []

    def insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Params],
        *,
        ignore: bool = False,
        returning: Sequence[str] = (),
    ) -> list[Row]:
        if not rows:
            return []
        sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM {_arrays(table, tuple(columns))}"  # noqa: S608 - names are ours
        if ignore:
            sql += " ON CONFLICT DO NOTHING"
        if returning:
            sql += f" RETURNING {', '.join(returning)}"
        return self._raw(sql, rows)

    def upsert(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        if rows:
            sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
            self._raw(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM {_arrays(table, tuple(columns))} "  # noqa: S608 - names are ours
                f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}",
                rows,
            )

    def update_many(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        if rows:
            self._raw(
                f"UPDATE {table} SET {', '.join(f'{name} = new.{name}' for name in columns)} "  # noqa: S608 - names are ours
                f"FROM {_arrays(table, (*key, *columns))} AS new ({', '.join((*key, *columns))}) "
                f"WHERE {' AND '.join(f'{table}.{name} = new.{name}' for name in key)}",
                rows,
            )

    def delete_many(self, table: str, key: Sequence[str], rows: Sequence[Params]) -> None:
        if rows:
            self._raw(
                f"DELETE FROM {table} USING {_arrays(table, tuple(key))} AS old ({', '.join(key)}) "  # noqa: S608 - names are ours
                f"WHERE {' AND '.join(f'{table}.{name} = old.{name}' for name in key)}",
                rows,
            )

    def begin(self) -> None:
        self.run(self._begin)

    def commit(self) -> None:
        with _errors(self._c):
            if self._c.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
                # COMMIT would answer ROLLBACK and look like success
                self._c.execute("ROLLBACK")
                raise DatabaseFailed("Expected to commit, but a statement of the transaction had failed")
            self._c.execute("COMMIT")

    def rollback(self) -> None:
        with suppress(psycopg.Error):  # a lost connection has rolled back; the next statement says so
            if self._c.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
                self._c.execute("ROLLBACK")

    def lock_rows(
        self, table: str, key_column: str, keys: Sequence[int], *, columns: Sequence[str] = (), wait: bool = False
    ) -> list[Row]:
        wanted = ", ".join((key_column, *columns))
        return self.rows(
            f"SELECT {wanted} FROM {table} WHERE {key_column} IN ?? ORDER BY {key_column}"  # noqa: S608 - names are ours
            + (self.for_update if wait else self.skip_locked),
            [list(keys)],
        )

    def clock(self) -> int:
        found = self.row("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        return int(found[0]) if found else 0

    @property
    def process(self) -> int:
        """The server process that serves this connection."""
        return self._c.info.backend_pid

    def close(self) -> None:
        self._c.close()
