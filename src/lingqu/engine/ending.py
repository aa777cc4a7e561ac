"""How things end before their time: what an element instance waits for is closed, scopes are terminated inside out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lingqu.engine import events as e
from lingqu.engine.places import children, inside_out
from lingqu.engine.state import NOWHERE, ROOT, Arrival, Condition, Incident, Job, Subscription, Task, Timer
from lingqu.engine.turn import Turn


def close_waits(turn: Turn, n: int) -> None:
    """Cancel the jobs, tasks, timers, subscriptions and incidents of an element instance."""
    for wait in tuple(turn.element(n).waits):
        close_wait(turn, wait)


def close_wait(turn: Turn, n: int) -> None:
    record = turn.draft.find(n)
    match record:
        case Job():
            turn.emit(e.JobCancelled(n=n))
        case Task():
            turn.emit(e.TaskCancelled(n=n))
        case Timer():
            turn.emit(e.TimerCancelled(n=n))
        case Subscription():
            turn.emit(e.SubscriptionClosed(n=n))
        case Condition():
            turn.emit(e.ConditionClosed(n=n))
        case Arrival():
            turn.emit(e.TriggerSpent(n=n))
        case Incident():
            turn.emit(e.IncidentResolved(n=n, job=record.job))
        case _:
            pass


def terminate(turn: Turn, n: int) -> None:
    """Terminate an element instance with everything in it."""
    terminate_all(turn, (n,))


def terminate_children(turn: Turn, scope: int, *, but: int = -1) -> None:
    """Terminate all that lives in a scope, except one, and drop the tokens on its flows."""
    terminate_all(turn, [n for n in children(turn.desk, scope) if n != but])
    drop_tokens(turn, scope)


def terminate_all(turn: Turn, roots: Iterable[int]) -> None:
    for n in inside_out(turn.desk, roots):
        place: Any = turn.element(n)
        close_waits(turn, n)
        if place.called:
            turn.emit(e.ChildCancelRequested(owner=n, child=place.called))
        drop_tokens(turn, n)
        if turn.program.patient:
            turn.stirred.add(place.scope)
        turn.emit(e.ElementTerminated(n=n))


def cancel(turn: Turn, reason: str) -> None:
    """End the instance before its time, with everything in it; whoever called it is told."""
    terminate_children(turn, ROOT)
    close_waits(turn, ROOT)
    turn.emit(e.InstanceCancelled(reason=reason, parent=turn.head.parent))


def drop_tokens(turn: Turn, scope: int) -> None:
    """The tokens in a scope vanish: those parked at its joins, and those on their way."""
    for join, tokens in tuple(turn.element(scope).parked.items()):
        turn.emit(e.TokensDropped(scope=scope, join=join, tokens=tuple(tokens)))
    flying = turn.grounded(scope)
    if flying:
        turn.emit(e.TokensDropped(scope=scope, join=NOWHERE, tokens=flying))
