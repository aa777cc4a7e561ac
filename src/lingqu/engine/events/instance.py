"""The instance as a whole: started, titled, held, over."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.kernel.values import Json, ValueRef


class InstanceStarted(Event, frozen=True):
    definition: int
    process: int
    tenant: str
    root: int
    parent: int = 0
    business_id: str = ""
    started_by: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    depth: int = 0


class InstanceTitled(Event, frozen=True):
    title: str


class InstanceCompleted(Event, frozen=True):
    """If `parent` is not 0, the call activity's element instance with that key is told, with the root variables."""

    parent: int = 0
    variables: Json = None
    large: dict[str, ValueRef] = {}


class InstanceCancelled(Event, frozen=True):
    """If `parent` is not 0, the call activity's element instance with that key is told."""

    reason: str = ""
    parent: int = 0


class InstanceFailed(Event, frozen=True):
    """A called instance ended by an error that nobody in it caught. Only in older histories: see ErrorRaised."""

    parent: int
    code: str
    error: str = ""
    variables: Json = None
    large: dict[str, ValueRef] = {}


class InstanceSuspended(Event, frozen=True):
    pass


class InstanceResumed(Event, frozen=True):
    pass
