"""A migrated instance: every open row of it names the elements of the new version; what is over stays as it was."""

from typing import Any

from lingqu.approvals.events import RoundsMoved
from lingqu.engine.events import ElementMigrated, InstanceMigrated, WaitMigrated
from lingqu.engine.state import ROOT, Incident, Job, Subscription, Task, Timer
from lingqu.runtime.blobs import to_json
from lingqu.runtime.projection import Projection, on


@on(InstanceMigrated)
def instance_migrated(event: InstanceMigrated, ctx: Projection) -> None:
    ctx.elements[ROOT] = event.process
    ctx.update("instance", ctx.instance, definition=event.definition, process_id=ctx.process_id)
    ctx.update("activity", (ctx.instance, ROOT), definition=event.definition, element=event.process)


@on(ElementMigrated)
def element_migrated(event: ElementMigrated, ctx: Projection) -> None:
    ctx.elements[event.n] = event.element
    ctx.update(
        "activity",
        (ctx.instance, event.n),
        definition=ctx.definition,
        element=event.element,
        scope=event.scope,
        brought_by=to_json(event.brought_by),
    )


@on(WaitMigrated)
def wait_migrated(event: WaitMigrated, ctx: Projection) -> None:
    record: Any = ctx.before.record(event.n)
    key = ctx.key(event.n)
    match record:
        case Job():
            ctx.update("job", key, definition=ctx.definition, element=ctx.element(record.owner))
        case Task():
            ctx.update(
                "task", key, definition=ctx.definition, process_id=ctx.process_id, element=ctx.element(record.owner)
            )
        case Timer():
            ctx.update("timer", key, definition=ctx.definition, element=event.element)
        case Subscription():
            ctx.update(
                "subscription",
                key,
                definition=ctx.definition,
                process_id=ctx.process_id,
                element=event.element,
                once=int(ctx.program.node(event.element).interrupting),
                keyless=int(ctx.program.node(event.element).trigger.keyless),
            )
        case Incident():
            ctx.update("incident", key, definition=ctx.definition, element=ctx.element(record.owner))
        case _:
            pass


@on(RoundsMoved)
def rounds_moved(event: RoundsMoved, ctx: Projection) -> None:
    """The incident of a round that found nobody has the key of its task."""
    for task in event.rounds:
        found = ctx.after.plane.rounds[task]
        if found.trouble is not None:
            ctx.update("incident", ctx.key(task), definition=ctx.definition, element=found.element)
