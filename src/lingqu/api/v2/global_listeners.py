"""Global task listeners: jobs that hear of the changes of every user task."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2.fields import Field, Listing, Look, constant, key, number, text, truth
from lingqu.api.v2.filters import matching
from lingqu.api.v2.search import Query, found
from lingqu.api.v2.shapes import Body
from lingqu.api.wire import in_thread
from lingqu.kernel.errors import NotFound
from lingqu.kernel.values import decode
from lingqu.runtime import global_listeners as runtime
from lingqu.runtime.global_listeners import Wanted

EVENTS = ("all", "creating", "assigning", "updating", "completing", "canceling")
Event = Literal["all", "creating", "assigning", "updating", "completing", "canceling"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=256, pattern=r"^[A-Za-z0-9_~@.+-]+$")]
Type = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"^[^=\s]")]
_WHOLE = {"ge": 0, "le": (1 << 31) - 1}


def _events(at: str, given: Any, look: Look | None) -> tuple[str, list[Any]]:
    """All of these hold, each for one of the events that the listener hears of."""
    del look  # there are few listeners
    if not isinstance(given, list) or not given or len(given) > len(EVENTS):
        raise bad(at, "not_list")
    word = Field(sql="w.event", kind="word", words={event: (event,) for event in EVENTS}, among=_HEARD)
    parts = [matching(word, at, one) for one in given]
    return " AND ".join(part for part, _ in parts), [value for _, more in parts for value in more]


_HEARD = (
    "FROM (SELECT 'all' AS event"
    + "".join(f" UNION ALL SELECT '{event}'" for event in EVENTS[1:])
    + """) w WHERE g.events LIKE '%"' || w.event || '"%'"""
)

LISTENERS = Listing(
    source="global_listener g",
    key="g.key",
    tenant="g.tenant",
    fields={
        "id": text("g.id"),
        "source": constant("API", "CONFIGURATION"),
        "eventTypes": Field(sql="g.events", shown=lambda events: decode(events.encode())),
        "type": text("g.type"),
        "retries": number("g.retries"),
        "afterNonGlobal": truth("g.after = 1"),
        "priority": number("g.priority"),
        "key": key("g.key", hidden=True),
    },
    tests={"eventTypes": _events},
)


class Changed(Body):
    """`afterNonGlobal`: after the listeners that are drawn on a task. Of a higher `priority`: earlier."""

    event_types: Annotated[list[Event], msgspec.Meta(min_length=1, max_length=len(EVENTS))]
    type: Type
    retries: Annotated[int, msgspec.Meta(ge=1, le=(1 << 31) - 1)] = 3
    after_non_global: bool = False
    priority: Annotated[int, msgspec.Meta(**_WHOLE)] = 50


class Created(Changed, kw_only=True):
    id: Name


def _wanted(id_: str, given: Changed) -> Wanted:
    return Wanted(
        id=id_,
        events=tuple(dict.fromkeys(given.event_types)),
        type=given.type,
        retries=given.retries,
        after=given.after_non_global,
        priority=given.priority,
    )


def _one(house: House, viewer: Any, id_: str) -> dict[str, Any]:
    with house.db.reading() as c:
        items = found(c, LISTENERS, None, where="g.tenant = ? AND g.id = ?", params=[viewer.tenant, id_])["items"]
    if not items:
        raise NotFound("runtime.no_such_listener", id=id_)
    return dict(items[0])


@post("/v2/global-task-listeners", status_code=201)
@in_thread
def create_listener(house: House, viewer: Viewer, data: JSONBody[Created]) -> dict[str, Any]:
    """Let jobs of a type hear of events of every user task."""
    viewer.must("administer")
    house.runtime.writer.call(
        runtime.create(_wanted(data.id, data), house.runtime.ground.heard, tenant=viewer.tenant, by=viewer.login)
    )
    return _one(house, viewer, data.id)


@get("/v2/global-task-listeners/{name:str}")
@in_thread
def get_listener(house: House, viewer: Viewer, name: FromPath[str]) -> dict[str, Any]:
    """One global listener."""
    viewer.must("monitor")
    return _one(house, viewer, name)


@put("/v2/global-task-listeners/{name:str}")
@in_thread
def update_listener(house: House, viewer: Viewer, name: FromPath[str], data: JSONBody[Changed]) -> dict[str, Any]:
    """Change a global listener. What is being asked about already goes on with what it was."""
    viewer.must("administer")
    house.runtime.writer.call(
        runtime.update(_wanted(name, data), house.runtime.ground.heard, tenant=viewer.tenant, by=viewer.login)
    )
    return _one(house, viewer, name)


@delete("/v2/global-task-listeners/{name:str}")
@in_thread
def delete_listener(house: House, viewer: Viewer, name: FromPath[str]) -> None:
    """Nobody hears by it any more."""
    viewer.must("administer")
    house.runtime.writer.call(runtime.delete(name, house.runtime.ground.heard, tenant=viewer.tenant))


@post("/v2/global-task-listeners/search", status_code=200)
@in_thread
def search_listeners(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find global listeners."""
    viewer.must("monitor")
    with house.db.reading() as c:
        return found(c, LISTENERS, data, where="g.tenant = ?", params=[viewer.tenant])


HANDLERS = [create_listener, get_listener, update_listener, delete_listener, search_listeners]
