"""Flight: statements that go to PostgreSQL together, and whose answers come back together.

    add → add → land: one journey to the server for all of them

What is said often is prepared under a name of ours. A statement that fails keeps all behind it from being done.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Sequence
from typing import Any

import msgspec
import psycopg
from psycopg.adapt import Buffer, PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

from lingqu.store import arrays

Row = tuple[Any, ...]
_GOOD = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY})
#: From this time on a statement is prepared; so many are kept.
_OFTEN, _KEPT = 3, 256

Text = tuple[str, tuple[int, ...]]
"""A statement and the types of its parameters."""


class Statement(msgspec.Struct, frozen=True):
    sql: str
    values: Sequence[Buffer | None]
    types: tuple[int, ...]
    formats: Sequence[Format]


class Flight:
    """What has been added waits for `land`. Used by one thread at a time; raises psycopg's errors."""

    def __init__(self, c: psycopg.Connection[Any]) -> None:
        self._c = c
        self._waiting: list[Statement] = []
        self._names: OrderedDict[Text, str] = OrderedDict()  # prepared
        self._often: OrderedDict[Text, int] = OrderedDict()
        self._number = 0
        #: Off behind a pooler: the session may be another one in the next transaction.
        self.prepares = True

    def add(self, sql: str, params: Sequence[Any] = ()) -> None:
        """A statement with `$1`, `$2` … for its parameters."""
        if not params:
            self._waiting.append(Statement(sql, (), (), ()))
            return
        dumper = Transformer(self._c)
        values = dumper.dump_sequence(params, [PyFormat.AUTO] * len(params))
        self._waiting.append(Statement(sql, values, tuple(dumper.types or ()), dumper.formats or ()))

    def add_arrays(self, sql: str, columns: Sequence[arrays.Packed]) -> None:
        """A statement whose parameters are packed arrays."""
        types = tuple(column.oid for column in columns)
        self._waiting.append(Statement(sql, columns, types, (Format.BINARY,) * len(columns)))

    def forget(self) -> None:
        """What has been added is not wanted any more."""
        self._waiting.clear()

    def land(self) -> PGresult | None:
        """Send what waits; the answer to the last of them. Raises what the first that failed raises."""
        if not self._waiting:
            return None
        flown, self._waiting = self._waiting, []
        pgconn, prepared = self._c.pgconn, dict[Text, int]()
        pgconn.enter_pipeline_mode()
        try:
            sent = 0
            for statement in flown:
                sent += self._send(statement, sent, prepared)
            pgconn.pipeline_sync()
            answers = self._c.wait(_answers(pgconn, sent))
        except BaseException:
            self._names.clear()  # the connection is lost, or closed below: nobody knows what it has heard
            self._c.close()
            raise
        pgconn.exit_pipeline_mode()
        for answer in answers:
            if answer.status not in _GOOD:
                for text, place in prepared.items():
                    if answers[place].status not in _GOOD:
                        self._names.pop(text, None)
                raise error_from_result(answer, encoding="utf-8")
        return answers[-1]

    def rows(self, answer: PGresult) -> list[Row]:
        """The rows of an answer."""
        loader = Transformer(self._c)
        loader.set_pgresult(answer)
        return loader.load_rows(0, answer.ntuples, tuple) if answer.nfields else []

    def _send(self, said: Statement, sent: int, prepared: dict[Text, int]) -> int:
        """Hand a statement to the connection; how many answers follow. `prepared`: whose answer says that it was."""
        pgconn, text = self._c.pgconn, (said.sql, said.types)
        name = self._names.get(text)
        if name is not None:
            self._names.move_to_end(text)
            pgconn.send_query_prepared(name.encode(), said.values, said.formats, Format.BINARY)
            return 1
        if not self._worth(text):
            pgconn.send_query_params(said.sql.encode(), said.values, said.types, said.formats, Format.BINARY)
            return 1
        more = 0
        if len(self._names) >= _KEPT:
            _, old = self._names.popitem(last=False)
            pgconn.send_query_params(f"DEALLOCATE {old}".encode(), ())
            more = 1
        self._number += 1
        name = self._names[text] = f"lq{self._number}"
        prepared[text] = sent + more
        pgconn.send_prepare(name.encode(), said.sql.encode(), said.types)
        pgconn.send_query_prepared(name.encode(), said.values, said.formats, Format.BINARY)
        return more + 2

    def _worth(self, text: Text) -> bool:
        """Whether a statement comes often enough to be prepared."""
        if not self.prepares:
            return False
        count = self._often.pop(text, 0) + 1
        if count >= _OFTEN:
            return True
        self._often[text] = count
        if len(self._often) > 4 * _KEPT:
            self._often.popitem(last=False)
        return False


def _answers(pgconn: PGconn, expected: int) -> Generator[Wait, Ready | int, list[PGresult]]:
    """One answer a statement, in the manner of the driver's generators; that of the synchronisation is left out."""
    yield from send(pgconn)
    answers: list[PGresult] = []
    for _ in range(expected):
        found = yield from fetch_many(pgconn)
        if not found:
            raise psycopg.OperationalError("the connection was closed before every statement was answered")
        answers.append(found[-1])
    yield from fetch_many(pgconn)
    return answers
