"""A database as it is after years: very many orders, most of them done, with tasks, jobs, variables, waits, incidents.

Each place where an order can stand is reached by a real one, through the writer; the others are copies of its rows
(`_herd`) with people, dates, ids and values of their own. State and history say what the original's say, but the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from benchmarks._clients import complete, task_of
from benchmarks._herd import Book, original
from benchmarks._node import definition_of, node
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from lingqu.directory import organisation, people, sessions
from lingqu.directory.organisation import Group
from lingqu.directory.people import Person
from lingqu.engine.commands import CancelInstance, CompleteJob, FailJob
from lingqu.kernel.keys import COUNTER_BITS
from lingqu.runtime import Runtime
from lingqu.runtime.blocks import SERIES, reserve
from lingqu.store import Connection, open_database
from lingqu.store.tables import metadata

OPERATOR, CLERK = "operator", "p7"
PROCESSES, PEOPLE, GROUPS, SUPPLIERS = 5, 1_000, 20, 5_000
_AT_ONCE = 20_000
#: Of a hundred orders: how many stand where.
_PARTS = {"done": 84, "cancelled": 6, "offered": 3, "assigned": 3, "job": 2, "failed": 1, "message": 1}
#: ms between the starts of two orders, and from an order's start to its end.
APART, _LASTS = 30_000, 7_200_000


def drawing(process: str) -> bytes:
    """Somebody approves an order, a worker books it, a message says that it is paid."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:bench"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<bpmn:message id="m" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=orderId"/>
