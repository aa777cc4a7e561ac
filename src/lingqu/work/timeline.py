"""The story of an instance in sentences: history events, oldest first, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from lingqu.approvals import events as a
from lingqu.approvals.messages import REASONS
from lingqu.directory import people
from lingqu.directory.viewer import Viewer, sees_instance
from lingqu.engine import events as e
from lingqu.kernel.keys import counter_of
from lingqu.kernel.messages import Language, Message
from lingqu.runtime.blobs import AnyEvent, history
from lingqu.store import Connection

MOST = 1_000  # history rows of one instance that a page reads; the newest count


class Element(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class Drawing(Protocol):
    """Names behind ordinals."""

    def element(self, ordinal: int, /) -> Element: ...


class Named(msgspec.Struct, frozen=True):
    id: str
    name: str


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One thing that happened; `at` is ISO 8601 in UTC, `text` is in the reader's language."""

    at: str
    kind: str
    element: Named | None = None
    person: Named | None = None
    on_behalf_of: Named | None = None
    opinion: str | None = None
    text: str


class Happened(msgspec.Struct, kw_only=True):
    """A telling before names are known: logins, ordinals and counters."""

    at: int
    kind: str
    story: str  # code without the room and "story_"
    element: int = -1
    person: str = ""
    on_behalf_of: str = ""
    opinion: str = ""
    params: dict[str, Any] = {}
    logins: dict[str, tuple[str, ...]] = {}  # placeholder -> logins, shown as names


def of_instance(
    c: Connection, viewer: Viewer, instance: int, drawing: Drawing, language: Language
) -> list[TimelineEntry]:
    """The story of the instance as this viewer may see it; [] for who may not."""
    condition, params = sees_instance(viewer)
    if c.row(f"SELECT 1 FROM instance i WHERE i.key = ? AND {condition}", (instance, *params)) is None:  # noqa: S608 - the viewer's own condition
        return []
    return told(c, viewer.tenant, instance, drawing, language)


def told(c: Connection, tenant: str, instance: int, drawing: Drawing, language: Language) -> list[TimelineEntry]:
    """The story of the instance. The caller has asked who may see it."""
    happened = _happened(c, instance)
    logins = {
        login for h in happened for login in (h.person, h.on_behalf_of, *(x for xs in h.logins.values() for x in xs))
    }
    known = people.named(c, tenant, sorted(logins))
    names = {login: person.name for login, person in known.items()}
    return [_entry(h, names, drawing, language) for h in happened]


#: Elements as the version numbers them that the instance has now; -1 for what it does not have any more.
_NOW = (
    "SELECT {n}, CASE WHEN x.definition = i.definition THEN x.element ELSE COALESCE(t.ordinal, -1) END"
    " FROM {table} x JOIN instance i ON i.key = x.instance"
    " LEFT JOIN element o ON o.definition = x.definition AND o.ordinal = x.element AND x.definition <> i.definition"
    " LEFT JOIN element t ON t.definition = i.definition AND t.id = o.id WHERE x.instance = ?"
)


def _happened(c: Connection, instance: int) -> list[Happened]:
    rows = c.rows(
        "SELECT at, by, format, events FROM history WHERE instance = ? ORDER BY version DESC LIMIT ?", (instance, MOST)
    )
    where: dict[int, int] = dict(c.rows(_NOW.format(n="x.n", table="activity"), (instance,)))
    rows_of_tasks = c.rows(_NOW.format(n="x.key", table="task"), (instance,))
    tasks = {counter_of(key): element for key, element in rows_of_tasks}
    teller = _Teller(where, tasks)
    found: list[Happened] = []
    for at, by, number, body in reversed(rows):
        events = list(history.decode(number, bytes(body)))
        for event in events:
            found += teller.tell(event, at, by, events)
    return found


