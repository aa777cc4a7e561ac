"""Incident rows of both planes. A round that finds nobody is an incident whose key is its task's."""

import zlib
from collections.abc import Mapping
from typing import Any

from lingqu.approvals.events import RoundDecided, SeatOpened, SeatsAskedAgain, SeatsNotFound, SeatsOpened
from lingqu.engine.events import IncidentRaised, IncidentResolved
from lingqu.engine.state import NOWHERE, Task
from lingqu.kernel.messages import Message
from lingqu.kernel.values import encode
from lingqu.runtime.projection import Projection, on

SEATS_MISSING = "seats-missing"


def sentence(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """What an incident says in English and its CRC-32 as a signed number: columns that are searched and grouped by."""
    said = Message(code=code, params=dict(params)).text("en")
    number = zlib.crc32(said.encode())
    return {"message": said, "message_hash": number - (1 << 32) if number >= 1 << 31 else number}


@on(IncidentRaised)
def incident_raised(event: IncidentRaised, ctx: Projection) -> None:
    ctx.insert(
        "incident",
        key=ctx.key(event.n),
        tenant=ctx.tenant,
        instance=ctx.instance,
        root=ctx.root,
        definition=ctx.definition,
        element=ctx.element(event.owner),
        owner=event.owner,
        job=ctx.key(event.job) if event.job != NOWHERE else 0,
        kind=event.kind,
        code=event.code,
        params=encode(event.params),
        **sentence(event.code, event.params),
        created_at=ctx.at,
        resolved_at=None,
    )


@on(IncidentResolved)
def incident_resolved(event: IncidentResolved, ctx: Projection) -> None:
    ctx.update("incident", ctx.key(event.n), resolved_at=ctx.at)


@on(SeatsNotFound)
def seats_not_found(event: SeatsNotFound, ctx: Projection) -> None:
    task = ctx.after.record(event.task)
    owner = task.owner if isinstance(task, Task) else 0
    ctx.upsert(
        "incident",
        key=ctx.key(event.task),
        tenant=ctx.tenant,
        instance=ctx.instance,
        root=ctx.root,
        definition=ctx.definition,
        element=ctx.after.plane.rounds[event.task].element,
        owner=owner,
        job=0,
        kind=SEATS_MISSING,
        code=event.code,
        params=encode(event.params),
        **sentence(event.code, event.params),
        created_at=ctx.at,
        resolved_at=None,
    )


@on(SeatsAskedAgain, SeatsOpened, SeatOpened, RoundDecided)
def seats_found(event: SeatsAskedAgain | SeatsOpened | SeatOpened | RoundDecided, ctx: Projection) -> None:
    before = ctx.before.plane.rounds.get(event.task)
    if before is not None and before.trouble is not None:
        ctx.update("incident", ctx.key(event.task), resolved_at=ctx.at)
