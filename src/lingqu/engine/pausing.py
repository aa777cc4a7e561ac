"""Suspended: the instance holds still and loses nothing. What comes from outside waits in it, in the order it came.

Results of jobs, messages, signals and letters become Held records; timers stay and fire late. Resuming does what
waited, one after the other, each to its end, as if it came now: by the time it arrived, timers by when they were due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import handlers_letters as letters
from lingqu.engine import handlers_work as work
from lingqu.engine.naming import clean, record_of
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.sending import packed_values
from lingqu.engine.settling import settle
from lingqu.engine.state import (
    ASKED,
    CALLER,
    NOWHERE,
    ROOT,
    ElementInstance,
    Held,
    Incident,
    Job,
    Record,
    Status,
    Subscription,
    Timer,
)
from lingqu.engine.turn import Turn
from lingqu.kernel.errors import Conflict, NotFound, Rejected
from lingqu.kernel.keys import counter_of
from lingqu.kernel.pages import MissingPage, page_of
from lingqu.kernel.values import Json

#: What waits, and how it is done in the end.
WAITS: Mapping[type[c.Command], Callable[[Turn, Any], None]] = {
    c.CompleteJob: work.complete_job,
    c.FailJob: work.fail_job,
    c.ThrowJobError: work.throw_job_error,
    c.CorrelateMessage: work.correlate_message,
    c.ChildCompleted: letters.child_completed,
    c.ChildFailed: letters.child_failed,
    c.CatchEscalation: letters.catch_escalation,
    c.ReturnEscalation: letters.return_escalation,
    c.CatchError: letters.catch_error,
    c.ReturnError: letters.return_error,
}
#: What is done all the same: it moves no token.
AT_ONCE = frozenset(
    {
        c.AssignBusinessId,
        c.CancelInstance,
        c.SuspendInstance,
        c.ResumeInstance,
        c.SetVariables,
        c.SetJobRetries,
        c.MigrateInstance,
    }
)


#: What is refused: it can be asked for again once the instance goes on.
REFUSED = frozenset(
    {
        c.StartInstance,
        c.AssignTask,
        c.UpdateTask,
        c.CompleteTask,
        c.FireTimer,
        c.ResolveIncident,
        c.Rewind,
        c.AddItem,
        c.ActivateAdHoc,
        c.ModifyInstance,
    }
)


def every(turn: Turn) -> Iterator[Record]:
    """All records of the instance, by counter; what is not loaded is asked for at once."""
    try:
        return iter(list(turn.draft.scan(range(page_of(turn.head.next) + 1))))
    except MissingPage:
        raise Lack(Needs(every_page=True)) from None


def hold(turn: Turn, command: Any) -> None:
    """Something has come that has to wait. Raises NotFound where it would be refused anyway."""
    name, key = _find(turn, command)
    variables = clean(command.variables) if hasattr(command, "variables") else {}
    parcel = packed_values(turn, variables)
    bare = msgspec.structs.replace(command, numbers=(), **({"variables": {}} if variables else {}))
    turn.emit(
        e.CommandHeld(
            n=turn.head.next,
            at=turn.at,
            command=bare,
            values=parcel.variables,
            large=parcel.large,
            name=name,
            key=key,
        )
    )


def _find(turn: Turn, command: Any) -> tuple[str, str]:
    """Name and key of a message that comes, else empty texts. Raises NotFound if there is nothing that it could do."""
    match command:
        case c.CompleteJob() | c.FailJob() | c.ThrowJobError():
            job = record_of(turn, command.job, Job, "job_not_found")
            if job.answered:
                raise NotFound("engine.job_not_found", key=str(turn.key(job.n)))
        case c.CorrelateMessage():
            found = record_of(turn, command.subscription, Subscription, "subscription_not_found")
            if turn.node(found.element).trigger.kind == "message":
                return found.name, found.key
        case c.ReturnEscalation() | c.ReturnError():
            record_of(turn, command.thrower, ElementInstance, "element_not_found")
        case _:
            letters.caller(turn, command.owner, command.child)
    return "", ""


def suspend_instance(turn: Turn, command: c.SuspendInstance) -> None:
    """Hold still from now on, and whatever this instance has called as well."""
    if turn.head.paused & (CALLER if command.by_caller else ASKED):
        raise Conflict("engine.suspended_already")
    if turn.head.paused:
        turn.emit(e.InstanceSuspended(by_caller=command.by_caller, reason=command.reason))
        return
    jobs, timers, calls = _open(turn)
    turn.emit(e.InstanceSuspended(by_caller=command.by_caller, jobs=jobs, timers=timers, reason=command.reason))
    for owner, child in calls:
        turn.emit(e.ChildSuspendRequested(owner=owner, child=child))


def resume_instance(turn: Turn, command: c.ResumeInstance) -> None:
    """Go on, if nothing else holds it: first with what waited."""
    paused, bit = turn.head.paused, CALLER if command.by_caller else ASKED
    if not paused:
        raise Conflict("engine.not_suspended")
    if not paused & bit:
        raise Conflict("engine.caller_suspended")
    if paused != bit:
        turn.emit(e.InstanceResumed(by_caller=command.by_caller))
        return
    jobs, timers, calls = _open(turn)
    held = [record for record in every(turn) if isinstance(record, Held)]
    turn.want({ref for record in held for ref in record.large.values()})
    due = [record for record in every(turn) if isinstance(record, Timer) and record.due <= turn.at]
    turn.emit(e.InstanceResumed(by_caller=command.by_caller, jobs=jobs, timers=timers))
    for owner, child in calls:
        turn.emit(e.ChildResumeRequested(owner=owner, child=child))
    if turn.program.watched:
        turn.dirty.add(ROOT)
    settle(turn)
    _catch_up(turn, held, due)


def _open(turn: Turn) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
    """Jobs that a worker may have, timers, and (element instance, called instance)."""
    records = list(every(turn))
    stopped = {record.job for record in records if isinstance(record, Incident)}
    return (
        tuple(record.n for record in records if isinstance(record, Job) and record.n not in stopped),
        tuple(record.n for record in records if isinstance(record, Timer)),
        [(record.n, record.called) for record in records if isinstance(record, ElementInstance) and record.called],
    )


def _catch_up(turn: Turn, held: list[Held], due: list[Timer]) -> None:
    """Do what waited, in order; what has nothing left to be done to is let go."""
    waiting: list[tuple[int, int, Held | Timer]] = [(one.at, one.n, one) for one in held]
    waiting += [(one.due, one.n, one) for one in due]
    for _, n, one in sorted(waiting, key=lambda entry: entry[:2]):
        turn.entered = 0  # each is a step of its own
        if isinstance(one, Held):
            _release(turn, one)
        elif turn.head.status is Status.RUNNING and isinstance(turn.draft.find(n), Timer):
            work.fire_timer(turn, c.FireTimer(at=turn.at, timer=n))
        settle(turn)


def _release(turn: Turn, held: Held) -> None:
    command: Any = held.command
    values: dict[str, Json] = {**held.values, **{name: turn.fetch(ref) for name, ref in held.large.items()}}
    if turn.head.status is not Status.RUNNING or _gone(turn, command):
        turn.emit(e.CommandReleased(n=held.n, dropped=True))
        if held.name:  # others may wait for it
            turn.emit(
                e.MessagePublished(
                    n=turn.head.next,
                    owner=held.n,
                    name=held.name,
                    key=held.key,
                    variables=held.values,
                    large=held.large,
                )
            )
        return
    if values:
        command = msgspec.structs.replace(command, variables=values)
    turn.emit(e.CommandReleased(n=held.n))
    WAITS[type(command)](turn, command)


def _gone(turn: Turn, command: Any) -> bool:
    """Whether what came before has taken away what this one is for."""
    n = getattr(command, "job", NOWHERE)
    if n != NOWHERE:
        return not isinstance(turn.draft.find(counter_of(n)), Job)
    try:
        _find(turn, command)
    except Rejected:
        return True
    return False


def release(turn: Turn) -> None:
    """The instance is about to end while suspended: those it waits for may do their work."""
    jobs, timers, _ = _open(turn)
    for bit in (ASKED, CALLER):
        if turn.head.paused & bit:
            last = turn.head.paused == bit
            turn.emit(
                e.InstanceResumed(by_caller=bit == CALLER, jobs=jobs if last else (), timers=timers if last else ())
            )


def let_go(turn: Turn) -> None:
    """The instance ends while suspended: nothing of what waits will be done."""
    for record in every(turn):
        if isinstance(record, Held):
            turn.emit(e.CommandReleased(n=record.n, dropped=True))
