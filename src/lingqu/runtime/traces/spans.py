"""Spans: what a trace tells of an element instance. Ids follow from keys: trace from the root, span from the visit.

A span of an element ends with the element; its parent is the span of its scope, the process's is visit 0, and that of a
called process hangs below its call activity. No variable, no title, no name of a person goes into a span.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from lingqu.engine.state import Lifecycle
from lingqu.kernel.keys import counter_of, instance_of, local_key
from lingqu.runtime.traces.caller import parsed
from lingqu.store import Connection


class Visit(msgspec.Struct, frozen=True):
    """An element instance that has ended: what a span is made of."""

    instance: int
    n: int


class Trouble(msgspec.Struct, frozen=True):
    """An incident that was raised: told at once, since the span of its element ends only after it."""

    instance: int
    n: int  # its own counter
    owner: int  # of the element instance
    at: int
    code: str


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """One span, as OTLP has it. Times in ms since the epoch."""

    trace: bytes
    id: bytes
    parent: bytes
    name: str
    start: int
    end: int
    attributes: dict[str, str | int]
    error: str = ""  # why its status is ERROR
    link: tuple[bytes, bytes] | None = None


class Ids:
    """The ids of one database's traces."""

    def __init__(self, home: bytes) -> None:
        self._home = home

    def trace(self, root: int) -> bytes:
        return blake2b(b"trace %d" % root, key=self._home, digest_size=16).digest()

    def span(self, instance: int, n: int) -> bytes:
        return blake2b(b"span %d" % local_key(instance, n), key=self._home, digest_size=8).digest()


def made(
    c: Connection, ids: Ids, visits: Sequence[Visit], troubles: Sequence[Trouble], links: Mapping[int, str]
) -> list[Span]:
    """The spans of what has ended and of what went wrong; an instance that is gone has none.

    `links`: callers of instances that are known here already.
    """
    keys = sorted({one.instance for one in visits} | {one.instance for one in troubles})
    instances = {
        row[0]: row
        for row in c.rows("SELECT key, root, parent, process_id, status FROM instance WHERE key IN ??", [keys])
    }
    callers = dict(c.rows("SELECT instance, caller FROM trace_link WHERE instance IN ??", [keys])) | dict(links)
    wrong: dict[tuple[int, int], str] = {
        (instance, owner): code
        for instance, owner, code in c.rows("SELECT instance, owner, code FROM incident WHERE instance IN ??", [keys])
    }
    wanted: dict[int, set[int]] = defaultdict(set)
    for one in visits:
        wanted[one.instance].add(one.n)
    rows = c.rows(
        "SELECT a.instance, a.n, a.scope, a.loop_index, a.entered_at, a.left_at, a.outcome, e.id, e.name, e.kind"
        " FROM activity a LEFT JOIN element e ON e.definition = a.definition AND e.ordinal = a.element"
        " WHERE a.instance IN ?? AND a.n IN ??",
        [list(wanted), sorted({one.n for one in visits})],
    )
    found = [
        _span(ids, instances[row[0]], row, wrong.get((row[0], row[1]), ""), callers.get(row[0], ""))
        for row in rows
        if row[1] in wanted[row[0]] and row[0] in instances and row[5] is not None
    ]
    return found + [_incident(ids, instances[one.instance], one) for one in troubles if one.instance in instances]


def _span(ids: Ids, instance: Sequence[Any], row: Sequence[Any], incident: str, caller: str) -> Span:
    key, root, above, process, status = instance
    _, n, scope, index, start, end, outcome, element, name, kind = row
    attributes: dict[str, str | int] = {"lingqu.process.id": process, "lingqu.instance.key": str(key)}
    if n:
        attributes |= {"lingqu.element.id": element or "", "lingqu.element.kind": kind or ""}
        attributes |= {"lingqu.element_instance.key": str(local_key(key, n))}
        if index:
            attributes["lingqu.loop_counter"] = index
    if outcome == Lifecycle.TERMINATED:
        attributes["lingqu.outcome"] = "terminated"
    parent = ids.span(key, scope) if n else ids.span(instance_of(above), counter_of(above)) if above else b""
    return Span(
        trace=ids.trace(root),
        id=ids.span(key, n),
        parent=parent,
        name=(name or element or kind or "?") if n else process,
        start=start,
        end=end,
        attributes=attributes,
        error=incident or ("cancelled" if not n and status == _CANCELLED else ""),
        link=parsed(caller) if not n and caller else None,
    )


def _incident(ids: Ids, instance: Sequence[Any], one: Trouble) -> Span:
    key, root, _, process, _ = instance
    return Span(
        trace=ids.trace(root),
        id=ids.span(key, one.n),
        parent=ids.span(key, one.owner),
        name=f"incident {one.code}",
        start=one.at,
        end=one.at,
        attributes={"lingqu.process.id": process, "lingqu.instance.key": str(key), "lingqu.incident": one.code},
        error=one.code,
    )


_CANCELLED = 2
