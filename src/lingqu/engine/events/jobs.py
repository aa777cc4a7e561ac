"""Work for workers."""

from __future__ import annotations

from lingqu.engine.events.event import Event


class JobCreated(Event, frozen=True):
    n: int
    owner: int
    type: str
    retries: int
    listener: str = ""  # the event that a listener listens to; "": the work of the element itself
    index: int = 0  # the place of the listener among those
    priority: int = 0  # workers get the higher first


class JobCompleted(Event, frozen=True):
    n: int


class JobFailed(Event, frozen=True):
    n: int
    retries: int
    retry_at: int = 0
    error: str = ""


class JobErrorThrown(Event, frozen=True):
    n: int
    code: str
    error: str = ""


class JobRetriesSet(Event, frozen=True):
    n: int
    retries: int


class JobCancelled(Event, frozen=True):
    n: int
