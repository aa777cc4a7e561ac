"""Human work: the lists, one task's page, starting. The verbs are in desk.py."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from lingqu.api.edge import Page, PageSize, PersonShape, Shape, at, cursor, iso, key_cursor
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory.people import Person
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json
from lingqu.work import inbox, starting, task_page
from lingqu.work.drawings import Form
from lingqu.work.inbox import SeatPosition, TaskRow
from lingqu.work.task_page import SeatView, TaskPage
from lingqu.work.timeline import TimelineEntry


class SeatPlace(Shape):
    id: str
    mode: str
    position: str


class TaskShape(Shape):
    """One line of a list. `unread` belongs to the box `copied`, `decidedAt` and `verdict` to `done`.

    `paused`: the process is suspended, so nothing can be done with the task.
    """

    key: str
    name: str
    process_id: str
    process_name: str
    instance_key: str
    title: str
    business_id: str
    started_by: PersonShape | None
    created_at: str
    due_at: str | None
    urged_at: str | None
    assignee: PersonShape | None
    claimable: bool
    round: int
    seat: SeatPlace | None
    paused: bool = False
    unread: bool = False
    decided_at: str | None = None
    verdict: str | None = None


class FormShape(Shape):
    """`schema` is form-js JSON."""

    id: str
    key: str
    schema: dict[str, Any]


class SeatShape(Shape):
    id: str
    person: PersonShape
    on_behalf_of: PersonShape | None
    origin: str
    state: str
    verdict: str | None
    opinion: str
    decided_at: str | None


class TaskDetail(TaskShape, kw_only=True):
    """The page of a task. `fields`: what may be done with each field; `actions`: what this person may do now."""

    element: str
    open: bool
    form: FormShape | None
    variables: dict[str, Json]
    fields: dict[str, str]
    draft: dict[str, Json] | None
    draft_etag: str
    seats: list[SeatShape]
    actions: list[str]
    timeline: list[TimelineEntry]
    etag: str


class StartableShape(Shape):
    process_id: str
    name: str
    version: int
    definition_key: str
    form: FormShape | None
    start_at: str
    start_name: str


class Start(Shape, forbid_unknown_fields=True):
    variables: dict[str, Any] = {}
    business_id: str = ""
    start_at: str = ""


class Started(Shape):
    instance_key: str
    title: str


def person(found: Person | None) -> PersonShape | None:
    return PersonShape(id=found.login, name=found.name) if found else None


def _place(seat: SeatPosition | None) -> SeatPlace | None:
    return SeatPlace(id=str(seat.n), mode=seat.mode, position=seat.position) if seat else None


def _form(form: Form | None) -> FormShape | None:
    return FormShape(id=form.id, key=str(form.key), schema=dict(form.source)) if form else None


def _row(row: TaskRow) -> TaskShape:
    return TaskShape(
        key=str(row.key),
        name=row.name,
        process_id=row.process_id,
        process_name=row.process_name,
        instance_key=str(row.instance),
        title=row.title,
        business_id=row.business_id,
        started_by=person(row.started_by),
        created_at=at(row.created_at),
        due_at=iso(row.due_at),
        urged_at=iso(row.urged_at),
        assignee=person(row.assignee),
        claimable=row.claimable,
        round=row.round,
        seat=_place(row.seat),
        paused=row.paused,
        unread=row.unread,
        decided_at=iso(row.decided_at),
        verdict=row.verdict or None,
    )


@get("/api/tasks")
@in_thread
def list_tasks(
    house: House,
    viewer: Viewer,
    *,
    box: FromQuery[Literal["todo", "done", "copied"]] = "todo",
    q: FromQuery[str] = "",
    process: FromQuery[str] = "",
    limit: PageSize = 50,
    after: FromQuery[str | None] = None,
) -> Page[TaskShape]:
    """One's own lists of work, newest first."""
    before = key_cursor(after)
    with house.db.reading() as c:
        found = inbox.tasks(
            c,
            house.desk.drawings,
            viewer,
            box,
            text=q.strip(),
            process=process,
            before=before,
            limit=limit,
        )
    return Page(
        items=[_row(row) for row in found.items],
        next=cursor(found.next) if found.next is not None else None,
        total=found.total,
        has_more=found.next is not None,
    )


@get("/api/tasks/{key:str}")
@in_thread
def get_task(house: House, viewer: Viewer, language: Language, key: FromPath[str]) -> TaskDetail:
    """One task with its form, seats, verbs and timeline."""
    number = parse_key(key)
    with house.db.reading() as c:
        page = task_page.task(c, house.desk.drawings, viewer, number, language)
    house.desk.read(viewer, page.facts.instance)
    return _detail(page)


def _detail(page: TaskPage) -> TaskDetail:
    facts = page.facts
    return TaskDetail(
        key=str(facts.key),
        name=page.name,
        process_id=facts.process_id,
        process_name=page.process_name,
        instance_key=str(facts.instance),
        title=facts.title,
        business_id=facts.business_id,
        started_by=person(page.started_by),
        created_at=at(facts.created_at),
        due_at=iso(facts.due),
        urged_at=iso(facts.urged_at),
        assignee=person(page.assignee),
        claimable=page.claimable,
        round=facts.round,
        seat=_place(page.seat),
        element=page.element,
        paused=facts.paused,
        open=facts.open,
        form=_form(page.form),
        variables=page.variables,
        fields=dict(page.fields),
        draft=page.draft,
        draft_etag=page.draft_edition,
        seats=[_seat(seat) for seat in page.seats],
        actions=list(page.actions),
        timeline=list(page.timeline),
        etag=page.etag,
    )


def _seat(seat: SeatView) -> SeatShape:
    return SeatShape(
        id=str(seat.n),
        person=PersonShape(id=seat.person.login, name=seat.person.name),
        on_behalf_of=person(seat.on_behalf_of),
        origin=seat.origin,
        state=seat.state,
        verdict=seat.verdict or None,
        opinion=seat.opinion,
        decided_at=iso(seat.decided_at),
    )


@get("/api/start")
@in_thread
def list_startable(house: House, viewer: Viewer) -> list[StartableShape]:
    """What one may start, with the start form; of a process with several plain start events each is an entry."""
    with house.db.reading() as c:
        found = starting.startable(c, house.desk.drawings, viewer)
    return [
        StartableShape(
            process_id=one.process_id,
            name=one.name,
            version=one.version,
            definition_key=str(one.definition),
            form=_form(one.form),
            start_at=one.start_at,
            start_name=one.start_name,
        )
        for one in found
    ]


#: Handlers that keep their key in the transaction of what they do: no answer of theirs can be lost in between.
OWN_KEY = {"own_key": True}


@post("/api/start/{process_id:str}", opt=OWN_KEY)
@in_thread
def start(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, process_id: FromPath[str], data: JSONBody[Start]
) -> Started:
    """Start a process; `startAt` chooses among several plain start events.

    The form's rules are checked; `Idempotency-Key` makes a repeated call harmless.
    """
    done = starting.start(
        house.runtime,
        house.desk.drawings,
        viewer,
        process_id,
        data.variables,
        business_id=data.business_id,
        idempotency_key=idempotency_key(request),
        at=data.start_at,
    )
    return Started(instance_key=str(done.instance), title=done.title)


def idempotency_key(request: Request[Any, Any, Any]) -> str:
    """The caller's Idempotency-Key, cut to a sensible length; "" without one."""
    return request.headers.get("idempotency-key", "")[:200]


HANDLERS = [list_tasks, get_task, list_startable, start]
