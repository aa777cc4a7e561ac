"""Variable rows: the first 8 kB of each value, for people and searches. Truth is on the pages."""

from lingqu.engine.events import VariableCreated, VariableUpdated
from lingqu.kernel.values import Json, ValueRef, encode
from lingqu.runtime.projection import Projection, on

#: Bytes of JSON that a variable row shows.
SHOWN = 8192


@on(VariableCreated)
def variable_created(event: VariableCreated, ctx: Projection) -> None:
    value, size, hash_ = _shown(event.value, event.large, ctx)
    ctx.insert(
        "variable",
        key=ctx.key(event.n),
        tenant=ctx.tenant,
        instance=ctx.instance,
        root=ctx.root,
        scope=event.scope,
        name=event.name,
        value=value,
        size=size,
        hash=hash_,
    )


@on(VariableUpdated)
def variable_updated(event: VariableUpdated, ctx: Projection) -> None:
    value, size, hash_ = _shown(event.value, event.large, ctx)
    ctx.update("variable", ctx.key(event.n), value=value, size=size, hash=hash_)


def _shown(value: Json, large: ValueRef | None, ctx: Projection) -> tuple[str, int, str]:
    if large is None:
        data = encode(value)
        return data.decode(), len(data), ""
    # a large value came up in this decision, or is shared with a variable that came up before (then it is not shown)
    return ctx.values.get(large.hash, b"")[:SHOWN].decode(errors="ignore"), large.size, large.hash
