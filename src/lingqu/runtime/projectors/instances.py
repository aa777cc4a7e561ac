"""Instance rows and who is concerned. What changes with every command (version, status) the batch writes itself."""

from lingqu.engine.events import (
    BusinessIdAssigned,
    InstanceCancelled,
    InstanceCompleted,
    InstanceFailed,
    InstanceResumed,
    InstanceStarted,
    InstanceSuspended,
)
from lingqu.runtime.blobs import to_json
from lingqu.runtime.projection import Projection, on


@on(InstanceStarted)
def instance_started(event: InstanceStarted, ctx: Projection) -> None:
    ctx.insert(
        "instance",
        key=ctx.instance,
        tenant=event.tenant,
        root=event.root,
        parent=event.parent,
        definition=event.definition,
        process_id=ctx.process_id,
        version=0,
        status=0,
        incidents=0,
        title=event.title,
        business_id=event.business_id,
        started_by=event.started_by,
        tags=to_json(event.tags).decode() if event.tags else "",
        started_at=ctx.at,
        ended_at=None,
        suspended_at=None,
    )
    party(ctx, event.started_by, "started")


@on(InstanceCompleted, InstanceCancelled, InstanceFailed)
def instance_ended(event: InstanceCompleted | InstanceCancelled | InstanceFailed, ctx: Projection) -> None:
    del event
    ctx.update("instance", ctx.instance, ended_at=ctx.at)
    visit_ended(ctx, outcome=3 if ctx.after.engine.head.status == 1 else 5)


@on(BusinessIdAssigned)
def business_id_assigned(event: BusinessIdAssigned, ctx: Projection) -> None:
    ctx.update("instance", ctx.instance, business_id=event.business_id)


@on(InstanceSuspended)
def instance_suspended(event: InstanceSuspended, ctx: Projection) -> None:
    """The moment at which it came to a halt; a second reason to hold still changes nothing."""
    del event
    if not ctx.before.engine.head.paused:
        ctx.update("instance", ctx.instance, suspended_at=ctx.at)


@on(InstanceResumed)
def instance_resumed(event: InstanceResumed, ctx: Projection) -> None:
    del event
    if not ctx.after.engine.head.paused:
        ctx.update("instance", ctx.instance, suspended_at=None)


def visit_ended(ctx: Projection, *, outcome: int) -> None:
    """The process itself is the visit with counter 0."""
    ctx.update("activity", (ctx.instance, 0), left_at=ctx.at, outcome=outcome)


def party(ctx: Projection, person: str, role: str) -> None:
    """The person is concerned with the instance; the first time counts."""
    if person:
        ctx.ensure(
            "party",
            instance=ctx.instance,
            person=person,
            role=role,
            tenant=ctx.tenant,
            since=ctx.at,
            read_at=None,
        )
