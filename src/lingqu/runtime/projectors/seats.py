"""Seat rows and their offers, written from the round as it stands after the decision."""

from lingqu.approvals.events import (
    CopyAdded,
    RoundDecided,
    RoundOpened,
    SeatCalled,
    SeatCancelled,
    SeatOpened,
    SeatsOpened,
    SeatTransferred,
    SentBack,
    Urged,
    VoteCast,
)
from lingqu.approvals.state import Round, Seat, SeatState
from lingqu.runtime.projection import Projection, on
from lingqu.runtime.projectors.instances import party

_VOTES = ("approve", "reject", "send-back")


@on(RoundOpened)
def round_opened(event: RoundOpened, ctx: Projection) -> None:
    ctx.update("task", ctx.key(event.task), round=event.number)


@on(SeatsOpened)
def seats_opened(event: SeatsOpened, ctx: Projection) -> None:
    for seat in event.seats:
        _seat(ctx, event.task, seat.n)


@on(SeatCalled, SeatOpened, VoteCast, SentBack, SeatTransferred, SeatCancelled)
def seat_changed(
    event: SeatCalled | SeatOpened | VoteCast | SentBack | SeatTransferred | SeatCancelled, ctx: Projection
) -> None:
    _seat(ctx, event.task, event.seat)


@on(RoundDecided)
def round_decided(event: RoundDecided, ctx: Projection) -> None:
    ctx.clear("offer", task=ctx.key(event.task))


@on(CopyAdded)
def copy_added(event: CopyAdded, ctx: Projection) -> None:
    for person in event.people:
        party(ctx, person, "copied")


@on(Urged)
def urged(event: Urged, ctx: Projection) -> None:
    ctx.update("task", ctx.key(event.task), urged_at=ctx.at)


def _seat(ctx: Projection, task: int, n: int) -> None:
    round_ = ctx.after.plane.rounds[task]
    seat = round_.seat(n)
    if seat is None:
        return
    verdict, opinion = _last_act(round_, seat)
    key = ctx.key(task)
    ctx.upsert(
        "seat",
        task=key,
        seat=n,
        tenant=ctx.tenant,
        instance=ctx.instance,
        person=seat.person,
        on_behalf_of=seat.on_behalf_of,
        origin=seat.origin,
        state=int(seat.state),
        verdict=verdict,
        opinion=opinion,
        opened_at=seat.opened_at or None,
        decided_at=(seat.ended_at or None) if seat.state is SeatState.DECIDED else None,
    )
    ctx.clear("offer", task=key, seat=n)
    if seat.state is SeatState.ACTIVE:
        ctx.ensure("offer", task=key, kind="person", who=seat.person, seat=n, tenant=ctx.tenant, instance=ctx.instance)
        party(ctx, seat.person, "decides")


def _last_act(round_: Round, seat: Seat) -> tuple[str, str]:
    """(verdict, opinion) of the seat's last vote, empty if it has not spoken."""
    act = next((act for act in reversed(round_.actions) if act.seat == seat.n and act.verb in _VOTES), None)
    return (act.verb, act.opinion) if act is not None else ("", "")
