"""How things end before their time: what an element instance waits for is closed, scopes are terminated inside out.

Listeners may hold a user task up that is cancelled. It stays terminating until they have answered, and so does each
scope that ends with it; what is to follow waits in the state, and `sequels` lets it come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lingqu.engine import events as e
from lingqu.engine.places import children, inside_out
from lingqu.engine.sending import packed_values
from lingqu.engine.state import (
    NOWHERE,
    ROOT,
    Arrival,
    Condition,
    Incident,
    Job,
    Lifecycle,
    Sequel,
    Subscription,
    Task,
    Timer,
)
from lingqu.engine.turn import Turn
from lingqu.kernel.errors import Conflict
from lingqu.kernel.values import Json

_NOTHING: Mapping[str, Json] = {}
_TERMINATING = Lifecycle.TERMINATING  # Python 3.11 looks members of an enum up slowly


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
        case Sequel():
            turn.emit(e.SequelEnded(n=n))
        case Incident():
            turn.emit(e.IncidentResolved(n=n, job=record.job))
        case _:
            pass


def close_handlers(turn: Turn, scope: int) -> None:
    """The event sub-processes of a scope do not wait any more for what starts them."""
    for wait in tuple(turn.element(scope).waits):
        record = turn.draft.find(wait)
        if (
            isinstance(record, Timer | Subscription | Condition | Arrival)
            and turn.node(record.element).attached_to == NOWHERE
        ):
            close_wait(turn, wait)


def terminate(turn: Turn, n: int) -> bool:
    """Terminate an element instance with everything in it: whether it is gone."""
    return terminate_all(turn, (n,))


def terminate_children(turn: Turn, scope: int, *, but: int = -1) -> bool:
    """Terminate all that lives in a scope, except one, and drop the tokens on its flows: whether all is gone."""
    gone = terminate_all(turn, [n for n in children(turn.desk, scope) if n != but])
    drop_tokens(turn, scope)
    drop_sequel(turn, scope)
    return gone


def terminate_all(turn: Turn, roots: Iterable[int]) -> bool:
    """Terminate these with everything in them: whether all are gone.

    What a listener hears of stays, terminating, until it has answered, and so does what is around it up to the roots.
    """
    gone = True
    for n in inside_out(turn.desk, roots):
        place: Any = turn.element(n)
        if place.state is _TERMINATING:
            drop_sequel(turn, n)  # what ends it now goes further
            gone = False
            continue
        node = turn.node(place.element)
        ending = turn.behaviour(node, n).ending
        if ending is not None and ending(turn, n, node):
            gone = False
            continue
        close_waits(turn, n)
        if place.called:
            turn.emit(e.ChildCancelRequested(owner=n, child=place.called))
        drop_tokens(turn, n)
        if turn.program.patient:
            turn.stirred.add(place.scope)
        if place.children or place.crowd:
            turn.emit(e.ElementTerminating(n=n))
        else:
            turn.emit(e.ElementTerminated(n=n))
    return gone


def cancel(turn: Turn, reason: str) -> None:
    """End the instance before its time, with everything in it; whoever called it is told when all is gone."""
    gone = terminate_children(turn, ROOT)
    close_waits(turn, ROOT)
    if gone:
        turn.emit(e.InstanceCancelled(reason=reason, parent=turn.head.parent))
    else:
        turn.emit(e.ElementTerminating(n=ROOT))
        plan_sequel(turn, ROOT, reason=reason)


def going_on(turn: Turn) -> None:
    """Raises Conflict if the whole instance is about to end."""
    if not turn.alive(ROOT):
        raise Conflict("engine.instance_ending", key=str(turn.desk.key))


# ---- what follows when listeners hold it up -----------------------------------------------------------------------


def plan_sequel(
    turn: Turn,
    owner: int,
    *,
    element: int = NOWHERE,
    by: int = NOWHERE,
    brought: Mapping[str, Json] = _NOTHING,
    reason: str = "",
) -> None:
    """Something follows when what is terminating is gone: the element instance itself, or all that was in it."""
    told = packed_values(turn, brought)
    turn.emit(
        e.SequelPlanned(
            n=turn.head.next,
            owner=owner,
            element=element,
            by=by,
            variables=told.variables,
            large=told.large,
            reason=reason,
        )
    )


def sequel_of(turn: Turn, n: int) -> Sequel | None:
    """What follows there, if anything is waited for."""
    waits = (turn.draft.find(wait) for wait in turn.element(n).waits)
    return next((one for one in waits if isinstance(one, Sequel)), None)


def drop_sequel(turn: Turn, n: int) -> None:
    """What was to follow there will not."""
    sequel = sequel_of(turn, n)
    if sequel is not None:
        turn.emit(e.SequelEnded(n=sequel.n))


def drop_tokens(turn: Turn, scope: int) -> None:
    """The tokens in a scope vanish: those parked at its joins, and those on their way."""
    for join, tokens in tuple(turn.element(scope).parked.items()):
        turn.emit(e.TokensDropped(scope=scope, join=join, tokens=tuple(tokens)))
    flying = turn.grounded(scope)
    if flying:
        turn.emit(e.TokensDropped(scope=scope, join=NOWHERE, tokens=flying))
