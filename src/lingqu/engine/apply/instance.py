"""Appliers of the instance as a whole."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.apply.desks import forget
from lingqu.engine.state import NOWHERE, ROOT, Desk, ElementInstance, Status


def instance_started(table: Desk, event: e.InstanceStarted) -> None:
    head = table.head
    head.definition = event.definition
    head.process = event.process
    head.tenant = event.tenant
    head.root = event.root
    head.parent = event.parent
    head.title = event.title
    head.depth = event.depth
    table.draft.put(ElementInstance(n=ROOT, element=event.process, scope=NOWHERE))


def instance_titled(table: Desk, event: e.InstanceTitled) -> None:
    table.head.title = event.title


def instance_completed(table: Desk, event: e.InstanceCompleted) -> None:  # noqa: ARG001 - one shape for all
    _close(table, Status.COMPLETED)


def instance_cancelled(table: Desk, event: e.InstanceCancelled | e.InstanceFailed) -> None:  # noqa: ARG001 - same
    _close(table, Status.CANCELLED)


def instance_suspended(table: Desk, event: e.InstanceSuspended) -> None:  # noqa: ARG001 - same
    table.head.status = Status.SUSPENDED


def instance_resumed(table: Desk, event: e.InstanceResumed) -> None:  # noqa: ARG001 - same
    table.head.status = Status.RUNNING


def _close(table: Desk, status: Status) -> None:
    table.head.status = status
    forget(table, ROOT)
