"""Connection: one session with a database, in neutral SQL. The two drivers fill in what differs.

Neutral SQL has `?` for a value and `IN ??` (or `NOT IN ??`) for a list; a literal question mark is not possible.
Rows come back as tuples. Whole batches of rows are written by one statement: insert, upsert, update_many, delete_many;
no key comes twice among the rows of one upsert or update_many.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

Row = tuple[Any, ...]
Params = Sequence[Any]


class Connection(ABC):
    """A session with a database; used by one thread at a time.

    Every method may raise DatabaseFailed, Transient or Lost. Inside a transaction a statement that answers nothing may
    wait for the next one that does, for the end of a savepoint or for the COMMIT; what it raises comes then. Values are
    None, int, str, bytes; a list only for `??`.
    """

    dialect: ClassVar[Literal["sqlite", "postgresql"]]
    #: Whether it may write; a reader gets short read-only snapshots.
    writes: bool
    #: What a SELECT ends with so that it takes row locks and leaves out rows that others hold; nothing on SQLite.
    skip_locked: ClassVar[str]
    #: The same, but waiting for rows that others hold.
    for_update: ClassVar[str]

    @abstractmethod
    def holds(self, column: str) -> str:
        """The condition that a column's bytes hold those of a parameter."""

    @abstractmethod
    def skip_locked_of(self, alias: str) -> str:
        """As `skip_locked`, for the rows of one table of a join."""

    @abstractmethod
    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """All rows that a statement answers."""

    def row(self, sql: str, params: Params = ()) -> Row | None:
        """The first row that a statement answers, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    @abstractmethod
    def run(self, sql: str, params: Params = ()) -> int:
        """Run a statement; the number of rows that it changed."""

    @abstractmethod
    def run_many(self, sql: str, params: Sequence[Params]) -> None:
        """Run one statement with each of these parameters, batched."""

    @abstractmethod
    def insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Params],
        *,
        ignore: bool = False,
        returning: Sequence[str] = (),
    ) -> list[Row]:
        """Insert rows by one statement. `ignore`: leave out rows that are there; `returning`: of those inserted."""

    @abstractmethod
    def upsert(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        """Insert rows or, where `key` (some of `columns`) is there already, replace the other columns."""

    @abstractmethod
    def update_many(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Params]) -> None:
        """Set `columns` where `key` matches. Each row: the key's values, then the columns' values."""

    @abstractmethod
    def delete_many(self, table: str, key: Sequence[str], rows: Sequence[Params]) -> None:
        """Delete the rows with these keys."""

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def commit(self) -> None:
        """Make it durable. Raises Lost if the connection went away: then nobody knows whether it arrived."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo the transaction; does nothing outside one. Never raises DatabaseFailed."""

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Inside a transaction: an exception undoes only what was done in this block, and goes on to the caller."""
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK TO SAVEPOINT part")
            self.run("RELEASE SAVEPOINT part")
            raise
        self.run("RELEASE SAVEPOINT part")

    def flush(self) -> None:  # noqa: B027 - nothing waits unless the database is far
        """Bring what waits to the database. Raises what one of those statements raises."""

    @abstractmethod
    def lock_rows(
        self, table: str, key_column: str, keys: Sequence[int], *, columns: Sequence[str] = (), wait: bool = False
    ) -> list[Row]:
        """Lock rows in the order of their keys and answer (key, *columns) of those that could be had.

        Without `wait` rows that another transaction holds are left out. On SQLite, where the whole file is ours inside
        a transaction, it is a plain read.
        """

    @abstractmethod
    def clock(self) -> int:
        """The database's own time, ms since the epoch."""

    @abstractmethod
    def close(self) -> None: ...
