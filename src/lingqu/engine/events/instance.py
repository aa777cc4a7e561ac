"""The instance as a whole: started, titled, held, over."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.engine.state import Waiting
from lingqu.kernel.values import Json, ValueRef


class InstanceStarted(Event, frozen=True):
    """`begins`: elements at which it begins once its start listeners are done. `stops`: those whose end is its own."""

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
    begins: tuple[int, ...] = ()
    stops: tuple[int, ...] = ()


class BusinessIdAssigned(Event, frozen=True):
    business_id: str


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
    """It holds still. `jobs` and `timers` are the open ones that it takes off the hands of workers and clocks.

    `by_caller`: because the instance that called it is suspended; it may be held for both reasons.
    """

    by_caller: bool = False
    jobs: tuple[int, ...] = ()
    timers: tuple[int, ...] = ()
    reason: str = ""


class InstanceResumed(Event, frozen=True):
    """One of the reasons to hold still is gone; if it was the last, `jobs` and `timers` are open again."""

    by_caller: bool = False
    jobs: tuple[int, ...] = ()
    timers: tuple[int, ...] = ()


class CommandHeld(Event, frozen=True):
    """Something came while the instance was suspended: it waits. Its variables stand in `values` and `large`.

    `name` and `key` are those of a message, so that it can be given back.
    """

    n: int
    at: int
    command: Waiting
    values: dict[str, Json] = {}
    large: dict[str, ValueRef] = {}
    name: str = ""
    key: str = ""


class CommandReleased(Event, frozen=True):
    """What waited is done now; what it causes follows. `dropped`: there is nothing left that it could be done to."""

    n: int
    dropped: bool = False
