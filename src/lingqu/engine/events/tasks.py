"""Work for people."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.kernel.values import Json, ValueRef


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


class TaskChangeAsked(Event, frozen=True):
    """A change of the task waits for its listeners: creating, assigning, updating, completing or canceling.

    None: as it is.

    `ahead` and `behind`: global listeners (job type, retries) that hear of it before and after those that are drawn.
    """

    n: int
    change: str
    action: str = ""
    assignee: str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    variables: Json = None
    large: dict[str, ValueRef] = {}
    ahead: tuple[tuple[str, int], ...] = ()
    behind: tuple[tuple[str, int], ...] = ()


class TaskChangeCorrected(Event, frozen=True):
    """A listener has corrected what is asked for. None: as it is."""

    n: int
    assignee: str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None


class TaskChangeEnded(Event, frozen=True):
    """All listeners have answered: what follows is the change itself, unless one has denied it."""

    n: int
    denied: bool = False
    reason: str = ""


class TaskCancelled(Event, frozen=True):
    n: int
