"""Activity rows: one a visit of a token to an element, with its lineage. The process itself is visit 0."""

from lingqu.engine.events import (
    ElementActivated,
    ElementActivating,
    ElementCompleted,
    ElementTerminated,
    InstanceStarted,
)
from lingqu.engine.state import NOWHERE, Lifecycle
from lingqu.runtime.blobs import to_json
from lingqu.runtime.projection import Projection, on

_NOBODY = b"[]"


@on(InstanceStarted)
def instance_started(event: InstanceStarted, ctx: Projection) -> None:
    _insert(ctx, n=0, element=event.process, scope=NOWHERE, index=0, brought_by=_NOBODY)


@on(ElementActivating, ElementActivated)
def element_entered(event: ElementActivating | ElementActivated, ctx: Projection) -> None:
    if isinstance(event, ElementActivated) and event.n < ctx.before.engine.head.next:
        return  # its ElementActivating, in an earlier command, has made the row
    if event.n in ctx.seen:
        return  # its ElementActivating, in this command, has made the row
    ctx.seen.add(event.n)
    _insert(
        ctx,
        n=event.n,
        element=event.element,
        scope=event.scope,
        index=event.index,
        brought_by=to_json(event.brought_by) if event.brought_by else _NOBODY,
    )


@on(ElementCompleted)
def element_completed(event: ElementCompleted, ctx: Projection) -> None:
    ctx.update("activity", (ctx.instance, event.n), left_at=ctx.at, outcome=int(Lifecycle.COMPLETED))


@on(ElementTerminated)
def element_terminated(event: ElementTerminated, ctx: Projection) -> None:
    ctx.update("activity", (ctx.instance, event.n), left_at=ctx.at, outcome=int(Lifecycle.TERMINATED))


def _insert(ctx: Projection, *, n: int, element: int, scope: int, index: int, brought_by: bytes) -> None:
    ctx.insert(
        "activity",
        instance=ctx.instance,
        n=n,
        definition=ctx.definition,
        element=element,
        scope=scope,
        loop_index=index,
        entered_at=ctx.at,
        left_at=None,
        outcome=0,
        brought_by=brought_by,
    )
