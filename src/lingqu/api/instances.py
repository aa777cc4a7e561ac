"""Instances as the monitor and "started by me" show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from lingqu.api.edge import Page, PageSize, PersonShape, Prose, Shape, at, cursor, from_iso, iso, key_cursor, who
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.engine.commands import CancelInstance
from lingqu.insights import instances
from lingqu.insights.drawing import Drawing
from lingqu.insights.instances import Filter, IncidentRow, InstanceRow, Visit
from lingqu.kernel.keys import instance_of, local_key, parse_key
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, decode
from lingqu.store import Connection
from lingqu.work import timeline

_OUTCOMES = {0: "active", 3: "completed", 5: "terminated"}


class InstanceShape(Shape):
    """`waitsAt`: ids of the elements at which it stands now."""

    key: str
    process_id: str
    process_name: str
    version: int
    title: str
    business_id: str
    state: str
    incidents: int
    started_at: str
    ended_at: str | None
    started_by: PersonShape | None
    waits_at: list[str]


class VisitShape(Shape):
    key: str
    element: str
    name: str
    kind: str
    state: str
    entered_at: str
    left_at: str | None
    brought_by: list[str]


class VariableShape(Shape):
    """`value` is JSON; null with `truncated` when only the beginning of a large value is kept in the row."""

    key: str
    name: str
    value: Json
    scope_key: str
    truncated: bool


class IncidentShape(Shape):
    key: str
    element: str
    kind: str
    message: str
    created_at: str
    resolved_at: str | None
    job_key: str | None


class InstancePage(InstanceShape):
    definition_key: str
    elements: list[VisitShape]
    flows_taken: list[str]
    variables: list[VariableShape]
    all_incidents: list[IncidentShape]
    timeline: list[timeline.TimelineEntry]
    children: list[InstanceShape]
    parent: InstanceShape | None


class Cancel(Shape, forbid_unknown_fields=True):
    reason: Prose = ""


def shown(house: House, c: Connection, tenant: str, rows: list[InstanceRow]) -> list[InstanceShape]:
    """Rows for people: names instead of ordinals and logins; three queries however many rows."""
    waits = instances.waits_at(c, [r.key for r in rows])
    known = people.named(c, tenant, [r.started_by for r in rows])
    return [_shown(house, row, waits[row.key], known) for row in rows]


def _shown(house: House, row: InstanceRow, waits: list[int], known: dict[str, Person]) -> InstanceShape:
    drawing = house.definitions.drawing(row.definition)
    facts = house.definitions.facts(row.definition)
    here = [e for n in waits if not (e := drawing.element(n)).scope]
    return InstanceShape(
        key=str(row.key),
        process_id=row.process_id,
        process_name=facts.name or row.process_id,
        version=facts.version,
        title=row.title,
        business_id=row.business_id,
        state=instances.STATES[row.status],
        incidents=row.incidents,
        started_at=at(row.started_at),
        ended_at=iso(row.ended_at),
        started_by=who(known, row.started_by),
        waits_at=[e.id for e in here],
    )


@get("/api/instances")
@in_thread
def list_instances(
    house: House,
    viewer: Viewer,
    *,
    box: FromQuery[str] = "",
    process: FromQuery[str] = "",
    standing: Annotated[str, QueryParameter(name="state")] = "",
    q: FromQuery[str] = "",
    version: FromQuery[int | None] = None,
    started_from: Annotated[str | None, QueryParameter(name="startedFrom")] = None,
    started_to: Annotated[str | None, QueryParameter(name="startedTo")] = None,
    limit: PageSize = 50,
    after: FromQuery[str | None] = None,
) -> Page[InstanceShape]:
    """Find instances, newest first. `box=mine`: those that one has started. `state`: running, finished, failed, …"""
    wanted = Filter(
        process_id=process,
        definition=house.definitions.find(viewer, process, version) if process and version else 0,
        state=standing,
        text=q.strip(),
        started_from=from_iso(started_from, "startedFrom") if started_from else 0,
        started_to=from_iso(started_to, "startedTo") if started_to else 0,
        started_by=viewer.login if box == "mine" else "",
    )
    before = key_cursor(after)
    with house.db.reading() as c:
        rows, total = instances.search(c, viewer, wanted, before=before, limit=limit + 1)
        more = len(rows) > limit
        items = shown(house, c, viewer.tenant, rows[:limit])
    return Page(items=items, next=cursor(rows[limit - 1].key) if more else None, total=total, has_more=more)


@get("/api/instances/{key:str}")
@in_thread
def get_instance(house: House, viewer: Viewer, language: Language, key: FromPath[str]) -> InstancePage:
    """One instance with its path, incidents and timeline; its variables only for who sees everything."""
    number = parse_key(key)
    with house.db.reading() as c:
        row = instances.find(c, viewer, number)
        visits = instances.visits(c, number)
        drawn = house.definitions.drawing
        drawing = drawn(row.definition)
        head = shown(house, c, viewer.tenant, [row])[0]
        above = instances.seen(c, viewer, instance_of(row.parent)) if row.parent else None
        return InstancePage(
            **{name: getattr(head, name) for name in head.__struct_fields__},
            definition_key=str(row.definition),
            elements=[_visit(drawn(visit.definition), visit) for visit in visits if visit.n],
            flows_taken=_flows(drawn, visits),
            variables=[]
            if not viewer.everything
            else [
                VariableShape(
                    key=str(v.key),
                    name=v.name,
                    value=decode(v.value) if v.size <= len(v.value.encode()) else None,
                    scope_key=str(local_key(number, v.scope)),
                    truncated=v.size > len(v.value.encode()),
                )
                for v in instances.variables(c, number)
            ],
            all_incidents=[_incident(drawn(i.definition), i, language) for i in instances.incidents(c, number)],
            timeline=timeline.of_instance(c, viewer, number, drawing, language),
            children=shown(house, c, viewer.tenant, instances.children(c, viewer, number)),
            parent=shown(house, c, viewer.tenant, [above])[0] if above else None,
        )


def _visit(drawing: Drawing, visit: Visit) -> VisitShape:
    facts = drawing.element(visit.element)
    return VisitShape(
        key=str(visit.key),
        element=facts.id,
        name=facts.name,
        kind=facts.kind,
        state=_OUTCOMES.get(visit.outcome, "active"),
        entered_at=at(visit.entered),
        left_at=iso(visit.left),
        brought_by=[drawing.flows[flow].id for flow, _ in visit.brought_by if flow in drawing.flows],
    )


def _flows(drawn: Callable[[int], Drawing], visits: list[Visit]) -> list[str]:
    taken = dict.fromkeys((visit.definition, flow) for visit in visits for flow, _ in visit.brought_by)
    known = ((drawn(definition).flows, flow) for definition, flow in taken)
    return list(dict.fromkeys(flows[flow].id for flows, flow in known if flow in flows))


def _incident(drawing: Drawing, row: IncidentRow, language: Language) -> IncidentShape:
    return IncidentShape(
        key=str(row.key),
        element=drawing.element(row.element).id,
        kind=row.kind,
        message=Message(code=row.code, params=row.params).text(language),
        created_at=at(row.created_at),
        resolved_at=iso(row.resolved_at),
        job_key=str(row.job) if row.job else None,
    )


@post("/api/incidents/{key:str}/retry", status_code=204)
async def retry_incident(house: House, viewer: Viewer, key: FromPath[str]) -> None:
    """Try again what an incident stopped; a job without retries left gets one more."""
    viewer.must("operate")
    number = parse_key(key)
    await house.runtime.writer.ask(house.runtime.retry_incident(number, by=viewer.login))


@post("/api/instances/{key:str}/cancel", status_code=204)
async def cancel_instance(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Cancel]) -> None:
    """Cancel a running instance with all that it has called."""
    viewer.must("operate")
    number = parse_key(key)
    command = CancelInstance(at=0, by=viewer.login, reason=data.reason)
    await house.runtime.writer.ask(house.runtime.command(number, command))


HANDLERS = [list_instances, get_instance, retry_incident, cancel_instance]
