"""Jobs as operators look at them: search, and figures by type, worker, error and time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any

from litestar import get, post
from litestar.params import JSONBody, QueryParameter

from lingqu.api.edge import bad, iso
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.fields import text
from lingqu.api.v2.filters import matching
from lingqu.api.v2.grouped import MOST_GROUPS, Window, only, paged, window
from lingqu.api.v2.job_listing import JOBS
from lingqu.api.v2.search import Query, found, seen
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance

_FROM = " FROM job j JOIN instance i ON i.key = j.instance WHERE "
_COUNTS = (
    "count(*), max(j.created_at), sum(CASE WHEN j.state = 1 THEN 1 ELSE 0 END),"
    " max(CASE WHEN j.state = 1 THEN j.ended_at END),"
    " sum(CASE WHEN j.state = 2 OR (j.state IN (0, 5) AND j.error <> '') THEN 1 ELSE 0 END),"
    " max(CASE WHEN j.state = 2 OR (j.state IN (0, 5) AND j.error <> '') THEN j.created_at END)"
)


@post("/v2/jobs/search", status_code=200)
@in_thread
def search_jobs(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find jobs, open and ended."""
    where, params = seen(JOBS, viewer)
    with house.db.reading() as c:
        answer = found(c, JOBS, data, where=where, params=params)
    for item in answer["items"]:
        item["customHeaders"] = shapes.headers(house, item)
    return answer


def _metrics(row: Iterable[Any]) -> dict[str, Any]:
    created, created_at, completed, completed_at, failed, failed_at = row
    return {
        "created": {"count": int(created or 0), "lastUpdatedAt": iso(created_at)},
        "completed": {"count": int(completed or 0), "lastUpdatedAt": iso(completed_at)},
        "failed": {"count": int(failed or 0), "lastUpdatedAt": iso(failed_at)},
    }


def _counted(  # noqa: PLR0917 - the parts of one statement
    house: House, viewer: Viewer, group: str, span: Window, more: str = "1 = 1", params: Iterable[Any] = ()
) -> list[tuple[Any, ...]]:
    """(group's columns, counts) of jobs that were created in a window."""
    where, seen = sees_instance(viewer)
    columns = f"{group}, " if group else ""
    grouped = f" GROUP BY {group} ORDER BY {group} LIMIT {MOST_GROUPS}" if group else ""
    with house.db.reading() as c:
        return c.rows(
            f"SELECT {columns}{_COUNTS}, count(DISTINCT CASE WHEN j.worker <> '' THEN j.worker END)"
            f"{_FROM}{where} AND j.created_at BETWEEN ? AND ? AND {more}{grouped}",
            [*seen, span.since, span.until, *params],
        )


@get("/v2/jobs/statistics/global")
@in_thread
def global_statistics(
    house: House,
    viewer: Viewer,
    since: Annotated[str, QueryParameter(name="from")] = "",
    until: Annotated[str, QueryParameter(name="to")] = "",
    job_type: Annotated[str, QueryParameter(name="jobType")] = "",
) -> dict[str, Any]:
    """Jobs created between `from` and `to`, all of them or of one `jobType`."""
    viewer.must("monitor")
    more, params = ("j.type = ?", [job_type]) if job_type else ("1 = 1", [])
    (row,) = _counted(house, viewer, "", window({"from": since, "to": until}, "query"), more, params)
    return {**_metrics(row[:6]), "isIncomplete": False}


@post("/v2/jobs/statistics/by-types", status_code=200)
@in_thread
def type_statistics(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Jobs created in a window, by type."""
    wanted = only((data.filter if data else None) or {}, "from", "to", "jobType")
    more, params = (
        matching(text("j.type"), "filter.jobType", wanted["jobType"]) if "jobType" in wanted else ("1 = 1", [])
    )
    rows = _counted(house, viewer, "j.type", window(wanted), more, params)
    return paged([{"jobType": row[0], **_metrics(row[1:7]), "workers": row[7]} for row in rows], data)


@post("/v2/jobs/statistics/by-workers", status_code=200)
@in_thread
def worker_statistics(house: House, viewer: Viewer, data: JSONBody[Query]) -> dict[str, Any]:
    """Jobs of one type created in a window, by the worker that had them last."""
    wanted = only(data.filter or {}, "from", "to", "jobType")
    rows = _counted(
        house, viewer, "j.worker", window(wanted), "j.worker <> '' AND j.type = ?", [_required(wanted, "jobType")]
    )
    return paged([{"worker": row[0], **_metrics(row[1:7])} for row in rows], data)


@post("/v2/jobs/statistics/errors", status_code=200)
@in_thread
def error_statistics(house: House, viewer: Viewer, data: JSONBody[Query]) -> dict[str, Any]:
    """What went wrong with jobs of one type, and how many workers it happened to."""
    wanted = only(data.filter or {}, "from", "to", "jobType", "errorCode", "errorMessage")
    more, params = "j.error <> '' AND j.type = ?", [_required(wanted, "jobType")]
    code, message = JOBS.fields["errorCode"].sql, JOBS.fields["errorMessage"].sql
    for name, sql in (("errorCode", code), ("errorMessage", message)):
        if name in wanted:
            condition, values = matching(text(sql), f"filter.{name}", wanted[name])
            more, params = f"{more} AND {condition}", [*params, *values]
    rows = _counted(house, viewer, f"{code}, {message}", window(wanted), more, params)
    return paged([{"errorCode": row[0], "errorMessage": row[1], "workers": row[8]} for row in rows], data)


@post("/v2/jobs/statistics/time-series", status_code=200)
@in_thread
def time_series(house: House, viewer: Viewer, data: JSONBody[Query]) -> dict[str, Any]:
    """Jobs of one type by the time of their creation, in buckets of `resolution` (ISO 8601 duration)."""
    wanted = only(data.filter or {}, "from", "to", "jobType", "resolution")
    span = window(wanted)
    step = _resolution(wanted.get("resolution"), span)
    bucket = f"((j.created_at - {span.since}) / {step})"
    rows = _counted(house, viewer, bucket, span, "j.type = ?", [_required(wanted, "jobType")])
    return paged([{"time": iso(span.since + int(row[0]) * step), **_metrics(row[1:7])} for row in rows], data)


_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")


def _resolution(given: Any, span: Window) -> int:
    """Milliseconds of a bucket; without one the window is cut in about a hundred. Raises Invalid."""
    if given is None:
        return max(60_000, (span.until - span.since) // 100)
    matched = _DURATION.fullmatch(given) if isinstance(given, str) else None
    parts = [int(part or 0) for part in matched.groups()] if matched else []
    seconds = sum(part * unit for part, unit in zip(parts, (86_400, 3_600, 60, 1), strict=False))
    if not seconds:
        raise bad("filter.resolution", "no_duration", given=str(given)[:40])
    return seconds * 1000


def _required(wanted: dict[str, Any], name: str) -> str:
    given = wanted.get(name)
    if not isinstance(given, str) or not given:
        raise bad(f"filter.{name}", "not_text")
    return given


HANDLERS = [search_jobs, global_statistics, type_statistics, worker_statistics, error_statistics, time_series]
