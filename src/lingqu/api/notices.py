"""Notices, and the live stream of hints for open pages."""

from __future__ import annotations

from collections.abc import AsyncIterator

from litestar import get, post
from litestar.params import FromQuery, JSONBody
from litestar.response import ServerSentEvent, ServerSentEventMessage

from lingqu.api.edge import Page, PageSize, Shape, at, cursor, iso, key_cursor
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.kernel.errors import Invalid
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import encode
from lingqu.notices import notices
from lingqu.notices.live import Hint
from lingqu.runtime import RowWork

HEARTBEAT = 15.0  # seconds


class NoticeShape(Shape):
    id: str
    at: str
    kind: str
    text: str
    link: str
    read_at: str | None


class Read(Shape, forbid_unknown_fields=True):
    ids: list[str] = []
    all: bool = False


@get("/api/notices")
@in_thread
def list_notices(
    house: House,
    viewer: Viewer,
    language: Language,
    *,
    unread: FromQuery[bool] = False,
    limit: PageSize = 50,
    after: FromQuery[str | None] = None,
) -> Page[NoticeShape]:
    """What one was told, newest first. `total` counts the unread."""
    before = key_cursor(after)
    with house.db.reading() as c:
        found = notices.of(c, viewer.tenant, viewer.login, unread=unread, before=before, limit=limit + 1)
        count = notices.unread(c, viewer.tenant, viewer.login)
    more = len(found) > limit
    items = [
        NoticeShape(id=str(n.id), at=at(n.at), kind=n.kind, text=n.text(language), link=n.link, read_at=iso(n.read_at))
        for n in found[:limit]
    ]
    return Page(items=items, next=cursor(found[limit - 1].id) if more else None, total=count, has_more=more)


@post("/api/notices/read", status_code=204)
@in_thread
def mark_read(house: House, viewer: Viewer, data: JSONBody[Read]) -> None:
    """Mark notices as read: some by id, or all."""
    if not data.all and not data.ids:
        raise Invalid("api.field_missing", field="ids")
    ids = None if data.all else [parse_key(one, "ids") for one in data.ids]
    house.runtime.writer.call(RowWork(run=lambda tx: notices.mark_read(tx.c, viewer.tenant, viewer.login, ids, tx.now)))


@get("/api/events")
async def live_events(house: House, viewer: Viewer) -> ServerSentEvent:
    """Server-sent hints: `tasks`, `notices`, `instances`. A page that hears one reads anew."""

    def wants(hint: Hint) -> bool:
        if hint.tenant != viewer.tenant:
            return False
        return not hint.person or hint.person == viewer.login

    async def stream() -> AsyncIterator[ServerSentEventMessage]:
        listener = house.live.join(wants)
        try:
            yield ServerSentEventMessage(event="hello", data="{}", retry=2000)
            async for hint in listener.hints(HEARTBEAT):
                if hint is None:
                    yield ServerSentEventMessage(comment="still here")
                else:
                    yield ServerSentEventMessage(event=hint.kind, data=encode(hint.data).decode())
        finally:
            house.live.leave(listener)

    return ServerSentEvent(stream())


HANDLERS = [list_notices, mark_read, live_events]
