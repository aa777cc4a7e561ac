"""What is kept how long, and what was removed after its time: for administrators."""

from __future__ import annotations

from litestar import get
from litestar.params import FromQuery

from lingqu.api.edge import TOTAL_CAP, Page, PageSize, Shape, at, cursor, iso, key_cursor
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.runtime import keeping_told


class KeptProcess(Shape):
    """`keepMs`: after an instance has ended, null for ever; `drawn`: the drawing says so, else the setting does."""

    definition_key: str
    process_id: str
    name: str
    version: int
    keep_ms: int | None
    drawn: bool
    oldest_ended_at: str | None


class Keeping(Shape):
    """`keepMs`: for drawings that do not say; `archiveFolder`: empty if what goes is not archived."""

    keep_ms: int | None
    archive_folder: str
    processes: list[KeptProcess]


class ArchiveFile(Shape):
    name: str
    rows: int
    sha256: str


class RemovalShape(Shape):
    """`state`: chosen, written (archived, deletion goes on), done. `files` lie in `folder`, on the nodes."""

    key: str
    state: str
    instances: int
    rows: int
    folder: str
    files: list[ArchiveFile]
    created_at: str
    ended_at: str | None


@get("/api/keeping")
@in_thread
def show_keeping(house: House, viewer: Viewer) -> Keeping:
    """How long ended instances are kept: what the settings say, and each version of each process."""
    viewer.must("administer")
    rule = house.runtime.retention.keeping
    with house.db.reading() as c:
        found = keeping_told.kept(c, viewer.tenant, rule.keep)
    return Keeping(
        keep_ms=keeping_told.length(rule.keep),
        archive_folder=rule.archive,
        processes=[
            KeptProcess(
                definition_key=str(one.definition),
                process_id=one.process_id,
                name=one.name,
                version=one.version,
                keep_ms=one.keep,
                drawn=one.drawn,
                oldest_ended_at=iso(one.oldest_ended),
            )
            for one in found
        ],
    )


@get("/api/keeping/removals")
@in_thread
def list_removals(
    house: House, viewer: Viewer, *, limit: PageSize = 50, after: FromQuery[str | None] = None
) -> Page[RemovalShape]:
    """What was removed after its time, newest first, with the archive's files."""
    viewer.must("administer")
    before = key_cursor(after)
    with house.db.reading() as c:
        found = keeping_told.removed(c, before=before, most=limit + 1)
        total = keeping_told.removals(c, TOTAL_CAP)
    items = [
        RemovalShape(
            key=str(one.key),
            state=one.state.name.lower(),
            instances=one.instances,
            rows=one.rows,
            folder=one.folder,
            files=[ArchiveFile(name=name, rows=rows, sha256=digest) for name, (rows, digest) in one.files.items()],
            created_at=at(one.created_at),
            ended_at=iso(one.ended_at),
        )
        for one in found[:limit]
    ]
    more = len(found) > limit
    return Page(items=items, next=cursor(found[limit - 1].key) if more else None, total=total, has_more=more)


HANDLERS = [show_keeping, list_removals]
