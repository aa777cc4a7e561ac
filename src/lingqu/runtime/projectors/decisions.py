"""Decision rows: one a decision that a business rule task had evaluated, with what it saw and which rules matched."""

from lingqu.engine.events import DecisionEvaluated
from lingqu.kernel.values import Json, decode
from lingqu.runtime.decision_rows import decision_rows
from lingqu.runtime.projection import Projection, on


@on(DecisionEvaluated)
def decision_evaluated(event: DecisionEvaluated, ctx: Projection) -> None:
    rows = decision_rows(
        evaluation=ctx.key(event.n),
        asked=event.decision,
        requirements=event.requirements,
        made=event.made,
        failure=event.failure,
        details=_details(event, ctx),
        hash_=event.large.hash if event.large is not None else "",
        at=ctx.at,
        tenant=ctx.tenant,
        instance=ctx.instance,
        root=ctx.root,
        process=ctx.definition,
        owner=event.owner,
    )
    for row in rows:
        ctx.insert("decision", **row)


def _details(event: DecisionEvaluated, ctx: Projection) -> Json:
    """What the event tells or refers to; nothing if it was deleted."""
    if event.large is None:
        return event.details
    data = ctx.values.get(event.large.hash)
    return None if data is None else decode(data)
