"""Activity rows: one a visit of a token to an element, with its lineage. The process itself is visit 0."""

from lingqu.engine.events import (
    ElementActivated,
    ElementActivating,
    ElementCompleted,
    ElementTerminated,
    InstanceStarted,
)
from lingqu.engine.state import NOWHERE, ROOT, Lifecycle
from lingqu.runtime.blobs import to_json
from lingqu.runtime.projection import Projection, on

_NOBODY = b"[]"
_COMPLETED, _TERMINATED = int(Lifecycle.COMPLETED), int(Lifecycle.TERMINATED)


@on(InstanceStarted)
def instance_started(event: InstanceStarted, ctx: Projection) -> None:
    ctx.elements[ROOT] = event.process
    _insert(ctx, ROOT, event.process, NOWHERE)


@on(ElementActivating, ElementActivated)
def element_entered(event: ElementActivating | ElementActivated, ctx: Projection) -> None:
    n = event.n
    known = n in ctx.elements or n < ctx.before.engine.head.next  # its ElementActivating has made the row
    ctx.elements[n] = event.element
    if not known:
        brought_by = to_json(event.brought_by) if event.brought_by else _NOBODY
        _insert(ctx, n, event.element, event.scope, index=event.index, brought_by=brought_by)


@on(ElementCompleted)
def element_completed(event: ElementCompleted, ctx: Projection) -> None:
    _left(ctx, event.n, _COMPLETED)


@on(ElementTerminated)
def element_terminated(event: ElementTerminated, ctx: Projection) -> None:
    _left(ctx, event.n, _TERMINATED)


def _insert(ctx: Projection, n: int, element: int, scope: int, *, index: int = 0, brought_by: bytes = _NOBODY) -> None:
    row = {  # no other table gets as many: these rows go straight to where they are gathered
        "instance": ctx.instance,
        "n": n,
        "definition": ctx.definition,
        "element": element,
        "scope": scope,
        "loop_index": index,
        "entered_at": ctx.at,
        "left_at": None,
        "outcome": 0,
        "brought_by": brought_by,
    }
    ctx.rows.insert("activity", (ctx.instance, n), row)


def _left(ctx: Projection, n: int, outcome: int) -> None:
    ctx.rows.update("activity", (ctx.instance, n), {"left_at": ctx.at, "outcome": outcome})
