"""What each event means for a round: event -> new fields, nothing decided, nothing that can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from lingqu.approvals import events as e
from lingqu.approvals.state import Action, Decision, Round, Seat, SeatState, Trouble


def opened(event: e.RoundOpened, at: int) -> Round:
    """The round that a RoundOpened begins."""
    return Round(
        task=event.task,
        element=event.element,
        index=event.index,
        number=event.number,
        policy=event.policy,
        opened_at=at,
    )


def apply(round_: Round, event: e.ApprovalEvent, at: int) -> None:
    """Write what happened into the turn's own copy of the round. `at`: time of the command, ms since the epoch."""
    _APPLIERS[type(event)](round_, event, at)


def _seats_opened(round_: Round, event: e.SeatsOpened, _at: int) -> None:
    round_.seats = list(event.seats)
    round_.seated = True
    round_.trouble = None


def _seat_called(round_: Round, event: e.SeatCalled, _at: int) -> None:
    _seat(round_, event.seat, state=SeatState.CALLED)


def _seat_opened(round_: Round, event: e.SeatOpened, at: int) -> None:
    round_.trouble = None
    _seat(
        round_,
        event.seat,
        state=SeatState.ACTIVE,
        person=event.person,
        origin=event.origin,
        chain=event.chain,
        opened_at=at,
    )


def _seats_not_found(round_: Round, event: e.SeatsNotFound, _at: int) -> None:
    round_.trouble = Trouble(event.seat, event.code, event.params)


def _seats_asked_again(round_: Round, _event: e.SeatsAskedAgain, _at: int) -> None:
    round_.trouble = None


def _vote_cast(round_: Round, event: e.VoteCast, at: int) -> None:
    _seat(round_, event.seat, state=SeatState.DECIDED, ended_at=at)
    round_.actions.append(
        Action(
            n=event.n,
            at=at,
            verb=event.vote,
            person=event.person,
            seat=event.seat,
            on_behalf_of=event.on_behalf_of,
            opinion=event.opinion,
            attachments=event.attachments,
            signature=event.signature,
            changes=event.changes,
        )
    )


def _sent_back(round_: Round, event: e.SentBack, at: int) -> None:
    _seat(round_, event.seat, state=SeatState.DECIDED, ended_at=at)
    round_.actions.append(
        Action(
            n=event.n,
            at=at,
            verb="send-back",
            person=event.person,
            seat=event.seat,
            on_behalf_of=event.on_behalf_of,
            opinion=event.opinion,
            to=(event.to,),
            mode=event.mode,
        )
    )


def _seat_transferred(round_: Round, event: e.SeatTransferred, at: int) -> None:
    chain = (*round_.seats[event.seat - 1].chain, event.giver)
    _seat(round_, event.seat, person=event.to, origin="transferred", chain=chain)
    round_.actions.append(
        Action(
            n=event.n,
            at=at,
            verb="transfer",
            person=event.person,
            seat=event.seat,
            on_behalf_of="" if event.person == event.giver else event.giver,
            opinion=event.opinion,
            to=(event.to,),
        )
    )


def _seat_cancelled(round_: Round, event: e.SeatCancelled, at: int) -> None:
    _seat(round_, event.seat, state=SeatState.CANCELLED, ended_at=at, reason=event.reason)


def _round_decided(round_: Round, event: e.RoundDecided, at: int) -> None:
    round_.decision = Decision(event.standing, event.reason, event.seat)
    round_.decided_at = at
    round_.trouble = None


def _seat(round_: Round, n: int, **changes: Any) -> None:
    if n:  # 0: an act of nobody who sits here
        changed: Seat = msgspec.structs.replace(round_.seats[n - 1], **changes)
        round_.seats[n - 1] = changed


_APPLIERS: Mapping[type[e.ApprovalEvent], Callable[[Round, Any, int], None]] = {
    e.SeatsOpened: _seats_opened,
    e.SeatCalled: _seat_called,
    e.SeatOpened: _seat_opened,
    e.SeatsNotFound: _seats_not_found,
    e.SeatsAskedAgain: _seats_asked_again,
    e.VoteCast: _vote_cast,
    e.SentBack: _sent_back,
    e.SeatTransferred: _seat_transferred,
    e.SeatCancelled: _seat_cancelled,
    e.RoundDecided: _round_decided,
}
