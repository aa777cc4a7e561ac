"""Letters: the commands that one instance's events are to others. The runtime and the simulation post the same ones.

A letter is whole: large values are in it, so that it can be read whatever becomes of the sender's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.sending import unpacked
from lingqu.engine.state import Head
from lingqu.kernel.keys import counter_of, instance_of, local_key
from lingqu.kernel.values import Json

#: Why a called instance is cancelled with its caller; stored, and told by that name.
CALLER_ENDED = "runtime.caller_ended"


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends, when (ms since 1970), in whose name, and its large values that are at hand, by hash."""

    key: int
    head: Head
    at: int
    by: str = ""
    values: Mapping[str, Json] = {}


def letters(sender: Sender, events: Iterable[object]) -> Iterator[tuple[int, c.Command]]:
    """(key of the instance, command) for each event that somebody else must hear of, in their order."""
    for event in events:  # those of other planes have none
        write = _WRITE.get(type(event))
        if write is not None:
            receiver, command = write(sender, event)
            if receiver:
                yield instance_of(receiver), command


Written = tuple[int, c.Command]  # the key of what it is for, 0: of nobody


def _call(sender: Sender, event: e.ChildCalled) -> Written:
    command = c.StartInstance(
        at=sender.at,
        by=sender.by,
        definition=event.definition,
        tenant=sender.head.tenant,
        variables=unpacked(event.variables, event.large, sender.values),
        parent=local_key(sender.key, event.owner),
        root=sender.head.root,
        depth=event.depth,
    )
    return event.child, command


def _cancel(sender: Sender, event: e.ChildCancelRequested) -> Written:
    return event.child, c.CancelInstance(at=sender.at, by=sender.by, reason=CALLER_ENDED)


def _suspend(sender: Sender, event: e.ChildSuspendRequested) -> Written:
    return event.child, c.SuspendInstance(at=sender.at, by=sender.by, by_caller=True)


def _resume(sender: Sender, event: e.ChildResumeRequested) -> Written:
    return event.child, c.ResumeInstance(at=sender.at, by=sender.by, by_caller=True)


def _completed(sender: Sender, event: e.InstanceCompleted) -> Written:
    return _upward(c.ChildCompleted, sender, event)


def _cancelled(sender: Sender, event: e.InstanceCancelled) -> Written:
    owner = counter_of(event.parent)
    return event.parent, c.ChildFailed(at=sender.at, by=sender.by, owner=owner, child=sender.key, kind="cancelled")


def _failed(sender: Sender, event: e.InstanceFailed) -> Written:
    return _upward(c.ChildFailed, sender, event, code=event.code)


def _escalation(sender: Sender, event: e.EscalationRaised) -> Written:
    return _upward(c.CatchEscalation, sender, event, thrower=event.thrower, code=event.code)


def _escalation_answered(sender: Sender, event: e.EscalationAnswered) -> Written:
    thrower = counter_of(event.thrower)
    return event.thrower, c.ReturnEscalation(at=sender.at, by=sender.by, thrower=thrower, caught=event.caught)


def _error(sender: Sender, event: e.ErrorRaised) -> Written:
    return _upward(c.CatchError, sender, event, thrower=event.thrower, code=event.code, error=event.error)


def _error_answered(sender: Sender, event: e.ErrorAnswered) -> Written:
    thrower = counter_of(event.thrower)
    return event.thrower, c.ReturnError(at=sender.at, by=sender.by, thrower=thrower, code=event.code, error=event.error)


def _upward(kind: Callable[..., c.Command], sender: Sender, event: Any, **more: Any) -> Written:
    """To the call activity that waits, with the variables that the event carries."""
    command = kind(
        at=sender.at,
        by=sender.by,
        owner=counter_of(event.parent),
        child=sender.key,
        variables=unpacked(event.variables, event.large, sender.values),
        **more,
    )
    return event.parent, command


_WRITE: Mapping[type, Callable[[Sender, Any], Written]] = {
    e.ChildCalled: _call,
    e.ChildCancelRequested: _cancel,
    e.ChildSuspendRequested: _suspend,
    e.ChildResumeRequested: _resume,
    e.InstanceCompleted: _completed,
    e.InstanceCancelled: _cancelled,
    e.InstanceFailed: _failed,
    e.EscalationRaised: _escalation,
    e.EscalationAnswered: _escalation_answered,
    e.ErrorRaised: _error,
    e.ErrorAnswered: _error_answered,
}
