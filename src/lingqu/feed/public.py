"""What each event of history is to others: its public type and fields. What they have no use for is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lingqu.approvals import events as a
from lingqu.approvals.state import SeatState
from lingqu.engine import events as e
from lingqu.feed.events import time
from lingqu.kernel.messages import Language, Message
from lingqu.runtime.blobs import AnyEvent

Told = tuple[str, int, dict[str, Any]]
"""Type without its prefix, counter of the task or incident (0: the instance), what belongs to this event only."""


def public(event: AnyEvent, language: Language) -> Iterator[Told]:
    """What others are told of one event of history; mostly nothing."""
    if isinstance(event, e.IncidentRaised):
        text = Message(code=event.code, params=event.params).text(language)
        yield "incident.raised", event.n, {"kind": event.kind, "code": event.code, "text": text}
        return
    teller = _TELLERS.get(type(event))
    if teller is not None:
        yield from teller(event)


def _seats(event: a.SeatsOpened) -> Iterator[Told]:
    for seat in event.seats:
        if seat.state is SeatState.ACTIVE:
            yield "task.asked", event.task, {"person": seat.person, "seat": seat.n}


def _work(type_: str) -> Callable[[e.TaskCreated | e.TaskUpdated], Iterator[Told]]:
    """A task's own facts; of a change only what changed."""

    def tell(event: e.TaskCreated | e.TaskUpdated) -> Iterator[Told]:
        fields: dict[str, Any] = {_camel(name): getattr(event, name, None) for name in ("assignee", *_CANDIDATES)}
        for public, moment in (("dueDate", event.due), ("followUpDate", event.follow_up)):
            fields[public] = time(moment) if moment else None
        yield type_, event.n, {name: value for name, value in fields.items() if value is not None}

    return tell


def _one(type_: str, *names: str, of: str = "n", **more: str) -> Callable[[Any], Iterator[Told]]:
    """Says one thing with these fields of the event; `of` names the counter's field; `more`: public name → field."""

    def tell(event: Any) -> Iterator[Told]:
        fields = {_camel(name): getattr(event, name) for name in names}
        fields |= {public: getattr(event, name) for public, name in more.items()}
        yield type_, getattr(event, of) if of else 0, fields

    return tell


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


_CANDIDATES = ("candidate_users", "candidate_groups", "priority")

_TELLERS: dict[type[AnyEvent], Callable[[Any], Iterator[Told]]] = {
    e.InstanceStarted: _one("instance.started", "started_by", "tags", of=""),
    e.InstanceTitled: _one("instance.titled", "title", of=""),
    e.InstanceSuspended: _one("instance.suspended", "reason", of=""),
    e.InstanceResumed: _one("instance.resumed", of=""),
    e.InstanceMigrated: _one("instance.migrated", of=""),
    e.InstanceCompleted: _one("instance.completed", of=""),
    e.InstanceCancelled: _one("instance.cancelled", "reason", of=""),
    e.InstanceFailed: _one("instance.cancelled", of="", reason="code"),
    e.TaskCreated: _work("task.created"),
    e.TaskAssigned: _one("task.assigned", "assignee", "action"),
    e.TaskUpdated: _work("task.updated"),
    e.TaskCompleted: _one("task.completed", "action"),
    e.TaskCancelled: _one("task.cancelled"),
    e.IncidentResolved: _one("incident.resolved"),
    a.SeatsOpened: _seats,
    a.SeatOpened: _one("task.asked", "person", "seat", of="task"),
    a.VoteCast: _one("task.voted", "person", "seat", "vote", "opinion", "on_behalf_of", of="task"),
    a.SeatTransferred: _one("task.transferred", "person", "seat", "giver", "to", "opinion", of="task"),
    a.SentBack: _one("task.sent_back", "person", "seat", "to", "opinion", of="task"),
    a.SeatCancelled: _one("task.excused", "seat", "reason", of="task"),
    a.Urged: _one("task.urged", "people", of="task"),
}
