"""What the reference remembers: visits that lie in one another, what they wait for, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any


@dataclass(eq=False)
class Wait:
    """Something from outside is awaited. `event` is what happens then: the visit's own node, or an event beside it."""

    kind: str  # work, timer, message, signal, condition
    owner: Visit
    event: Any
    name: str = ""
    left: int = 0  # of a timer: how many more times; -1: for ever
    held: bool = False  # of a condition
    since: int = field(default_factory=count().__next__)


@dataclass(eq=False)
class Undoable:
    """A completed activity that can be compensated."""

    node: Any
    inner: list[Undoable]
    values: dict[str, Any]
    group: Visit | None = None  # inner instances of one parallel multi-instance are undone together
    since: int = field(default_factory=count().__next__)  # the order of completion


@dataclass(eq=False)
class Visit:
    """A token at a node, or a scope with tokens in it."""

    node: Any
    scope: Visit | None
    index: int = 0  # which run of a loop; 0: not a run, or the whole loop
    values: dict[str, Any] = field(default_factory=dict)
    inside: list[Visit] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    parked: dict[str, list[Any]] = field(default_factory=dict)  # join -> the flows by which its tokens came
    opened: dict[str, set[str]] = field(default_factory=dict)  # complex gateway that waits for reset -> flows served
    moving: int = 0  # tokens on their way
    ledger: list[Undoable] = field(default_factory=list)
    count: dict[str, int] | None = None  # the book of a loop
    dead: bool = False
    undoing: bool = False
    stuck: bool = False  # an incident: nothing happens here until an operator helps

    @property
    def whole_loop(self) -> bool:
        return getattr(self.node, "loop", None) is not None and not self.index


class Stuck(Exception):  # noqa: N818 - becomes an incident
    """No flow can be taken, or nobody catches an error."""
