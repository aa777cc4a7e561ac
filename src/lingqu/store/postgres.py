"""PostgreSQL: psycopg 3, plain SQL, arrays instead of many parameters; no advisory locks, no triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, ClassVar, Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq.abc import PGresult
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper

from lingqu.kernel.errors import Invalid
from lingqu.store import arrays
from lingqu.store.connection import Connection, Params, Row
from lingqu.store.errors import DatabaseFailed, Lost, Slow, Taken, Transient, Unable
from lingqu.store.flight import Flight
from lingqu.store.tables import metadata

#: Classes of SQLSTATE that pass: serialization and deadlock, a row that is held, operator intervention, timeouts.
_PASSING = ("40", "55", "57", "53400")
#: Resources (disk full, memory, connections) and errors of the system under the server: nobody can write.
_UNABLE = ("53", "58")
#: A primary that became a standby, or was told to take no writes: another server is the primary now.
_READ_ONLY = "25006"
_TAKEN = "23505"
#: A statement that was cut off: statement_timeout, or an administrator.
_CUT = "57014"
#: A writer waits so long (ms) for a row or a guard that another session holds. Its statements find rows by keys: each
#: is planned once, whatever is in the tables at that moment.
_WRITER: dict[str, int | str] = {"lock_timeout": 3000, "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
#: How a connection is made, unless the address says otherwise: with the primary, and a dead line is noticed in 20 s.
_HOW = {
    "target_session_attrs": "read-write",
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "20000",
}
_TYPES = {"BIGINT": "int8", "INTEGER": "int8", "TEXT": "text", "BLOB": "bytea"}


@lru_cache(maxsize=4096)
def _own(sql: str) -> str:
    parts = sql.replace("NOT IN ??", "<> ALL(?)").replace("IN ??", "= ANY(?)").split("?")
    return "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]


@lru_cache(maxsize=4096)
def _arrays(table: str, columns: tuple[str, ...]) -> str:
    """`unnest(…)` of one array a column, typed as the table has them."""
    return f"unnest({', '.join(f'${at}::{kind}[]' for at, kind in enumerate(_kinds(table, columns), 1))})"


@lru_cache(maxsize=4096)
def _kinds(table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    known = metadata.tables[table].c
    return tuple(_TYPES[str(known[name].type)] for name in columns)


def _plain(params: Params) -> list[Any]:
    return [_list(list(value)) if type(value) in (list, tuple, set, frozenset) else value for value in params]


def _list(values: list[Any]) -> Any:
    """Numbers packed; what else is in a list, the driver knows how to tell."""
    return arrays.int8s(values) if values and type(values[0]) is int else values


def connected(target: str, name: str) -> psycopg.Connection[Row]:
    """A connection with the server that takes writes, of those that the address names. Raises Lost, Invalid."""
    try:
        how = {name: value for name, value in _HOW.items() if name not in conninfo_to_dict(target)}
        return psycopg.connect(target, autocommit=True, application_name=name, **how)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        raise Lost(str(error)) from error
    except psycopg.Error as error:
        raise Invalid("store.cannot_open", reason=str(error)) from error


def pooled(c: psycopg.Connection[Row]) -> bool:
    """Whether a pooler stands between: then the process that answers is not the one that we were told of."""
    try:
        found = c.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
    except psycopg.Error as error:
        raise Lost(str(error)) from error
    return found is not None and found[0] != c.info.backend_pid


class PostgresConnection(Connection):
    """One session with a PostgreSQL database."""

    dialect: ClassVar[Literal["postgresql"]] = "postgresql"
    skip_locked = " FOR UPDATE SKIP LOCKED"
    for_update = " FOR UPDATE"

    def __init__(self, target: str, *, reading: float = 0, waits: float = 30) -> None:
        """`reading`: seconds after which a read-only transaction is cut, 0: it writes. `waits`: seconds a statement."""
        self._c = connected(target, "lingqu")
        self.writes = not reading
        # All our numbers are 64-bit towards the server: one prepared statement instead of one a size.
        self._c.adapters.register_dumper(int, Int8Dumper)
        self._c.adapters.register_dumper(int, Int8BinaryDumper)
        arrays.register(self._c)
        self._flight = Flight(self._c)
        self._inside = False  # a transaction that writes: what answers nothing may wait
        self._begin = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if reading else "BEGIN"]
        limit = int((reading or waits) * 1000)
        settings: dict[str, int | str] = {"statement_timeout": limit, "idle_in_transaction_session_timeout": limit}
        if not reading:
            settings |= _WRITER
        elif self._c.info.server_version >= 170000:
            settings["transaction_timeout"] = limit
        try:
            if pooled(self._c):
                # The session may be another one in the next transaction: nothing that lasts may be left in it.
                self._flight.prepares = False
                self._begin += [f"SET LOCAL {name} = {ms}" for name, ms in settings.items()]
            else:
                for name, ms in settings.items():
                    self._flight.add(f"SET {name} = {ms}")
                self.flush()
        except BaseException:
            self._c.close()
            raise

    def holds(self, column: str) -> str:
        return f"position(?::bytea IN {column}) > 0"

    def skip_locked_of(self, alias: str) -> str:
        return f" FOR UPDATE OF {alias} SKIP LOCKED"

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            state = error.sqlstate or ""
            if self._c.closed or self._c.broken or (isinstance(error, psycopg.OperationalError) and not state):
                raise Lost(str(error)) from error
            if self.writes and state == _READ_ONLY:
                self._c.close()
                raise Lost(str(error)) from error
            if state.startswith(_PASSING):
                raise (Slow if state == _CUT else Transient)(str(error)) from error
            if state == _TAKEN:
                raise Taken(str(error), table=error.diag.table_name or "") from error
            raise (Unable if state.startswith(_UNABLE) else DatabaseFailed)(str(error)) from error

    def flush(self) -> None:
        with self._errors():
            self._flight.land()

    def _answer(self, sql: str, params: Params) -> PGresult:
        with self._errors():
            self._flight.add(_own(sql), _plain(params))
            answer = self._flight.land()
        if answer is None:
            raise LookupError("Expected an answer to a statement, but nothing was sent")
        return answer

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        return self._flight.rows(self._answer(sql, params))

    def run(self, sql: str, params: Params = ()) -> int:
        return self._answer(sql, params).command_tuples or 0

    def run_many(self, sql: str, params: Sequence[Params]) -> None:
        with self._errors():
            for one in params:
                self._flight.add(_own(sql), _plain(one))
            if not self._inside:
                self._flight.land()

    def _raw(self, sql: str, table: str, columns: Sequence[str], rows: Sequence[Params], *, asks: bool) -> list[Row]:
        """A statement whose parameters are arrays: the columns of `rows`. One that asks nothing waits for the next."""
        kinds = _kinds(table, tuple(columns))
        packed = [arrays.PACK[kind](column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]
        with self._errors():
            self._flight.add_arrays(sql, packed)
            answer = self._flight.land() if asks or not self._inside else None
        return self._flight.rows(answer) if answer is not None and asks else []

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
        return self._raw(sql, table, columns, rows, asks=bool(returning))

    def upsert(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        if rows:
            sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
            self._raw(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM {_arrays(table, tuple(columns))} "  # noqa: S608 - names are ours
                f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}",
                table,
                columns,
                rows,
                asks=False,
            )

    def update_many(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        if rows:
            self._raw(
                f"UPDATE {table} SET {', '.join(f'{name} = new.{name}' for name in columns)} "  # noqa: S608 - names are ours
                f"FROM {_arrays(table, (*key, *columns))} AS new ({', '.join((*key, *columns))}) "
                f"WHERE {' AND '.join(f'{table}.{name} = new.{name}' for name in key)}",
                table,
                (*key, *columns),
                rows,
                asks=False,
            )

    def delete_many(self, table: str, key: Sequence[str], rows: Sequence[Params]) -> None:
        if rows:
            self._raw(
                f"DELETE FROM {table} USING {_arrays(table, tuple(key))} AS old ({', '.join(key)}) "  # noqa: S608 - names are ours
                f"WHERE {' AND '.join(f'{table}.{name} = old.{name}' for name in key)}",
                table,
                key,
                rows,
                asks=False,
            )

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.flush()
        with super().savepoint():
            yield
            self.flush()

    def begin(self) -> None:
        for statement in self._begin:
            self._flight.add(statement)
        self._inside = self.writes
        if not self.writes:
            self.flush()

    def commit(self) -> None:
        self._inside = False
        if self._c.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
            # COMMIT would answer ROLLBACK and look like success
            self.rollback()
            raise DatabaseFailed("Expected to commit, but a statement of the transaction had failed")
        self.run("COMMIT")

    def rollback(self) -> None:
        self._inside = False
        self._flight.forget()
        with suppress(psycopg.Error):  # a lost connection has rolled back; the next statement says so
            if self._c.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
                self._flight.add("ROLLBACK")
                self._flight.land()

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
