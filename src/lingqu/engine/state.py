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

from lingqu.engine.records import (
    NOWHERE,
    Arrival,
    Change,
    Compensable,
    Condition,
    Held,
    Incident,
    Item,
    Job,
    Output,
    Sequel,
    Subscription,
    Task,
    Timer,
    Variable,
    Waiting,
)
from lingqu.kernel.pages import Draft, Shelf
from lingqu.kernel.values import ValueRef

ROOT = 0
#: The index of what was activated in an ad-hoc sub-process: a scope of its own, for one element and what follows it.
RUN = -1
#: A scope with more children than this no longer lists them; who wants them all scans the pages.
CROWD = 32

#: Why an instance is suspended, as bits: it was asked to be; its caller is.
ASKED = 1
CALLER = 2

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
    begins: tuple[int, ...] = ()  # elements at which it begins once its start listeners are done; () for as drawn
    stops: tuple[int, ...] = ()  # elements whose end ends the instance
    halting: bool = False  # one of them has ended

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
    | Sequel
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


__all__ = [
    "ASKED",
    "CALLER",
    "CROWD",
    "NOWHERE",
    "ROOT",
    "RUN",
    "AdHoc",
    "Arrival",
    "Change",
    "Compensable",
    "Condition",
    "Desk",
    "ElementInstance",
    "Head",
    "Held",
    "Incident",
    "Item",
    "Job",
    "Lifecycle",
    "Loop",
    "Opened",
    "Output",
    "Record",
    "Sequel",
    "State",
    "Status",
    "Subscription",
    "Task",
    "Timer",
    "Token",
    "Variable",
    "Waiting",
    "desk",
    "empty",
]
