"""Bulk start: a file of rows goes in, a line a row comes out while the instances are started."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import IO, Any

from litestar import Request, post
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from lingqu.api.edge import bad
from lingqu.api.given import House, Language, Viewer
from lingqu.api.rows import Format, read
from lingqu.kernel.errors import Invalid, Rejected
from lingqu.kernel.values import Json, encode
from lingqu.runtime.bulk import Row, RowDone, start_rows
from lingqu.runtime.work import CaseWork

#: Bytes of a file at most, and those that are kept in memory.
LONGEST, IN_MEMORY = 1 << 30, 4 << 20
LONGEST_BATCH = 200
_FLUSH = 64 << 10  # bytes that are written at once


@post(
    "/api/processes/{process_id:str}/bulk",
    status_code=200,
    request_max_body_size=None,
    opt={"own_key": True},
    media_type="application/x-ndjson",
)
async def start_many(  # noqa: PLR0917 - Litestar passes by name
    house: House,
    viewer: Viewer,
    language: Language,
    request: Request[Any, Any, Any],
    process_id: FromPath[str],
    batch: FromQuery[str] = "",
    version: FromQuery[int | None] = None,
    skip: FromQuery[int] = 0,
    at: FromQuery[str] = "",
) -> Stream:
    """Start an instance for each row of the body, CSV (`Content-Type: text/csv`) or NDJSON; answers a line a row.

    A row is started once for its `batch` and number: the same file sent again goes on where it was cut off, and answers
    the same keys. `skip`: so many rows that were answered before are passed over. `at`: the start event, of several
    plain ones. The last line sums up.
    """
    viewer.must("operate")
    if not 0 < len(batch) <= LONGEST_BATCH or not batch.isprintable():
        raise (
            bad("batch", "not_between", least=1, most=LONGEST_BATCH)
            if batch
            else Invalid("api.field_missing", field="batch")
        )
    form: Format = "csv" if request.headers.get("content-type", "").startswith("text/csv") else "ndjson"

    def work(variables: Any) -> CaseWork:
        return house.runtime.start(
            process_id,
            version=version,
            variables=variables,
            tenant=viewer.tenant,
            by=viewer.login,
            places=(at,) if at else (),
        )

    await asyncio.to_thread(house.definitions.find, viewer, process_id, version)  # raises NotFound
    file = await _received(request)
    rows = _after(read(file, form), skip)
    scope = f"bulk/{viewer.tenant}/{process_id}/{batch}"
    results = start_rows(house.runtime.writer, work, rows, scope=scope, now=house.runtime.now())
    return Stream(_lines(results, file, language), media_type="application/x-ndjson")


async def _received(request: Request[Any, Any, Any]) -> IO[bytes]:
    """The body in a file: a client may send all of it before it reads the first line of the answer."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed where it has been read
    try:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > LONGEST:
                raise Invalid("api.too_large", most=LONGEST >> 20)
            await asyncio.to_thread(file.write, part)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _after(rows: Iterator[Row], skip: int) -> Iterator[Row]:
    return (row for row in rows if row[0] > skip)


async def _lines(results: AsyncIterator[RowDone], file: IO[bytes], language: Any) -> AsyncIterator[bytes]:
    """A line a row, and the sum. What ends the file early (its header, the node) is the last line instead of it."""
    count = {"started": 0, "again": 0, "failed": 0}
    lines: list[bytes] = []
    size = 0
    loop = asyncio.get_running_loop()
    flushed = loop.time()
    last: dict[str, Json]
    try:
        try:
            async for done in results:
                count["failed" if done.problem else "again" if done.again else "started"] += 1
                lines.append(encode(_line(done, language)) + b"\n")
                size += len(lines[-1])
                if size >= _FLUSH or loop.time() - flushed > 0.2:
                    yield b"".join(lines)
                    lines, size, flushed = [], 0, loop.time()
            last = {"rows": sum(count.values()), **count}
        except Rejected as refused:
            last = {"ended": True, "code": refused.code, "detail": refused.message.text(language), **count}
        yield b"".join([*lines, encode(last) + b"\n"])
    finally:
        with suppress(OSError):
            file.close()


def _line(done: RowDone, language: Any) -> dict[str, Json]:
    if done.problem is not None:
        return {
            "row": done.row,
            "code": done.problem.code,
            "detail": done.problem.message.text(language),
        }
    return {"row": done.row, "instanceKey": str(done.instance), "again": done.again}


HANDLERS = [start_many]
