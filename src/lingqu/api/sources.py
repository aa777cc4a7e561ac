"""Sources: where documents come in."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, put
from litestar.params import FromPath, JSONBody
from msgspec import convert

from lingqu.api.edge import Shape, iso
from lingqu.api.editions import seen, tagged, told
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.hub import connections, notes, sources
from lingqu.kernel.values import decode
from lingqu.store import Connection


class SourceShape(Shape):
    id: str
    etag: str
    kind: str
    name: str
    path: str | None
    connection: str | None
    cursor: str | None
    last_seen_at: str | None
    received: int
    duplicates: int
    last_error: str | None
    settings: dict[str, Any]


def _source(c: Connection, one: sources.Source, names: dict[int, str], language: Language) -> SourceShape:
    settings = convert(decode(sources.plain(one.settings)), dict[str, Any])
    return SourceShape(
        id=one.name,
        etag=sources.edition_of(c, one),
        kind=one.kind,
        name=one.name,
        path=f"/hooks/{one.name}" if one.kind == "webhook" else None,
        connection=names.get(one.connection),
        cursor=" · ".join(str(part) for part in one.cursor) if one.cursor else None,
        last_seen_at=iso(one.seen_at),
        received=one.received,
        duplicates=one.duplicates,
        last_error=notes.unpacked(one.error, language) or None,
        settings=settings,
    )


@get("/api/sources")
@in_thread
def list_sources(house: House, viewer: Viewer, language: Language) -> list[SourceShape]:
    """Where events come in."""
    viewer.must("systems")
    with house.db.reading() as c:
        names = {row.id: row.name for row in connections.all_of(c, viewer.tenant)}
        return [_source(c, one, names, language) for one in sources.all_of(c, viewer.tenant)]


@get("/api/sources/{name:str}")
@in_thread
def get_source(house: House, viewer: Viewer, language: Language, name: FromPath[str]) -> Response[SourceShape]:
    """One source with its settings."""
    viewer.must("systems")
    shown = _shown(house, viewer, language, name)
    return told(shown, shown.etag)


def _shown(house: House, viewer: Viewer, language: Language, name: str) -> SourceShape:
    with house.db.reading() as c:
        names = {row.id: row.name for row in connections.all_of(c, viewer.tenant)}
        return _source(c, sources.named(c, viewer.tenant, name), names, language)


@put("/api/sources/{name:str}")
@in_thread
def put_source(  # noqa: PLR0917 - Litestar fills them by name
    house: House,
    request: Request[Any, Any, Any],
    viewer: Viewer,
    language: Language,
    name: FromPath[str],
    data: JSONBody[dict[str, Any]],
) -> Response[SourceShape]:
    """Add a source or change its settings; cursor and inbox stay."""
    viewer.must("systems")
    house.hub.put_source(viewer.tenant, {**data, "name": name}, seen(request))
    shown = _shown(house, viewer, language, name)
    return tagged(shown, shown.etag)


@delete("/api/sources/{name:str}")
@in_thread
def drop_source(house: House, request: Request[Any, Any, Any], viewer: Viewer, name: FromPath[str]) -> None:
    """Hear nothing more from there; what came in stays."""
    viewer.must("systems")
    house.hub.drop_source(viewer.tenant, name, seen(request))


HANDLERS = [list_sources, get_source, put_source, drop_source]
