"""The records of an instance beside its element instances: what waits, what is kept, what it holds. Stored for ever.

Each stands on a page under its local counter `n`; `owner` and `scope` are counters of element instances.
"""

from __future__ import annotations

from typing import Self

import msgspec
from msgspec.structs import replace

from lingqu.engine.commands import (
    CatchError,
    CatchEscalation,
    ChildCompleted,
    ChildFailed,
    CompleteJob,
    CorrelateMessage,
    FailJob,
    ReturnError,
    ReturnEscalation,
    ThrowJobError,
)
from lingqu.kernel.values import Json, ValueRef

NOWHERE = -1

#: What waits while an instance is suspended.
Waiting = (
    CompleteJob
    | FailJob
    | ThrowJobError
    | CorrelateMessage
    | ChildCompleted
    | ChildFailed
    | CatchEscalation
    | ReturnEscalation
    | CatchError
    | ReturnError
)


class _Plain(msgspec.Struct, kw_only=True, array_like=True, gc=False):
    n: int

    def copy(self) -> Self:
        return replace(self)


class Job(_Plain, kw_only=True, tag="j"):
    """Work for a worker. Its lease lives only in the job row."""

    owner: int
    retries: int
    answered: bool = False  # its worker has answered while the instance was suspended
    listener: str = ""  # of a listener: the event that it listens to
    index: int = 0  # and its place among the listeners to that event


class Change(msgspec.Struct, kw_only=True, array_like=True):
    """What is asked of a task while its listeners are asked about it; None: as it is."""

    event: str  # creating | assigning | updating | completing | canceling
    action: str = ""
    assignee: str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    values: dict[str, Json] = {}  # variables that complete it, the small ones
    large: dict[str, ValueRef] = {}  # and the large ones
    ahead: tuple[tuple[str, int], ...] = ()  # global listeners (job type, retries) before those that are drawn
    behind: tuple[tuple[str, int], ...] = ()  # and after them


class Task(_Plain, kw_only=True, tag="t"):
    """Work for a person. What people do with it before it completes is told by the approval plane or by rows."""

    owner: int
    assignee: str = ""
    change: Change | None = None  # waits for its listeners


class Timer(_Plain, kw_only=True, tag="i"):
    """A due time. `element` is what fires: the waiting element itself, or a boundary event attached to it."""

    owner: int
    element: int
    due: int  # ms since the epoch
    left: int = 0  # how many more times after this one; -1 for ever


class Subscription(_Plain, kw_only=True, tag="s"):
    """A place that waits for a message or signal. `element` is what fires, as for a Timer."""

    owner: int
    element: int
    name: str
    key: str = ""  # correlation key


class Incident(_Plain, kw_only=True, tag="x"):
    """Something that an operator has to resolve; nothing else of the instance stops."""

    owner: int
    kind: str
    job: int = NOWHERE
    element: int = NOWHERE  # of a repeating timer that could not be set again: what it fires
    left: int = 0  # and how many more times


class Variable(_Plain, kw_only=True, tag="v"):
    """A variable of a scope. Exactly one of value and large counts: large if it is not None."""

    scope: int
    name: str
    value: Json = None
    large: ValueRef | None = None


class Output(_Plain, kw_only=True, tag="o"):
    """What one inner instance of a multi-instance body gave to the output collection."""

    value: Json = None
    large: ValueRef | None = None


class Item(_Plain, kw_only=True, tag="m"):
    """An item that was added to a multi-instance body while it ran; what its instance gives takes its place."""

    value: Json = None
    large: ValueRef | None = None


class Condition(_Plain, kw_only=True, tag="c"):
    """A condition that is waited for. `element` is what fires, as for a Timer, when it becomes true."""

    owner: int
    element: int
    held: bool = False  # as last judged


class Arrival(_Plain, kw_only=True, tag="a"):
    """What has come of all that an event (or a gateway) needs: one of its triggers, with what it brought."""

    owner: int
    element: int  # the event
    part: int  # its trigger, or the event behind the gateway
    values: dict[str, Json] = {}
    large: dict[str, ValueRef] = {}


class Compensable(msgspec.Struct, kw_only=True, array_like=True, tag="u"):
    """An activity that has completed and can be compensated; of a scope with what completed in it."""

    n: int
    scope: int  # the element instance whose ledger lists it; NOWHERE: it is `inner` to another
    element: int
    visit: int  # counter of the element instance that completed
    group: int = NOWHERE  # the multi-instance body; its inner instances are compensated together
    inner: tuple[int, ...] = ()  # counters of the Compensables that its own ledger listed
    values: dict[str, Json] = {}  # its local variables as they were, the small ones
    large: dict[str, ValueRef] = {}  # and the large ones

    def copy(self) -> Self:
        return replace(self, values=self.values.copy(), large=self.large.copy())


class Sequel(_Plain, kw_only=True, tag="q"):
    """What follows when all is gone that `owner` waits for: it is terminating itself, or what was in it is.

    Either the event `element` happens, or the element instance `by` goes on; of the process itself: it is cancelled.
    """

    owner: int
    element: int = NOWHERE
    by: int = NOWHERE
    values: dict[str, Json] = {}
    large: dict[str, ValueRef] = {}
    reason: str = ""


class Held(_Plain, kw_only=True, tag="h"):
    """Something that came while the instance was suspended; its variables stand beside it. It waits in this order."""

    at: int  # ms since the epoch
    command: Waiting
    values: dict[str, Json] = {}
    large: dict[str, ValueRef] = {}
    name: str = ""  # of a message
    key: str = ""  # its correlation key
