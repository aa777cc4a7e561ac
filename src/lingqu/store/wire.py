"""The wire: short texts from node to node over the database, for PostgreSQL's LISTEN and NOTIFY.

A hint and nothing more: a text may be lost (a cut connection, a pooler in transaction mode), so whoever is told by it
also looks by itself now and then. SQLite has one process a file and needs no wire.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress

import psycopg

from lingqu.store.errors import Deaf, Lost
from lingqu.store.postgres import connected, pooled

CHANNEL = "lingqu"


class Wire:
    """One session with LISTEN on it. `wake` may be called from any thread, the rest from one only."""

    def __init__(self, target: str) -> None:
        """Raises Lost, Invalid, Deaf."""
        self._told: list[str] = []
        self._c = connected(target, "lingqu wire")
        try:
            if pooled(self._c):
                raise Deaf
            self._c.add_notify_handler(self._keep)
            self._c.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error as error:
            self._c.close()
            raise Lost(str(error)) from error
        except BaseException:
            self._c.close()
            raise
        self._ear, self._bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def close(self) -> None:
        self._c.close()
        os.close(self._ear)
        os.close(self._bell)

    def wake(self) -> None:
        """End a `heard` that waits."""
        with suppress(BlockingIOError):  # it is awake already
            os.write(self._bell, b"!")

    def say(self, text: str) -> None:
        """Tell every session that listens, our own too. Raises Lost."""
        try:
            self._c.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
        except psycopg.Error as error:
            raise Lost(str(error)) from error

    def heard(self, seconds: float) -> list[str]:
        """What others said; waits for the first text, a `wake` or `seconds`. Raises Lost."""
        found = self._taken()
        if found:
            return found
        try:
            ready, _, _ = select.select([self._c.fileno(), self._ear], [], [], seconds)
        except (OSError, ValueError, psycopg.Error) as error:
            raise Lost(str(error)) from error
        if self._ear in ready:
            with suppress(BlockingIOError):
                os.read(self._ear, 4096)
        return self._taken()

    def _keep(self, told: psycopg.Notify) -> None:
        if told.pid != self._c.pgconn.backend_pid:
            self._told.append(told.payload)

    def _taken(self) -> list[str]:
        try:
            self._c.pgconn.consume_input()
        except psycopg.Error as error:
            raise Lost(str(error)) from error
        while (told := self._c.pgconn.notifies()) is not None:
            if told.be_pid != self._c.pgconn.backend_pid:
                self._told.append(told.extra.decode())
        texts, self._told = self._told, []
        return texts
