"""Processes as the monitor shows them: counts, drawing, heat."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from lingqu.api.edge import PersonShape, Shape, at, from_iso, who
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import people
from lingqu.insights import heat, overview
from lingqu.insights.drawing import Drawing
from lingqu.insights.heat import ElementHeat


class VersionShape(Shape):
    version: int
    definition_key: str
    running: int
    finished: int


class ProcessShape(Shape):
    """`failed`: running instances with an open incident. Durations in ms."""

    process_id: str
    name: str
    latest_version: int
    versions: list[VersionShape]
    running: int
    finished: int
    failed: int
    median_ms: int | None
    p95_ms: int | None


class ElementShape(Shape):
    id: str
    name: str
    entered: int
    finished: int
    active: int
    incidents: int
    mean_ms: int | None
    p50_ms: int | None
    p95_ms: int | None
    waiting_share: float


class FlowShape(Shape):
    id: str
    taken: int


class BottleneckShape(Shape):
    element: str
    name: str
    share: float
    p50_ms: int | None
    p95_ms: int | None
    waiting: int


class CountShape(Shape):
    element: str
    count: int


class ShareShape(Shape):
    element: str
    share: float


class HoldingShape(Shape):
    person: PersonShape | None
    element: str
    since: str
    instance_key: str
    title: str


class HeatShape(Shape):
    """Where the process spends its time, over the latest `instances` instances."""

    instances: int
    elements: list[ElementShape]
    flows: list[FlowShape]
    bottlenecks: list[BottleneckShape]
    never_taken: list[str]
    returns: list[CountShape]
    skipped: list[ShareShape]
    holding: list[HoldingShape]


@get("/api/processes")
@in_thread
def list_processes(house: House, viewer: Viewer) -> list[ProcessShape]:
    """The processes that one may see, with counts and durations of the instances that one may see."""
    with house.db.reading() as c:
        found = overview.processes(c, viewer)
    return [
        ProcessShape(
            process_id=p.process_id,
            name=p.name,
            latest_version=p.versions[0].version,
            versions=[
                VersionShape(
                    version=v.version, definition_key=str(v.definition), running=v.running, finished=v.finished
                )
                for v in p.versions
            ],
            running=p.running,
            finished=p.finished,
            failed=p.failed,
            median_ms=p.p50,
            p95_ms=p.p95,
        )
        for p in found
    ]


@get("/api/processes/{process_id:str}/xml")
@in_thread
def process_xml(
    house: House, viewer: Viewer, process_id: FromPath[str], version: FromQuery[int | None] = None
) -> Response[bytes]:
    """The deployed BPMN file, byte for byte."""
    key = house.definitions.find(viewer, process_id, version)
    return Response(house.definitions.source(key), media_type="text/xml; charset=utf-8")


@get("/api/processes/{process_id:str}/heat")
@in_thread
def process_heat(  # noqa: PLR0917 - Litestar passes by name
    house: House,
    viewer: Viewer,
    process_id: FromPath[str],
    version: FromQuery[int | None] = None,
    started_from: Annotated[str | None, QueryParameter(name="from")] = None,
    started_to: Annotated[str | None, QueryParameter(name="to")] = None,
) -> HeatShape:
    """Counts, durations, bottlenecks, and the real path against the drawn one."""
    key = house.definitions.find(viewer, process_id, version)
    drawing = house.definitions.drawing(key)
    since = from_iso(started_from, "from") if started_from else 0
    until = from_iso(started_to, "to") if started_to else 0
    with house.db.reading() as c:
        found = heat.heat(c, viewer, drawing, since, until)
        held = heat.holding(c, viewer, key)
        known = people.named(c, viewer.tenant, [h.person for h in held])
    return HeatShape(
        instances=found.instances,
        elements=[_element(drawing, e) for e in found.elements],
        flows=[FlowShape(id=drawing.flows[n].id, taken=k) for n, k in found.flows.items() if n in drawing.flows],
        bottlenecks=[_bottleneck(drawing, e) for e in found.bottlenecks],
        never_taken=[drawing.flows[n].id for n in found.never_taken],
        returns=[CountShape(element=drawing.element(n).id, count=k) for n, k in found.returns.items()],
        skipped=[ShareShape(element=drawing.element(n).id, share=s) for n, s in found.skipped.items()],
        holding=[
            HoldingShape(
                person=who(known, h.person),
                element=drawing.element(h.element).id,
                since=at(h.since),
                instance_key=str(h.instance),
                title=h.title,
            )
            for h in held
        ],
    )


def _element(drawing: Drawing, e: ElementHeat) -> ElementShape:
    facts = drawing.element(e.element)
    return ElementShape(
        id=facts.id,
        name=facts.name,
        entered=e.entered,
        finished=e.finished,
        active=e.active,
        incidents=e.incidents,
        mean_ms=e.mean,
        p50_ms=e.p50,
        p95_ms=e.p95,
        waiting_share=e.waiting_share,
    )


def _bottleneck(drawing: Drawing, e: ElementHeat) -> BottleneckShape:
    facts = drawing.element(e.element)
    return BottleneckShape(
        element=facts.id,
        name=facts.name or facts.id,
        share=e.waiting_share,
        p50_ms=e.p50,
        p95_ms=e.p95,
        waiting=e.active,
    )


HANDLERS = [list_processes, process_xml, process_heat]