</bpmn:extensionElements></bpmn:message>
<bpmn:process id="{process}" name="Order" isExecutable="true">
<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>
<bpmn:userTask id="approve" name="Approve"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition assignee="=who" candidateGroups="buyers-0"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:serviceTask id="book" name="Book"><bpmn:extensionElements><zeebe:taskDefinition type="book" retries="1"/>
</bpmn:extensionElements></bpmn:serviceTask>
<bpmn:intermediateCatchEvent id="wait" name="Paid"><bpmn:messageEventDefinition id="e" messageRef="m"/>
</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="approve"/>
<bpmn:sequenceFlow id="f2" sourceRef="approve" targetRef="book"/>
<bpmn:sequenceFlow id="f3" sourceRef="book" targetRef="wait"/>
<bpmn:sequenceFlow id="f4" sourceRef="wait" targetRef="end"/></bpmn:process></bpmn:definitions>""".encode()


def _stand(runtime: Runtime, process: str, where: str) -> int:
    """A real order that stands there; its key."""
    id_ = f"{process}-{where}"
    variables = {"orderId": id_, "amount": 12, "supplier": "s", "region": "r", "urgent": False}
    who = None if where == "offered" else "p0"
    instance = original(runtime, process, variables=variables | {"who": who}, by="p0", business_id=id_)
    if where in {"offered", "assigned"}:
        return instance
    if where == "cancelled":
        runtime.writer.call(runtime.command(instance, CancelInstance(at=0, by="p0")))
        return instance
    complete(runtime, instance, task_of(runtime, instance))
    if where == "job":
        return instance
    [job] = runtime.activate_jobs(["book"], worker="w", timeout_ms=60_000, limit=1, variables=())
    if where == "failed":
        failure = FailJob(at=0, job=job.key, retries=0, error="no connection to the ledger")
        runtime.writer.call(runtime.job_command(failure, lease=job.lease))
        return instance
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    if where == "done":
        runtime.writer.call(runtime.correlate("paid", id_))
    return instance


class Filled(NamedTuple):
    """What is there: numbers of the orders, when the first began, keys of the processes, API tokens by login."""

    first: int
    count: int
    since: int
    definitions: tuple[int, ...]
    tokens: dict[str, str]

    def began(self, n: int) -> int:
        """ms since the epoch."""
        return self.since + (n - self.first) * APART


class Orders:
    """How one order differs from the next, as SQL over its number `n`."""

    def __init__(self, filled: Filled) -> None:
        any_ = "(n * 7919 / 97)"  # has nothing to do with where an order stands
        self._person = f"'p' || ({any_} % {PEOPLE})"
        self._group = f"'buyers-' || ({any_} / 11 % {GROUPS})"
        self._values = {
            "orderId": "'\"ORD-' || n || '\"'",
            "amount": f"CAST({any_} % 100000 AS text)",
            "supplier": f"'\"Supplier ' || ({any_} / 7 % {SUPPLIERS}) || '\"'",
            "region": f"'\"region ' || ({any_} / 3 % 20) || '\"'",
            "urgent": f"CASE {any_} / 13 % 2 WHEN 0 THEN 'true' ELSE 'false' END",
        }
        self._same = {
            "instance": {
                "title": f"'Order ' || n || ' of supplier ' || ({any_} / 7 % {SUPPLIERS})",
                "business_id": "'B-' || n",
                "started_by": self._person,
            },
            "party": {"person": self._person},
            "history": {"node": "-1", "batch": "n"},  # of commits long ago
            "operation_log": {"key": f"n * {1 << COUNTER_BITS} + {(1 << COUNTER_BITS) - 1}"},  # of no instance's own
            "subscription": {"correlation": self._values["orderId"]},
            "correlation": {"correlation": self._values["orderId"]},
        }
        self._began = frozenset({"started_at", "created_at", "entered_at", "opened_at", "at", "since", "ready_at"})
        self._ended = frozenset({"ended_at", "left_at", "resolved_at"})
        self._started = f"({filled.since} + (n - {filled.first}) * {APART})"

    def __call__(self, table: str, row: Mapping[str, Any]) -> Mapping[str, str]:
        other = dict.fromkeys(self._began & row.keys(), self._started)
        other |= {name: f"{self._started} + {_LASTS}" for name in self._ended & row.keys() if row[name] is not None}
        other |= self._same.get(table, {})
        if table == "variable" and row["name"] in self._values:
            other["value"] = self._values[row["name"]]
        if table == "task" and row["assignee"]:
            other["assignee"] = self._person
        if table == "task":
            other |= {"due": f"{self._started} + {_LASTS}", "priority": "(n * 31 % 100)"}
        if table == "offer":
            other["who"] = self._group if row["kind"] == "group" else self._person
        return other


def where_of(number: int) -> str:
    """Where the order with that number stands; neighbours stand in different places."""
    place = number * 37 % 100
    for where, share in _PARTS.items():
        place -= share
        if place < 0:
            return where
    raise AssertionError(number)


def fill(address: str, count: int) -> Filled:
    """So many orders in a database."""
    names = [f"order-{number}" for number in range(PROCESSES)]
    with node(address, *map(drawing, names)) as runtime:
        now = runtime.now()
        definitions = tuple(definition_of(runtime, name) for name in names)
        last_job = sorted(_PARTS, key=lambda where: where == "job")  # else the other orders' workers would be given it
        places = {
            (process, where): _stand(runtime, name, where) for where in last_job for process, name in enumerate(names)
        }
    database = open_database(address)
    database.upgrade()  # takes the right to write
    c = database.writing()
    try:
        tokens = _company(c, now)
        first = reserve(c, SERIES, count)
        filled = Filled(first, count, now - count * APART, definitions, tokens)
        vary = Orders(filled)
        books = {place: Book(c, instance, vary) for place, instance in places.items()}
        with _without_indexes(c):
            for start in range(first, first + count, _AT_ONCE):
                sorted_: dict[tuple[int, str], list[int]] = {place: [] for place in books}
                for n in range(start, min(start + _AT_ONCE, first + count)):
                    sorted_[n // 100 % PROCESSES, where_of(n)].append(n)
                c.begin()
                for place, numbers in sorted_.items():
                    books[place].copy(numbers)
                c.commit()
        if c.dialect == "postgresql":  # SQLite has figures of its own
            c.run("VACUUM ANALYZE")
    finally:
        c.close()
        database.close()
    return filled


def _company(c: Connection, now: int) -> dict[str, str]:
    """People, the groups that orders are offered to, an operator; tokens of the operator and of two people."""
    c.begin()
    logins = [OPERATOR, *(f"p{number}" for number in range(PEOPLE))]
    for login in logins:
        people.add(c, "", Person(login=login, name=login), now)
    for number in range(GROUPS):
        members = logins[1 + number :: GROUPS]
        organisation.put_group(c, "", Group(id=f"buyers-{number}", name=f"Buyers {number}"), members)
    organisation.give_role(c, "", "operator", OPERATOR)
    asking = (OPERATOR, CLERK)
    tokens = {login: sessions.new_token(c, "", login, "bench", key=1 + at, now=now) for at, login in enumerate(asking)}
    c.commit()
    return tokens


@contextmanager
def _without_indexes(c: Connection) -> Iterator[None]:
    """Rows are written without the indexes, which are made at the end: that is several times as fast."""
    mixed = {
        name: list(table.indexes) for name, table in metadata.tables.items() if "instance" in (*table.c.keys(), name)
    }
    known = [index for indexes in mixed.values() for index in indexes]
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[c.dialect].dialect()
    if c.dialect == "postgresql":
        c.run("SET statement_timeout = 0")
    figures = c.rows("SELECT tbl, idx, stat FROM sqlite_stat1") if c.dialect == "sqlite" else []
    for index in known:
        c.run(f"DROP INDEX {index.name}")
    yield
    for index in known:
        c.run(str(CreateIndex(index).compile(dialect=dialect)))
    if figures:  # what an installation plans by; it went with the indexes
        c.run("DELETE FROM sqlite_stat1")
        c.insert("sqlite_stat1", ("tbl", "idx", "stat"), figures)
