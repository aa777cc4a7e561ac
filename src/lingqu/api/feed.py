"""The feed for other systems: everything that happens, in order, by pages or as a stream, from any cursor on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, get
from litestar.params import FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage

from lingqu.api.edge import PageSize, Shape
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.feed.cursor import Cursor
from lingqu.feed.events import FeedEvent, Wanted
from lingqu.feed.following import follow, newest
from lingqu.feed.hooks import check_wanted
from lingqu.feed.telling import Teller
from lingqu.runtime.blobs import to_json

HEARTBEAT = 15.0  # seconds
#: Seconds after which a stream looks in any case.
LOOK = 1.0
#: What `after` is for who wants to hear only what is to come.
NOW = "now"
_PAGE = 200


class FeedPage(Shape):
    """`next` is the cursor for the next call; `items` may be empty although there is more (nothing of it is wanted)."""

    items: list[FeedEvent]
    next: str
    has_more: bool


@get("/api/feed")
@in_thread
def read_feed(
    house: House,
    viewer: Viewer,
    language: Language,
    *,
    after: FromQuery[str] = "",
    types: FromQuery[str] = "",
    processes: FromQuery[str] = "",
    limit: PageSize = 100,
) -> FeedPage:
    """What happened after a cursor (none: since the beginning; `now`: nothing yet), oldest first.

    `types`: groups or types, comma-separated (`task,incident.raised`); `processes`: ids of processes. A page ends
    with a whole commit, so it may hold more than `limit` events.
    """
    viewer.must("monitor")
    wanted = _wanted(types, processes)
    if after == NOW:
        return FeedPage(items=[], next=str(_now(house)), has_more=False)
    items, cursor, more = _page(house, viewer, language, Cursor.parse(after), wanted, limit)
    return FeedPage(items=items, next=str(cursor), has_more=more)


@get("/api/feed/stream")
async def stream_feed(
    house: House,
    request: Request[Any, Any, Any],
    viewer: Viewer,
    language: Language,
    *,
    after: FromQuery[str] = NOW,
    types: FromQuery[str] = "",
    processes: FromQuery[str] = "",
) -> ServerSentEvent:
    """The same as server-sent events (`event`: the type), from a cursor on, without end.

    `id` is a cursor; it comes with the last event of each commit, so a client that reconnects with `Last-Event-ID`
    misses nothing and may hear the events of one page twice.
    """
    viewer.must("monitor")
    wanted = _wanted(types, processes)
    text = request.headers.get("last-event-id") or after
    cursor = await asyncio.to_thread(_now, house) if text == NOW else Cursor.parse(text)
    return ServerSentEvent(_stream(house, viewer, language, cursor, wanted))


async def _stream(
    house: House, viewer: Viewer, language: Language, cursor: Cursor, wanted: Wanted
) -> AsyncIterator[ServerSentEventMessage]:
    listener = house.live.join(lambda hint: hint.kind == "instances")
    loop = asyncio.get_running_loop()
    said = loop.time()
    try:
        yield ServerSentEventMessage(event="hello", id=str(cursor), data="{}", retry=2000)
        while True:
            items, reached, more = await asyncio.to_thread(_page, house, viewer, language, cursor, wanted, _PAGE)
            for place, event in enumerate(items, 1):
                last = str(reached) if place == len(items) else None
                yield ServerSentEventMessage(event=event.type, id=last, data=to_json(event).decode())
            if items:
                said = loop.time()
            elif loop.time() - said >= HEARTBEAT:
                said = loop.time()
                yield ServerSentEventMessage(comment="still here", id=str(reached))
            cursor = reached
            if not more:
                await listener.heard(LOOK)
    finally:
        house.live.leave(listener)


def _page(  # noqa: PLR0917 - two callers, above
    house: House, viewer: Viewer, language: Language, after: Cursor, wanted: Wanted, limit: int
) -> tuple[list[FeedEvent], Cursor, bool]:
    with house.db.reading() as c:
        found = follow(c, after, now=house.runtime.now(), limit=limit)
        events = Teller(source=house.feed.source, language=language).tell(c, viewer.tenant, found.commits)
    return [event for event in events if event in wanted], found.cursor, found.more


def _now(house: House) -> Cursor:
    with house.db.reading() as c:
        return newest(c)


def _wanted(types: str, processes: str) -> Wanted:
    wanted = Wanted(_parts(types), _parts(processes))
    check_wanted(wanted)
    return wanted


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


HANDLERS = [read_feed, stream_feed]
