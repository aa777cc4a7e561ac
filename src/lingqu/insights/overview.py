"""Per process: running, finished, failed, and how long it takes."""

from __future__ import annotations

import msgspec

from lingqu.directory.viewer import Viewer, sees_instances, sees_process
from lingqu.insights.numbers import percentile
from lingqu.store import Connection

#: Durations are taken from this many of the latest finished instances of a process.
SAMPLE = 2_000


class VersionCount(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    definition: int
    running: int
    finished: int


class ProcessOverview(msgspec.Struct, frozen=True, kw_only=True):
    """`failed`: running instances with an open incident. Durations in ms, over the latest SAMPLE finished ones."""

    process_id: str
    name: str
    versions: list[VersionCount]  # newest first
    running: int
    finished: int
    failed: int
    p50: int | None
    p95: int | None


def processes(c: Connection, viewer: Viewer) -> list[ProcessOverview]:
    """Every process that this viewer may see, with the counts of the instances that they may see."""
    known, known_params = sees_process(viewer)
    deployed = c.rows(
        f"SELECT d.id, d.version, d.key, d.name FROM definition d WHERE {known} AND d.kind = 'process'"  # noqa: S608 - ours
        " ORDER BY d.id, d.version DESC",
        known_params,
    )
    seen, params = sees_instances(viewer)
    counts = c.rows(
        f"SELECT i.definition, i.status, i.incidents > 0, count(*) FROM instance i WHERE {seen}"  # noqa: S608 - ours
        " GROUP BY 1, 2, 3",
        params,
    )
    running: dict[int, int] = {}
    finished: dict[int, int] = {}
    failed: dict[int, int] = {}
    for definition, status, hurt, many in counts:
        book = running if status in (0, 3) else finished
        book[definition] = book.get(definition, 0) + many
        if hurt and status in (0, 3):
            failed[definition] = failed.get(definition, 0) + many
    found: dict[str, list[VersionCount]] = {}
    names: dict[str, str] = {}
    for process_id, version, key, name in deployed:
        names.setdefault(process_id, name or process_id)
        found.setdefault(process_id, []).append(
            VersionCount(version=version, definition=key, running=running.get(key, 0), finished=finished.get(key, 0))
        )
    return [_overview(c, viewer, process_id, names[process_id], vs, failed) for process_id, vs in found.items()]


def _overview(  # noqa: PLR0917 - a private split of one function
    c: Connection, viewer: Viewer, process_id: str, name: str, versions: list[VersionCount], failed: dict[int, int]
) -> ProcessOverview:
    seen, params = sees_instances(viewer)
    took = sorted(
        row[0]
        for row in c.rows(
            f"SELECT i.ended_at - i.started_at FROM instance i WHERE {seen} AND i.process_id = ? AND i.status = 1"  # noqa: S608
            " ORDER BY i.key DESC LIMIT ?",
            (*params, process_id, SAMPLE),
        )
    )
    return ProcessOverview(
        process_id=process_id,
        name=name,
        versions=versions,
        running=sum(v.running for v in versions),
        finished=sum(v.finished for v in versions),
        failed=sum(failed.get(v.definition, 0) for v in versions),
        p50=percentile(took, 0.5),
        p95=percentile(took, 0.95),
    )
