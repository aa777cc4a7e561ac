"""What the reference remembers: visits that lie in one another, what they wait for, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

#: The index of what was activated in an ad-hoc sub-process: a scope for one element and what follows it.
RUN = -1
#: What happens is counted, so that it can be told what came first.
tick = count().__next__


@dataclass(eq=False)
class Wait:
    """Something from outside is awaited. `event` is what happens then: the visit's own node, or an event beside it."""

    kind: str  # work, timer, message, signal, condition
    owner: Visit
    event: Any
    definition: Any = None  # which of the event's triggers
    name: str = ""
    key: str | None = None  # of a message; None: any
    left: int = 0  # of a timer: how many more times; -1: for ever
    held: bool = False  # of a condition
    taken: bool = False  # a message or signal is on its way to it
    since: int = field(default_factory=tick)

    @property
    def beside(self) -> bool:
        """Whether it is an event beside its owner: on the boundary, or of an event sub-process."""
        return getattr(self.event, "position", "") in ("boundary", "start")

    @property
    def quiet(self) -> bool:
        """Whether it is still awaited when it has come."""
        return self.beside and not self.event.interrupting and not self.event.parallel_multiple

    @property
    def open(self) -> bool:
        return self in self.owner.waits and not self.owner.dead


@dataclass(frozen=True)
class Letter:
    """A message that is thrown. `lasts`: it waits for who comes later; no time passes here."""

    name: str
    key: str
    lasts: bool
    once: str  # of those with the same name, key and id only the first is delivered


@dataclass(eq=False)
class Undoable:
    """A completed activity that can be compensated."""

    node: Any
    inner: list[Undoable]
    values: dict[str, Any]
    group: Visit | None = None  # inner instances of one parallel multi-instance are undone together
    since: int = field(default_factory=tick)  # the order of completion


@dataclass(eq=False)
class Visit:
    """A token at a node, or a scope with tokens in it."""

    node: Any
    scope: Visit | None
    index: int = 0  # which run of a loop; RUN in an ad-hoc sub-process; 0: neither, or the whole loop
    values: dict[str, Any] = field(default_factory=dict)
    via: Any = None  # the flow by which its token came
    inside: list[Visit] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    parked: dict[str, list[Any]] = field(default_factory=dict)  # join -> the flows by which its tokens came
    opened: dict[str, set[str]] = field(default_factory=dict)  # complex gateway that waits for reset -> flows served
    moving: int = 0  # tokens on their way
    ledger: list[Undoable] = field(default_factory=list)
    count: dict[str, int] | None = None  # the book of a loop
    outputs: list[Any] = field(default_factory=list)  # what the runs of a multi-instance gave
    came: dict[str, dict[Any, dict[str, Any]]] = field(default_factory=dict)  # event -> its triggers that have come
    called: Any = None  # the instance that a call activity waits for
    queue: list[str] = field(default_factory=list)  # of an ad-hoc sub-process: what waits for its turn
    closed: bool = False  # an ad-hoc sub-process that takes no more activations
    dead: bool = False
    undoing: bool = False
    cancelling: bool = False  # a cancel end event that waits until all is undone
    stuck: bool = False  # an incident: nothing happens here until an operator helps
    since: int = field(default_factory=tick)

    @property
    def whole_loop(self) -> bool:
        return getattr(self.node, "loop", None) is not None and not self.index


class Stuck(Exception):  # noqa: N818 - becomes an incident
    """No flow can be taken, or nobody catches an error."""
