"""Work for people."""

from __future__ import annotations

from lingqu.engine.events.event import Event


class TaskCreated(Event, frozen=True):
    """A person has something to do. Times are ms since the epoch, 0 for none."""

    n: int
    owner: int
    assignee: str = ""
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    form: str = ""
    due: int = 0
    follow_up: int = 0
    priority: int = 50


class SeatsRequested(Event, frozen=True):
    """The task's element has an approval policy: people are to be resolved after the commit, then seats opened."""

    n: int
    owner: int


class TaskAssigned(Event, frozen=True):
    """`assignee` is empty when the task is given back to its candidates."""

    n: int
    assignee: str
    action: str = "assign"


class TaskUpdated(Event, frozen=True):
    """What is None stays as it was."""

    n: int
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    action: str = "update"


class TaskCompleted(Event, frozen=True):
    n: int
    action: str = "complete"


class TaskCancelled(Event, frozen=True):
    n: int
