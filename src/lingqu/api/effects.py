"""The ledger of what connectors did in other systems; what is unknown is looked up or decided by a person."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from lingqu.api.edge import TOTAL_CAP, Page, PageSize, Prose, Shape, at, bad, cursor, iso, key_cursor
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.hub import ledger, notes
from lingqu.hub.ledger import EffectState
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import decode


class EffectShape(Shape):
    key: str
    job_key: str
    instance_key: str
    title: str | None
    connection: str
    action: str
    state: str
    class_: str
    attempts: int
    business_key: str
    created_at: str
    sent_at: str | None
    confirmed_at: str | None
    next_at: str | None
    request: Any
    response: Any
    error: str | None


class StateShape(Shape):
    state: str


class Decision(Shape, forbid_unknown_fields=True):
    """`state`: confirmed (it was done; `output` is what the process gets) or planned (it was not: send it again)."""

    state: str
    note: Prose = ""
    output: Any = None


def _effect(entry: ledger.Entry, title: str, language: Language) -> EffectShape:
    response = decode(entry.response) if entry.response else None
    return EffectShape(
        key=str(entry.job),
        job_key=str(entry.job),
        instance_key=str(entry.instance),
        title=title or None,
        connection=entry.connection,
        action=entry.action,
        state=entry.state.name.lower(),
        class_=entry.idempotency.value,
        attempts=entry.attempts,
        business_key=entry.business_key,
        created_at=at(entry.created_at),
        sent_at=iso(entry.sent_at),
        confirmed_at=iso(entry.settled_at) if entry.state is EffectState.CONFIRMED else None,
        next_at=iso(entry.next_at),
        request=decode(entry.request)["inputs"] if entry.request else None,
        response=response.get("output") if isinstance(response, dict) else response,
        error=notes.unpacked(entry.error, language) or None,
    )


@get("/api/effects")
@in_thread
def list_effects(
    house: House,
    viewer: Viewer,
    language: Language,
    *,
    standing: Annotated[str, QueryParameter(name="state")] = "",
    connection: FromQuery[str] = "",
    limit: PageSize = 50,
    after: FromQuery[str | None] = None,
) -> Page[EffectShape]:
    """What was done in other systems, newest first."""
    viewer.must("systems")
    if standing and standing.upper() not in EffectState.__members__:
        raise bad("state", "none_of", known=", ".join(EffectState.__members__).lower())
    before = key_cursor(after)
    with house.db.reading() as c:
        found, total = ledger.search(
            c,
            viewer.tenant,
            state=EffectState[standing.upper()] if standing else None,
            connection=connection,
            before=before,
            limit=limit + 1,
            most=TOTAL_CAP,
        )
    more = len(found) > limit
    items = [_effect(entry, title, language) for entry, title in found[:limit]]
    return Page(items=items, next=cursor(found[limit - 1][0].job) if more else None, total=total, has_more=more)


@post("/api/effects/{effect_key:str}/probe", status_code=200)
@in_thread
def probe_effect(house: House, viewer: Viewer, effect_key: FromPath[str]) -> StateShape:
    """Look an unknown effect up now."""
    viewer.must("systems")
    return StateShape(state=house.hub.probe(viewer.tenant, parse_key(effect_key)).name.lower())


@post("/api/effects/{effect_key:str}/decide", status_code=200)
@in_thread
def decide_effect(house: House, viewer: Viewer, effect_key: FromPath[str], data: JSONBody[Decision]) -> StateShape:
    """Say what became of an unknown effect, where nobody but a person can know."""
    viewer.must("systems")
    decided = house.hub.decide(
        viewer.tenant, parse_key(effect_key), data.state, data.note, by=viewer.login, output=data.output
    )
    return StateShape(state=decided.name.lower())


HANDLERS = [list_effects, probe_effect, decide_effect]
