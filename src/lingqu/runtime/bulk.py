"""Bulk start: one instance a row, in the order of the rows, each exactly once for its batch id and row number.

    row → guard (batch id, number) → start → its instance's key; the same row again → the same key

The rows wait for room in the writer's queue; so many are under way at a time, so that a batch writes whole commits and
other work still gets its share.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import msgspec

from lingqu.kernel.errors import Busy, Conflict, Rejected
from lingqu.kernel.values import Json, encode
from lingqu.runtime.blobs import from_json
from lingqu.runtime.patience import submit_patiently
from lingqu.runtime.work import CaseDone, CaseWork, GuardClaim
from lingqu.runtime.writer import Writer

#: Rows under way at a time.
WINDOW = 512
#: Seconds that a row waits for room in the queue.
PATIENCE = 300.0
#: How long a batch is remembered after its rows were started, ms.
REMEMBERED = 90 * 24 * 3_600_000

#: A row that can be read, or why it cannot.
Row = tuple[int, "Mapping[str, Json] | Rejected"]


class RowDone(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a row, counted from 1: an instance (`again`: it was there before), or why there is none."""

    row: int
    instance: int = 0
    again: bool = False
    problem: Rejected | None = None


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """What lies under a row's guard; the first one is answered it, too."""

    instance: int
    digest: str


class _Again(msgspec.Struct, frozen=True):
    """What whoever comes later is answered."""

    instance: int


_Answer = _Kept | _Again


async def start_rows(
    writer: Writer, work: Callable[[Mapping[str, Json]], CaseWork], rows: Iterator[Row], *, scope: str, now: int
) -> AsyncIterator[RowDone]:
    """Start them all; results in the order of the rows. `scope`: of the guards, the batch with its owner.

    `work` is the start of one row. A row that is refused stands alone; Busy (the node stops, or its
    database is away) and an error of ours end it: what is under way may still be done, and is answered next time.
    """
    under_way: deque[tuple[int, asyncio.Future[_Answer] | Rejected]] = deque()
    for number, variables in rows:
        if isinstance(variables, Rejected):
            under_way.append((number, variables))
        else:
            try:
                one = _guarded(work(variables), scope, number, variables, now)
                under_way.append((number, await submit_patiently(writer, one, PATIENCE)))
            except Busy:
                raise
            except Rejected as refused:
                under_way.append((number, refused))
        while len(under_way) >= WINDOW or (under_way and _over(under_way[0][1])):
            yield await _done(*under_way.popleft())
    while under_way:
        yield await _done(*under_way.popleft())


def _over(found: asyncio.Future[_Answer] | Rejected) -> bool:
    return isinstance(found, Rejected) or found.done()


async def _done(number: int, found: asyncio.Future[_Answer] | Rejected) -> RowDone:
    if isinstance(found, Rejected):
        return RowDone(row=number, problem=found)
    try:
        answer = await found
    except Busy:
        raise
    except Rejected as refused:
        return RowDone(row=number, problem=refused)
    return RowDone(row=number, instance=answer.instance, again=isinstance(answer, _Again))


def _guarded(work: CaseWork, scope: str, number: int, variables: Mapping[str, Json], now: int) -> CaseWork:
    digest = hashlib.sha256(encode(variables)).hexdigest()[:16]

    def read(kept: bytes) -> _Again:
        known = from_json(kept, _Kept)
        if known.digest != digest:
            raise Conflict("runtime.row_changed", row=number)
        return _Again(known.instance)

    def answer(done: CaseDone) -> _Kept:
        return _Kept(done.instance, digest)

    guard = GuardClaim(scope, str(number), now + REMEMBERED, read)
    return msgspec.structs.replace(work, guard=guard, answer=answer)
