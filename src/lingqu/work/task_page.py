"""One task as its page shows it: form, variables, rights of the fields, seats, verbs, timeline."""

from __future__ import annotations

import msgspec

from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.directory.viewer import Viewer
from lingqu.forms.rights import Rights, visible
from lingqu.kernel.messages import Language
from lingqu.kernel.values import Json
from lingqu.store import Connection
from lingqu.work import facts, rights, timeline
from lingqu.work.drawings import Drawings, Drawn, Form, form_or_none
from lingqu.work.facts import SeatRow, TaskFacts
from lingqu.work.inbox import SeatPosition, position
from lingqu.work.rights import Verb
from lingqu.work.timeline import Named, TimelineEntry
from lingqu.work.typed import typed
from lingqu.work.variables import visible_at


class SeatView(msgspec.Struct, frozen=True, kw_only=True):
    """A seat with names. `state` waiting | active | decided | cancelled."""

    n: int
    person: Person
    on_behalf_of: Person | None
    origin: str
    state: str
    verdict: str
    opinion: str
    decided_at: int | None


class TaskPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one task's page. `element` is the element's id; `etag` is the version of the instance.

    `variables` are without what the step hides; `draft` is what the viewer typed and did not send; `fields` are the
    rights of the step (whether the viewer may write at all, `actions` say).
    """

    facts: TaskFacts
    element: str
    name: str
    process_name: str
    started_by: Person | None
    assignee: Person | None
    claimable: bool
    seat: SeatPosition | None
    form: Form | None
    variables: dict[str, Json]
    fields: Rights
    draft: dict[str, Json] | None
    draft_edition: str
    seats: tuple[SeatView, ...]
    actions: tuple[Verb, ...]
    timeline: tuple[TimelineEntry, ...]
    etag: str


_STATES = {0: "waiting", 1: "waiting", 2: "active", 3: "decided", 4: "cancelled", 5: "cancelled"}


def task(c: Connection, drawings: Drawings, viewer: Viewer, key: int, language: Language) -> TaskPage:
    """The page of a task. Raises NotFound for what this viewer may not see."""
    found = facts.seen(c, viewer, key)
    drawn = drawings.process(found.definition, c)
    fields = drawn.rights(found.element)
    logins = [found.started_by, found.assignee]
    logins += [login for seat in found.seats for login in (seat.person, seat.on_behalf_of)]
    known = people.named(c, viewer.tenant, logins)
    draft, draft_edition = typed(c, key, viewer.login)
    may = rights.shown(viewer, found)
    return TaskPage(
        facts=found,
        element=drawn.id_of(found.element),
        name=drawn.label(found.element),
        process_name=drawn.name,
        started_by=known.get(found.started_by),
        assignee=known.get(found.assignee),
        claimable="claim" in may,
        seat=position(drawn.approval(found.element), found.seats, viewer.login),
        form=form_or_none(drawings, drawn, found.element, c),
        variables=visible(visible_at(c, found.instance, found.owner), fields),
        fields=fields,
        draft=draft,
        draft_edition=draft_edition,
        seats=tuple(_seat(seat, known) for seat in found.seats),
        actions=tuple(may),
        timeline=tuple(timeline.told(c, viewer.tenant, found.instance, _Names(drawn), language)),
        etag=str(found.version),
    )


def _seat(seat: SeatRow, known: dict[str, Person]) -> SeatView:
    return SeatView(
        n=seat.n,
        person=known[seat.person],
        on_behalf_of=known.get(seat.on_behalf_of),
        origin=seat.origin,
        state=_STATES[int(seat.state)],
        verdict=seat.verdict,
        opinion=seat.opinion,
        decided_at=seat.decided_at,
    )


class _Names:
    """A drawing as the timeline asks for it."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn

    def element(self, ordinal: int, /) -> Named:
        return Named(self._drawn.id_of(ordinal), self._drawn.label(ordinal))
