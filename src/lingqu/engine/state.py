"""The state of one process instance: a head and records on pages. Stored for ever; nouns only.

Element numbers are ordinals in the deployed XML's document order. `n` is always the record's local counter; a field
that ends in no unit and names another record holds that record's counter. The root scope is the element instance
with counter 0, whose key is the instance's key.

No record holds another one, so there is no circle among them that a garbage collector would have to find (gc=False).
What a record lists is a tuple, or a dict that is replaced as a whole: a copy of the record shares it.
"""

from __future__ import annotations

from enum import IntEnum
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
from lingqu.kernel.pages import Draft, Shelf
from lingqu.kernel.values import Json, ValueRef

ROOT = 0
NOWHERE = -1
#: The index of what was activated in an ad-hoc sub-process: a scope of its own, for one element and what follows it.
RUN = -1
#: A scope with more children than this no longer lists them; who wants them all scans the pages.
CROWD = 32

#: Why an instance is suspended, as bits: it was asked to be; its caller is.
ASKED = 1
CALLER = 2

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

#: (sequence flow ordinal, counter of the element instance that it was taken from)
Token = tuple[int, int]


class Lifecycle(IntEnum):
    """Where an element instance stands. The table of legal moves is in lifecycle.py."""

    ACTIVATING = 0
    ACTIVE = 1
    COMPLETING = 2
    COMPLETED = 3
    TERMINATING = 4
    TERMINATED = 5


class Status(IntEnum):
    """Where a process instance stands."""

    RUNNING = 0
    COMPLETED = 1
    CANCELLED = 2
    SUSPENDED = 3


class Head(msgspec.Struct, kw_only=True, array_like=True, gc=False):
    """What every turn needs of the instance; rewritten with every command, therefore small."""

    definition: int  # key of the deployed process
    process: int  # ordinal of the process element in that deployment's document
    tenant: str
    root: int  # key of the instance at the top of the call tree; the instance's own key if it is the top
    parent: int = 0  # key of the call activity's element instance that waits for this instance, or 0
    status: Status = Status.RUNNING
    next: int = 1  # the next free local counter
    at: int = 0  # time of the last command, ms since the epoch; never goes back
    open_incidents: int = 0
    title: str = ""  # as last told by InstanceStarted or InstanceTitled
    depth: int = 0  # how many call activities are above this instance
    paused: int = 0  # ASKED, CALLER or both while it is suspended

    def copy(self) -> Self:
        return replace(self)


class Loop(msgspec.Struct, kw_only=True, array_like=True, gc=False):
    """The book of a multi-instance (or loop) body: how many, how far, and where outputs are collected."""

    total: int
    started: int = 0
    completed: int = 0
    terminated: int = 0
    items: ValueRef | None = None  # input collection; None if only a cardinality is given
    outputs: int = NOWHERE  # counter of the first Output record; item i (from 0) is at outputs + i
    added: tuple[int, ...] = ()  # counters of the items that were added while it ran, the last ones of the total

    def copy(self) -> Self:
        return replace(self)

    def output(self, index: int) -> int:
        """The counter at which the output of inner instance `index` (from 1) lies."""
        drawn = self.total - len(self.added)
        return self.added[index - drawn - 1] if index > drawn else self.outputs + index - 1


class Opened(msgspec.Struct, kw_only=True, array_like=True):
    """A complex gateway that was activated and has not reset yet."""

    by: int  # counter of the element instance that was the activation
    flows: tuple[int, ...]  # ordinals of the incoming flows that gave a token to it


class AdHoc(msgspec.Struct, kw_only=True, array_like=True):
    """The book of an ad-hoc sub-process that is open."""

    queue: tuple[int, ...] = ()  # ordinals of elements that wait for their turn, in a sequential one
    closed: bool = False  # takes no more activations; completes when nothing lives in it


class ElementInstance(msgspec.Struct, kw_only=True, array_like=True, tag="e", gc=False):
    """One visit of a token to an element. Scopes (process, sub-process, multi-instance body) use the lower half."""

    n: int
    element: int
    scope: int
    state: Lifecycle = Lifecycle.ACTIVE
    waits: tuple[int, ...] = ()  # counters of the jobs, tasks, timers, subscriptions and incidents that it owns
    names: dict[str, int] = {}  # local variables: name -> counter of the Variable; each copy of the record has its own
    index: int = 0  # loopCounter of an inner instance of a multi-instance body, from 1; RUN in an ad-hoc one; else 0
    called: int = 0  # key of the called instance, if a call activity waits for one
    children: tuple[int, ...] = ()  # counters of the child element instances, while there are at most CROWD
    crowd: int = 0  # their number, once there were more; then `children` is empty
    flowing: int = 0  # tokens on sequence flows inside this scope, parked ones included
    parked: dict[int, tuple[Token, ...]] = {}  # join's ordinal -> tokens that wait there
    loop: Loop | None = None
    ledger: tuple[int, ...] = ()  # counters of the Compensables of this scope, in the order of completion
    undoing: bool = False  # compensates what its ledger lists
    opened: dict[int, Opened] = {}  # ordinals of the complex gateways in this scope that wait for reset
    ad_hoc: AdHoc | None = None
    heard: int = 0  # listeners that are done, of those that it waits for now

    def copy(self) -> Self:
        mine = replace(self)
        mine.names = self.names.copy()
        if self.loop is not None:
            mine.loop = self.loop.copy()
        return mine

    @property
    def live(self) -> int:
        """Children and tokens that keep this scope from completing."""
        return len(self.children) + self.crowd + self.flowing


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

    event: str  # creating | assigning | updating | completing
    action: str = ""
    assignee: str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    values: dict[str, Json] = {}  # variables that complete it, the small ones
    large: dict[str, ValueRef] = {}  # and the large ones


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


class Held(_Plain, kw_only=True, tag="h"):
    """Something that came while the instance was suspended; its variables stand beside it. It waits in this order."""

    at: int  # ms since the epoch
    command: Waiting
    values: dict[str, Json] = {}
    large: dict[str, ValueRef] = {}
    name: str = ""  # of a message
    key: str = ""  # its correlation key


Record = (
    ElementInstance
    | Job
    | Task
    | Timer
    | Subscription
    | Incident
    | Variable
    | Output
    | Item
    | Condition
    | Arrival
    | Compensable
    | Held
)


class State(msgspec.Struct, kw_only=True):
    """One instance at rest: immutable by agreement. A turn works on a Draft of it."""

    key: int
    head: Head
    shelf: Shelf[Record]


def empty(key: int) -> State:
    """The state of an instance that is about to start."""
    head = Head(definition=0, process=0, tenant="", root=key)
    return State(key=key, head=head, shelf=Shelf({}, complete=True))


class Desk(msgspec.Struct, kw_only=True):
    """What `apply` writes on: the head and the draft of one turn."""

    key: int
    head: Head
    draft: Draft[Record]

    def state(self) -> State:
        return State(key=self.key, head=self.head, shelf=self.draft.shelf())


def desk(state: State) -> Desk:
    """A private desk on which a turn can write without touching `state`."""
    return Desk(key=state.key, head=state.head.copy(), draft=Draft(state.shelf))
