"""What goes to others: messages and signals, called instances and what they hand up."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.kernel.values import Json, ValueRef


class MessagePublished(Event, frozen=True):
    """The instance threw a message; `ttl` in ms, 0: only for those who wait already.

    `n`: its own counter, so what the instance waits for under a later one came later (0 in old histories: `owner`).
    `id`: while one of that name, key and id lives no other is delivered; "": every message is another one.
    """

    owner: int
    name: str
    key: str = ""
    ttl: int = 0
    variables: Json = None
    large: dict[str, ValueRef] = {}
    n: int = 0
    id: str = ""


class SignalThrown(Event, frozen=True):
    """The instance broadcast a signal: everybody who waits for it at this moment gets it. `n`: its own counter."""

    owner: int
    name: str
    variables: Json = None
    large: dict[str, ValueRef] = {}
    n: int = 0


class EscalationRaised(Event, frozen=True):
    """Nobody in a called instance catches the escalation: `parent` is asked, `thrower` (a key) waits for the answer."""

    parent: int
    thrower: int
    code: str
    variables: Json = None
    large: dict[str, ValueRef] = {}


class EscalationAnswered(Event, frozen=True):
    """The escalation of a called instance was judged: `thrower` (a key) may go on."""

    thrower: int
    caught: bool = False


class ErrorRaised(Event, frozen=True):
    """Nobody in a called instance catches the error: `parent` is asked, `thrower` (a key) waits.

    Who catches it cancels the called instance; that is the answer. Otherwise ErrorAnswered comes.
    """

    parent: int
    thrower: int
    code: str
    error: str = ""
    variables: Json = None
    large: dict[str, ValueRef] = {}


class ErrorAnswered(Event, frozen=True):
    """Nobody further up catches the error of a called instance: `thrower` (a key) gets an incident."""

    thrower: int
    code: str
    error: str = ""


class ChildCalled(Event, frozen=True):
    """A call activity starts an instance: the child's key, the definition, its first variables."""

    owner: int
    child: int
    definition: int
    variables: Json = None
    depth: int = 0
    large: dict[str, ValueRef] = {}


class ChildCancelRequested(Event, frozen=True):
    """The call activity ends before its child: the child is told by letter."""

    owner: int
    child: int


class ChildSuspendRequested(Event, frozen=True):
    """The instance is suspended: those that it has called are told by letter."""

    owner: int
    child: int


class ChildResumeRequested(Event, frozen=True):
    """The instance goes on: those that it has called are told by letter."""

    owner: int
    child: int


class ChildReturned(Event, frozen=True):
    """The called instance has answered; what it brought follows as variable events."""

    owner: int
    child: int
