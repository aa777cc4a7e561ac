"""Database: one address, its read-only snapshots, its writing connection and its schema."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lingqu.kernel.errors import Busy, Invalid
from lingqu.store.connection import Connection
from lingqu.store.errors import DatabaseFailed, Lost
from lingqu.store.migrations import NEWEST
from lingqu.store.sqlite import Owner, SqliteConnection
from lingqu.store.url import Address, Dialect, parse_url

if TYPE_CHECKING:
    from lingqu.store.wire import Wire

#: Read transactions end within this many seconds.
READ_SECONDS = 5.0
READERS = 16


def open_database(url: str, *, readers: int = READERS) -> Database:
    """The database at a SQLAlchemy URL. Nothing is opened yet. Raises Invalid for an address that cannot be one."""
    return Database(parse_url(url), readers=readers)


def _postgres(target: str, *, reading: float | None = None) -> Connection:
    from lingqu.store.postgres import PostgresConnection  # noqa: PLC0415 - a node on SQLite does without the driver

    return PostgresConnection(target) if reading is None else PostgresConnection(target, reading=reading)


class Database:
    """A pool of readers and the makings of a writer. Safe to use from several threads."""

    def __init__(self, address: Address, *, readers: int = READERS) -> None:
        self.address = address
        self.dialect: Dialect = address.dialect
        self._owner = Owner(address.target) if address.dialect == "sqlite" else None
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue()
        self._room = threading.Semaphore(readers)

    def upgrade(self, *, after: bool = False) -> tuple[str, ...]:
        """Bring the schema to the newest; on PostgreSQL several processes may try at once, on SQLite: Conflict.

        Answers the post-deploy halves that wait until no other node is alive, or until `after`: all nodes are new.
        """
        if self._owner:
            self._owner.take()
        if self._revision() == NEWEST:
            return ()
        from lingqu.store.schema import upgrade  # noqa: PLC0415 - Alembic stays out of a serving node's memory

        return upgrade(self.address, after=after)

    def upgrade_apart(self) -> None:
        """Try it in another process, so that its tools do not stay in this one's memory; `upgrade` tells the rest."""
        if self._owner:
            self._owner.take()
        if self._revision() != NEWEST:
            command = [sys.executable, "-m", "lingqu.store.schema"]
            subprocess.run(command, input=self.address.alchemy.encode(), capture_output=True, check=False)  # noqa: S603 - ours

    def _revision(self) -> str:
        """The revision that the database says it has, "" without one."""
        try:
            with self.reading() as c:
                row = c.row("SELECT version_num FROM alembic_version")
        except (DatabaseFailed, Lost, Invalid):  # no such table, no such file: the upgrade says what is wrong
            return ""
        return str(row[0]) if row else ""

    def check(self) -> None:
        """Raises Conflict(store.not_upgraded) if the schema is not the one that this code was written for."""
        from lingqu.store.schema import at_head  # noqa: PLC0415 - as above

        at_head(self.address)

    def writing(self) -> Connection:
        """A new read-write connection, the caller's own. Raises Conflict if another process writes a SQLite file."""
        if self._owner:
            self._owner.take()
            return SqliteConnection(self.address.target)
        return _postgres(self.address.target)

    def wire(self) -> Wire:
        """A new wire to the other nodes, the caller's own; PostgreSQL only. Raises Lost, Deaf."""
        from lingqu.store.wire import Wire  # noqa: PLC0415 - a node on SQLite does without the driver

        return Wire(self.address.target)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only snapshot, over when the block ends, cut after READ_SECONDS. Raises Busy when too many wait."""
        if not self._room.acquire(timeout=READ_SECONDS):
            raise Busy("store.busy_reading", retry_after=1)
        try:
            connection = self._begun()
            try:
                yield connection
                connection.rollback()
            except BaseException:  # whatever went wrong inside: a fresh connection for the next one is certain
                connection.close()
                raise
            self._idle.put(connection)
        finally:
            self._room.release()

    def _begun(self) -> Connection:
        try:
            kept = self._idle.get_nowait()
        except queue.Empty:
            kept = None
        if kept is not None:
            try:
                kept.begin()
            except Lost:  # the server went away while nobody looked
                kept.close()
            except BaseException:
                kept.close()
                raise
            else:
                return kept
        fresh: Connection = (
            SqliteConnection(self.address.target, reading=READ_SECONDS)
            if self.dialect == "sqlite"
            else _postgres(self.address.target, reading=READ_SECONDS)
        )
        try:
            fresh.begin()
        except BaseException:
            fresh.close()
            raise
        return fresh

    def close(self) -> None:
        """Close idle readers and give back the right to write."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                break
        if self._owner:
            self._owner.give_back()
