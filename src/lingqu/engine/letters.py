"""Letters: the commands that one instance's events are to others. The runtime and the simulation post the same ones.

A letter is whole: large values are in it, so that it can be read whatever becomes of the sender's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
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
        if type(event) in _WRITE:
            receiver_of, write = _WRITE[type(event)]
            receiver = receiver_of(event)
            if receiver:
                yield instance_of(receiver), write(sender, event)


def _call(sender: Sender, event: e.ChildCalled) -> c.Command:
    return c.StartInstance(
        at=sender.at,
        by=sender.by,
        definition=event.definition,
        tenant=sender.head.tenant,
        variables=unpacked(event.variables, event.large, sender.values),
        parent=local_key(sender.key, event.owner),
        root=sender.head.root,
        depth=event.depth,
    )


def _cancel(sender: Sender, _event: e.ChildCancelRequested) -> c.Command:
    return c.CancelInstance(at=sender.at, by=sender.by, reason=CALLER_ENDED)


def _suspend(sender: Sender, _event: e.ChildSuspendRequested) -> c.Command:
    return c.SuspendInstance(at=sender.at, by=sender.by, by_caller=True)


def _resume(sender: Sender, _event: e.ChildResumeRequested) -> c.Command:
    return c.ResumeInstance(at=sender.at, by=sender.by, by_caller=True)


def _completed(sender: Sender, event: e.InstanceCompleted) -> c.Command:
    return _upward(c.ChildCompleted, sender, event)


def _cancelled(sender: Sender, event: e.InstanceCancelled) -> c.Command:
    owner = counter_of(event.parent)
    return c.ChildFailed(at=sender.at, by=sender.by, owner=owner, child=sender.key, kind="cancelled")


def _failed(sender: Sender, event: e.InstanceFailed) -> c.Command:
    return _upward(c.ChildFailed, sender, event, code=event.code)


def _escalation(sender: Sender, event: e.EscalationRaised) -> c.Command:
    return _upward(c.CatchEscalation, sender, event, thrower=event.thrower, code=event.code)


def _escalation_answered(sender: Sender, event: e.EscalationAnswered) -> c.Command:
    thrower = counter_of(event.thrower)
    return c.ReturnEscalation(at=sender.at, by=sender.by, thrower=thrower, caught=event.caught)


def _error(sender: Sender, event: e.ErrorRaised) -> c.Command:
    return _upward(c.CatchError, sender, event, thrower=event.thrower, code=event.code, error=event.error)


def _error_answered(sender: Sender, event: e.ErrorAnswered) -> c.Command:
    thrower = counter_of(event.thrower)
    return c.ReturnError(at=sender.at, by=sender.by, thrower=thrower, code=event.code, error=event.error)


def _upward(kind: Callable[..., c.Command], sender: Sender, event: Any, **more: Any) -> c.Command:
    """To the call activity that waits, with the variables that the event carries."""
    return kind(
        at=sender.at,
        by=sender.by,
        owner=counter_of(event.parent),
        child=sender.key,
        variables=unpacked(event.variables, event.large, sender.values),
        **more,
    )


_CHILD, _PARENT, _THROWER = attrgetter("child"), attrgetter("parent"), attrgetter("thrower")
#: For each event the key of what it is for (0: of nobody), and the command.
_WRITE: Mapping[type, tuple[Callable[[Any], int], Callable[[Sender, Any], c.Command]]] = {
    e.ChildCalled: (_CHILD, _call),
    e.ChildCancelRequested: (_CHILD, _cancel),
    e.ChildSuspendRequested: (_CHILD, _suspend),
    e.ChildResumeRequested: (_CHILD, _resume),
    e.InstanceCompleted: (_PARENT, _completed),
    e.InstanceCancelled: (_PARENT, _cancelled),
    e.InstanceFailed: (_PARENT, _failed),
    e.EscalationRaised: (_PARENT, _escalation),
    e.EscalationAnswered: (_THROWER, _escalation_answered),
    e.ErrorRaised: (_PARENT, _error),
    e.ErrorAnswered: (_THROWER, _error_answered),
}
#: Events that somebody else may have to hear of.
HEARD = frozenset(_WRITE)
