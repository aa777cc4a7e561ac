"""Appliers of the instance as a whole."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply.desks import forget
from lingqu.engine.commands import CompleteJob, FailJob, ThrowJobError
from lingqu.engine.state import (
    ASKED,
    CALLER,
    NOWHERE,
    ROOT,
    Desk,
    ElementInstance,
    Held,
    Job,
    Status,
    Waiting,
)
from lingqu.kernel.keys import counter_of


def instance_started(table: Desk, event: e.InstanceStarted) -> None:
    head = table.head
    head.definition = event.definition
    head.process = event.process
    head.tenant = event.tenant
    head.root = event.root
    head.parent = event.parent
    head.title = event.title
    head.depth = event.depth
    head.begins = event.begins
    head.stops = event.stops
    table.draft.put(ElementInstance(n=ROOT, element=event.process, scope=NOWHERE))


def business_id_assigned(table: Desk, event: e.BusinessIdAssigned) -> None:
    """Only the instance's row holds it."""


def instance_titled(table: Desk, event: e.InstanceTitled) -> None:
    table.head.title = event.title


def instance_completed(table: Desk, event: e.InstanceCompleted) -> None:  # noqa: ARG001 - one shape for all
    _close(table, Status.COMPLETED)


def instance_cancelled(table: Desk, event: e.InstanceCancelled | e.InstanceFailed) -> None:  # noqa: ARG001 - same
    _close(table, Status.CANCELLED)


def instance_suspended(table: Desk, event: e.InstanceSuspended) -> None:
    head = table.head
    head.paused |= CALLER if event.by_caller else ASKED
    head.status = Status.SUSPENDED


def instance_resumed(table: Desk, event: e.InstanceResumed) -> None:
    head = table.head
    head.paused &= ~(CALLER if event.by_caller else ASKED)
    if not head.paused:
        head.status = Status.RUNNING


def command_held(table: Desk, event: e.CommandHeld) -> None:
    table.head.next = event.n + 1
    held = Held(
        n=event.n,
        at=event.at,
        command=event.command,
        values=event.values,
        large=event.large,
        name=event.name,
        key=event.key,
    )
    table.draft.put(held)
    _answer(table, event.command, answered=True)


def command_released(table: Desk, event: e.CommandReleased) -> None:
    held: Any = table.draft.find(event.n)
    table.draft.drop(event.n)
    _answer(table, held.command, answered=False)


def _answer(table: Desk, command: Waiting, *, answered: bool) -> None:
    if isinstance(command, CompleteJob | FailJob | ThrowJobError):
        n = counter_of(command.job)
        if isinstance(table.draft.find(n), Job):
            job: Any = table.draft.edit(n)
            job.answered = answered


def _close(table: Desk, status: Status) -> None:
    table.head.status = status
    forget(table, ROOT)
