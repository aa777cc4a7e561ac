"""Letters: whatever one instance sends another. Delivered in the same transaction if the target is free, else a row.

A letter is whole: large values are in it, so that it can be read whatever becomes of the sender's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.sending import unpacked
from lingqu.kernel.keys import counter_of, instance_of, local_key
from lingqu.kernel.values import Json
from lingqu.runtime.work import CaseDone
from lingqu.store import Connection

LetterKey = tuple[int, int, int]  # sender, the sender's version, place among its letters


class Letter(msgspec.Struct, frozen=True):
    """A command for another instance; `key` is unique for ever. `stored`: it lies in the letter table."""

    key: LetterKey
    target: int
    command: c.Command
    stored: bool = False


def letters_of(done: CaseDone, values: Mapping[str, Json]) -> list[Letter]:
    """The letters that a decision sends. `values`: the large ones that its events refer to, by hash."""
    return [
        Letter((done.instance, done.version, place), target, command)
        for place, (target, command) in enumerate(_sent(done, values))
    ]


def _sent(done: CaseDone, values: Mapping[str, Json]) -> Iterator[tuple[int, c.Command]]:
    head = done.case.engine.head
    at, by, key = done.at, done.by, done.instance
    for event in done.events:
        match event:
            case e.ChildCalled():
                yield (
                    event.child,
                    c.StartInstance(
                        at=at,
                        by=by,
                        definition=event.definition,
                        tenant=head.tenant,
                        variables=unpacked(event.variables, event.large, values),
                        parent=local_key(key, event.owner),
                        root=head.root,
                        depth=event.depth,
                    ),
                )
            case e.ChildCancelRequested():
                yield event.child, c.CancelInstance(at=at, by=by, reason="runtime.caller_ended")
            case e.ChildSuspendRequested():
                yield event.child, c.SuspendInstance(at=at, by=by, by_caller=True)
            case e.ChildResumeRequested():
                yield event.child, c.ResumeInstance(at=at, by=by, by_caller=True)
            case e.InstanceCompleted(parent=parent) if parent:
                yield (
                    instance_of(parent),
                    c.ChildCompleted(
                        at=at,
                        by=by,
                        owner=counter_of(parent),
                        child=key,
                        variables=unpacked(event.variables, event.large, values),
                    ),
                )
            case e.InstanceCancelled(parent=parent) if parent:
                yield (
                    instance_of(parent),
                    c.ChildFailed(at=at, by=by, owner=counter_of(parent), child=key, kind="cancelled"),
                )
            case e.InstanceFailed(parent=parent) if parent:
                yield (
                    instance_of(parent),
                    c.ChildFailed(
                        at=at,
                        by=by,
                        owner=counter_of(parent),
                        child=key,
                        code=event.code,
                        variables=unpacked(event.variables, event.large, values),
                    ),
                )
            case e.EscalationRaised(parent=parent):
                yield (
                    instance_of(parent),
                    c.CatchEscalation(
                        at=at,
                        by=by,
                        owner=counter_of(parent),
                        child=key,
                        thrower=event.thrower,
                        code=event.code,
                        variables=unpacked(event.variables, event.large, values),
                    ),
                )
            case e.EscalationAnswered(thrower=thrower):
                yield (
                    instance_of(thrower),
                    c.ReturnEscalation(at=at, by=by, thrower=counter_of(thrower), caught=event.caught),
                )
            case e.ErrorRaised(parent=parent):
                yield (
                    instance_of(parent),
                    c.CatchError(
                        at=at,
                        by=by,
                        owner=counter_of(parent),
                        child=key,
                        thrower=event.thrower,
                        code=event.code,
                        error=event.error,
                        variables=unpacked(event.variables, event.large, values),
                    ),
                )
            case e.ErrorAnswered(thrower=thrower):
                yield (
                    instance_of(thrower),
                    c.ReturnError(at=at, by=by, thrower=counter_of(thrower), code=event.code, error=event.error),
                )
            case _:
                pass


def waiting_targets(c_: Connection, most: int) -> list[int]:
    """Instances for which letters lie."""
    return [row[0] for row in c_.rows("SELECT DISTINCT target FROM letter ORDER BY target LIMIT ?", [most])]