def _entry(h: Happened, names: Mapping[str, str], drawing: Drawing, language: Language) -> TimelineEntry:
    element = drawing.element(h.element) if h.element >= 0 else None
    label = (element.name or element.id) if element else ""
    comma = "、" if language == "zh" else ", "
    system = Message(code="work.system").text(language)
    params = {
        "element": label,
        "person": names.get(h.person, h.person) or system,
        "behalf": names.get(h.on_behalf_of, h.on_behalf_of),
        **{name: _spoken(value, language) for name, value in h.params.items()},
        **{name: comma.join(names.get(one, one) for one in many) for name, many in h.logins.items()},
    }
    return TimelineEntry(
        at=iso(h.at),
        kind=h.kind,
        element=Named(element.id, label) if element else None,
        person=Named(h.person, names.get(h.person, h.person)) if h.person else None,
        on_behalf_of=Named(h.on_behalf_of, names.get(h.on_behalf_of, h.on_behalf_of)) if h.on_behalf_of else None,
        opinion=h.opinion or None,
        text=Message(code=f"work.story_{h.story}", params=params).text(language).strip(),
    )


def _spoken(value: Any, language: Language) -> Any:
    return value.text(language) if isinstance(value, Message) else value


def iso(ms: int) -> str:
    """Milliseconds since the epoch as ISO 8601 in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Teller:
    """What each event says. `where`: element by counter of its visit; `tasks`: element by counter of the task."""

    def __init__(self, where: Mapping[int, int], tasks: Mapping[int, int]) -> None:
        self.where = where
        self.tasks = tasks
        self.assignee: dict[int, str] = {}

    def tell(self, event: AnyEvent, at: int, by: str, row: list[AnyEvent]) -> Iterator[Happened]:
        told = _STORIES.get(type(event))
        if told is not None:
            yield from told(self, event, at, by, row)

    # ---- the instance

    def started(self, event: e.InstanceStarted, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        person = event.started_by
        yield Happened(at=at, kind="started", story="started" if person else "started_alone", person=person)

    def finished(self, _event: e.InstanceCompleted, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        yield Happened(at=at, kind="finished", story="finished")

    def cancelled(self, event: e.InstanceCancelled, at: int, by: str, _row: Any) -> Iterator[Happened]:
        why = Message(code=event.reason) if "." in event.reason else event.reason
        yield Happened(at=at, kind="cancelled", story="cancelled", person=by, params={"why": why})

    # ---- tasks

    def created(self, event: e.TaskCreated, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        self.assignee[event.n] = event.assignee
        yield Happened(at=at, kind="entered", story="entered", element=self.tasks.get(event.n, -1))

    def assigned(self, event: e.TaskAssigned, at: int, by: str, _row: Any) -> Iterator[Happened]:
        before = self.assignee.get(event.n, "")
        self.assignee[event.n] = event.assignee
        element = self.tasks.get(event.n, -1)
        kind, story = _ASSIGNED.get(event.action, ("assigned", "assigned"))
        person = before if story == "delegated" else by
        if not event.assignee:
            kind, story = "unclaimed", "unclaimed"
        yield Happened(at=at, kind=kind, story=story, element=element, person=person, logins={"to": (event.assignee,)})

    def completed(self, event: e.TaskCompleted, at: int, by: str, row: list[AnyEvent]) -> Iterator[Happened]:
        if any(isinstance(other, a.VoteCast) and other.task == event.n for other in row):
            return  # the vote tells it
        element = self.tasks.get(event.n, -1)
        story = "completed" if by else "completed_alone"
        yield Happened(at=at, kind="completed", story=story, element=element, person=by)

    # ---- rounds

    def seated(self, event: a.SeatsOpened, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        seated = tuple(dict.fromkeys(seat.person for seat in event.seats))
        element = self.tasks.get(event.task, -1)
        yield Happened(at=at, kind="seats", story="seats", element=element, logins={"people": seated})

    def voted(self, event: a.VoteCast, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        word = "approved" if event.vote == "approve" else "rejected"
        yield Happened(
            at=at,
            kind=word,
            story=f"{word}_for" if event.on_behalf_of else word,
            element=self.tasks.get(event.task, -1),
            person=event.person,
            on_behalf_of=event.on_behalf_of,
            opinion=event.opinion,
        )

    def sent_back(self, event: a.SentBack, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        yield Happened(
            at=at,
            kind="sent-back",
            story="sent_back",
            element=self.tasks.get(event.task, -1),
            person=event.person,
            on_behalf_of=event.on_behalf_of,
            opinion=event.opinion,
        )

    def transferred(self, event: a.SeatTransferred, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        own = event.person == event.giver
        yield Happened(
            at=at,
            kind="transferred",
            story="transferred" if own else "moved",
            element=self.tasks.get(event.task, -1),
            person=event.person,
            opinion=event.opinion,
            logins={"to": (event.to,), "giver": (event.giver,)},
        )

    def decided(self, event: a.RoundDecided, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        story = {"passed": "passed", "rejected": "not_passed"}.get(event.standing)
        if story:
            reason = Message(code=REASONS.get(event.reason, event.reason))
            element = self.tasks.get(event.task, -1)
            yield Happened(at=at, kind=event.standing, story=story, element=element, params={"reason": reason})

    def nobody(self, event: a.SeatsNotFound, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        why = Message(code=event.code, params=event.params)
        yield Happened(
            at=at, kind="incident", story="nobody", element=self.tasks.get(event.task, -1), params={"why": why}
        )

    # ---- beside

    def urged(self, event: a.Urged, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        told = (*event.people, *event.also)
        yield Happened(
            at=at,
            kind="urged",
            story="urged" if event.person else "urged_alone",
            element=self.tasks.get(event.task, -1),
            person=event.person,
            logins={"people": told},
        )

    def commented(self, event: a.Commented, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        yield Happened(
            at=at,
            kind="commented",
            story="commented",
            element=self.tasks.get(event.task, -1),
            person=event.person,
            opinion=event.text,
        )

    def copied(self, event: a.CopyAdded, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        yield Happened(
            at=at,
            kind="copied",
            story="copied" if event.person else "copied_alone",
            person=event.person,
            opinion=event.note,
            logins={"people": event.people},
        )

    def incident(self, event: e.IncidentRaised, at: int, _by: str, _row: Any) -> Iterator[Happened]:
        why = Message(code=event.code, params=event.params)
        element = self.where.get(event.owner, -1)
        yield Happened(at=at, kind="incident", story="incident", element=element, params={"why": why})

    def resolved(self, _event: e.IncidentResolved, at: int, by: str, _row: Any) -> Iterator[Happened]:
        yield Happened(at=at, kind="resolved", story="resolved", person=by)


#: What an assignment is called: action of the engine's event -> (kind, story).
_ASSIGNED: Mapping[str, tuple[str, str]] = {
    "claim": ("claimed", "claimed"),
    "transfer": ("transferred", "transferred"),
    "delegate": ("delegated", "delegated"),
}

_STORIES: Mapping[type[AnyEvent], Callable[[Any, Any, int, str, Any], Iterator[Happened]]] = {
    e.InstanceStarted: _Teller.started,
    e.InstanceCompleted: _Teller.finished,
    e.InstanceCancelled: _Teller.cancelled,
    e.TaskCreated: _Teller.created,
    e.TaskAssigned: _Teller.assigned,
    e.TaskCompleted: _Teller.completed,
    e.IncidentRaised: _Teller.incident,
    e.IncidentResolved: _Teller.resolved,
    a.SeatsOpened: _Teller.seated,
    a.VoteCast: _Teller.voted,
    a.SentBack: _Teller.sent_back,
    a.SeatTransferred: _Teller.transferred,
    a.RoundDecided: _Teller.decided,
    a.SeatsNotFound: _Teller.nobody,
    a.Urged: _Teller.urged,
    a.CopyAdded: _Teller.copied,
    a.Commented: _Teller.commented,
}
