"""What is waited for: timers, messages and signals, conditions."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.kernel.values import Json, ValueRef


class TimerScheduled(Event, frozen=True):
    n: int
    owner: int
    element: int
    due: int
    left: int = 0


class TimerFired(Event, frozen=True):
    n: int


class TimerCancelled(Event, frozen=True):
    n: int


class SubscriptionOpened(Event, frozen=True):
    """A message (or signal) is waited for. `once` subscriptions close when they match."""

    n: int
    owner: int
    element: int
    name: str
    key: str = ""
    signal: bool = False
    once: bool = True


class SubscriptionMatched(Event, frozen=True):
    """`message` is the key of the message (or signal broadcast) that came."""

    n: int
    message: int


class SubscriptionClosed(Event, frozen=True):
    n: int


class TriggerArrived(Event, frozen=True):
    """One of all the triggers that an event needs has come (or one of the events behind a parallel gateway)."""

    n: int
    owner: int
    element: int
    part: int
    variables: Json = None
    large: dict[str, ValueRef] = {}


class TriggerSpent(Event, frozen=True):
    """The event has gone off, or is not waited for any more."""

    n: int


class ConditionAwaited(Event, frozen=True):
    """A condition is waited for; it is judged at once, and after each change of a variable that it reads."""

    n: int
    owner: int
    element: int


class ConditionJudged(Event, frozen=True):
    """The condition has become true or false; becoming true is what fires."""

    n: int
    held: bool


class ConditionClosed(Event, frozen=True):
    n: int
