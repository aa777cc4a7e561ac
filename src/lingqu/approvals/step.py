"""One command on one round: step(round | None, command) -> ApprovalOutcome. Decides; apply records.

A command that cannot be done raises Rejected (Conflict, Forbidden, NotFound, Invalid) and leaves nothing behind: the
given round is never touched, the turn works on a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from lingqu.approvals import commands as c
from lingqu.approvals import events as e
from lingqu.approvals import messages  # noqa: F401 - registers the texts of the codes below
from lingqu.approvals import tally as tallies
from lingqu.approvals.apply import apply, opened
from lingqu.approvals.decide import decide
from lingqu.approvals.state import OPEN_STATES, Action, Returning, Round, Seat, SeatState
from lingqu.approvals.verdict import Verdict, verdict
from lingqu.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unprocessable

#: More seats than this in one round are a mistake of a rule (a group of everybody).
MOST_SEATS = 500
_LONGEST = 10_000  # characters of an opinion


class ApprovalOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The round after the command, what happened, and what follows for the token if the round is over now."""

    round: Round
    events: tuple[e.ApprovalEvent, ...]
    verdict: Verdict | None = None


class Turn:
    """One command's own copy of the round. emit = append + apply, the only writer."""

    def __init__(self, round_: Round, at: int) -> None:
        self.round = round_.copy()
        self.at = at
        self.events: list[e.ApprovalEvent] = []

    def emit(self, event: e.ApprovalEvent) -> None:
        self.events.append(event)
        apply(self.round, event, self.at)

    @property
    def next_action(self) -> int:
        return len(self.round.actions) + 1


def step(
    round_: Round | None, command: c.ApprovalCommand, number: int = 1, returning: Returning = ""
) -> ApprovalOutcome:
    """Do one command. `number` is which visit of the element an OpenRound is, `returning` what it is to a straight
    return; the plane knows both.

    Raises Rejected; a CloseRound of a round that is over, and a second OpenRound, answer without events.
    """
    if isinstance(command, c.OpenRound):
        return _open_round(round_, command, number, returning)
    if round_ is None:
        raise NotFound("approvals.no_round", task=command.task)
    turn = Turn(round_, command.at)
    was_over = round_.decided
    _VERBS[type(command)](turn, command)
    told = verdict(turn.round) if turn.round.decided and not was_over else None
    return ApprovalOutcome(round=turn.round, events=tuple(turn.events), verdict=told)


# ---- opening ------------------------------------------------------------------------------------------------------


def _open_round(round_: Round | None, command: c.OpenRound, number: int, returning: Returning) -> ApprovalOutcome:
    if round_ is None:
        event = e.RoundOpened(
            task=command.task,
            element=command.element,
            index=command.index,
            number=number,
            policy=command.policy,
            returning=returning,
        )
        turn = Turn(opened(event, command.at), command.at)
        if returning == "passed-over":
            turn.emit(e.RoundDecided(task=command.task, standing="passed", reason="straight"))
        return ApprovalOutcome(round=turn.round, events=(event, *turn.events), verdict=verdict(turn.round))
    turn = Turn(round_, command.at)
    if round_.trouble is not None and not round_.decided:
        turn.emit(e.SeatsAskedAgain(task=command.task, seat=round_.trouble.seat))
    return ApprovalOutcome(round=turn.round, events=tuple(turn.events))


def _seats_resolved(turn: Turn, command: c.SeatsResolved) -> None:
    _must_be_open(turn.round)
    if turn.round.seated:
        raise Conflict("approvals.seats_are_open", task=command.task)
    sequential = turn.round.policy.order == "sequential"
    seats = tuple(
        Seat(
            n=n,
            person=place.person,
            state=SeatState.WAITING if sequential and n > 1 else SeatState.ACTIVE,
            weight=place.weight,
            veto=place.veto,
            counts=place.counts,
            origin=place.origin,
            chain=place.chain,
            rule=place.rule,
            opened_at=0 if sequential and n > 1 else turn.at,
        )
        for n, place in enumerate(command.places, 1)
    )
    _must_be_able_to_pass(turn.round, seats)
    turn.emit(e.SeatsOpened(task=command.task, seats=seats))


def _must_be_able_to_pass(round_: Round, seats: tuple[Seat, ...]) -> None:
    """A vote that cannot pass even if everybody approves is a mistake in the model or the people, never a verdict."""
    tally = tallies.empty(round_.policy, seats)
    if not tally.seats:
        raise Unprocessable("approvals.nobody")
    if tally.seats > MOST_SEATS:
        raise Unprocessable("approvals.too_many_seats", seats=tally.seats, most=MOST_SEATS)
    if not tallies.can_pass(round_.policy.passing, tally):
        raise Unprocessable("approvals.too_few_seats", seats=tally.seats, weight=str(tally.weight))


def _turn_resolved(turn: Turn, command: c.TurnResolved) -> None:
    _must_be_open(turn.round)
    seat = turn.round.seat(command.seat)
    if seat is None or seat.state is not SeatState.CALLED:
        raise Conflict("approvals.seats_are_open", task=command.task)
    turn.emit(
        e.SeatOpened(
            task=command.task,
            seat=command.seat,
            person=command.person,
            origin=command.origin,
            chain=command.chain,
        )
    )


def _seats_missing(turn: Turn, command: c.SeatsMissing) -> None:
    _must_be_open(turn.round)
    seat = turn.round.seat(command.seat)
    waits = seat.state is SeatState.CALLED if seat else not turn.round.seated
    if not waits or turn.round.trouble is not None:
        raise Conflict("approvals.seats_are_open", task=command.task)
    turn.emit(e.SeatsNotFound(task=command.task, seat=command.seat, code=command.code, params=command.params))


# ---- acting -------------------------------------------------------------------------------------------------------


def _cast_vote(turn: Turn, command: c.CastVote) -> None:
    seat = _own_seat(turn.round, command.by, command.seat)
    turn.emit(
        e.VoteCast(
            task=command.task,
            n=turn.next_action,
            seat=seat.n,
            person=command.by,
            vote=command.vote,
            on_behalf_of=seat.on_behalf_of,
            opinion=words(command.opinion),
            attachments=command.attachments,
            signature=command.signature,
            changes=command.changes,
        )
    )
    _settle(turn)


def _send_back(turn: Turn, command: c.SendBack) -> None:
    seat = _own_seat(turn.round, command.by, command.seat)
    if command.to != "initiator":
        raise Unprocessable("approvals.send_back_to", given=command.to)
    turn.emit(
        e.SentBack(
            task=command.task,
            n=turn.next_action,
            seat=seat.n,
            person=command.by,
            to=command.to,
            mode=command.mode,
            on_behalf_of=seat.on_behalf_of,
            opinion=words(command.opinion),
        )
    )
    _settle(turn)


def _transfer_seat(turn: Turn, command: c.TransferSeat) -> None:
    if command.forced:
        _must_be_open(turn.round)
        found = turn.round.seat(command.seat)
        if found is None or found.state is not SeatState.ACTIVE:
            raise Conflict("approvals.seat_not_active", seat=command.seat)
        seat = found
    else:
        seat = _own_seat(turn.round, command.by, command.seat)
    if not command.to or command.to == seat.person:
        raise Invalid("approvals.transfer_to_self")
    if any(other.person == command.to and other.state in OPEN_STATES for other in turn.round.seats):
        raise Conflict("approvals.already_seated", person=command.to)
    turn.emit(
        e.SeatTransferred(
            task=command.task,
            n=turn.next_action,
            seat=seat.n,
            person=command.by,
            giver=seat.person,
            to=command.to,
            opinion=words(command.opinion),
        )
    )


def _close_round(turn: Turn, command: c.CloseRound) -> None:
    if not turn.round.decided:
        _end(turn, e.RoundDecided(task=command.task, standing="closed", reason=command.reason))


# ---- what follows -------------------------------------------------------------------------------------------------


def _settle(turn: Turn) -> None:
    """After an act: is the round decided, and if not, whose turn is it?"""
    decision = decide(turn.round.policy, turn.round.seats, turn.round.actions)
    task = turn.round.task
    if decision.standing != "pending":
        _end(turn, e.RoundDecided(task=task, standing=decision.standing, reason=decision.reason, seat=decision.seat))
    elif turn.round.policy.order == "sequential":
        busy = any(seat.state in (SeatState.ACTIVE, SeatState.CALLED) for seat in turn.round.seats)
        following = next((seat for seat in turn.round.seats if seat.state is SeatState.WAITING), None)
        if following and not busy:
            turn.emit(e.SeatCalled(task=task, seat=following.n))


def _end(turn: Turn, decided: e.RoundDecided) -> None:
    """The rest is cancelled with the reason and stays in history."""
    reason = decided.reason if decided.standing == "closed" else decided.standing
    for seat in tuple(turn.round.seats):
        if seat.state in OPEN_STATES:
            turn.emit(e.SeatCancelled(task=decided.task, seat=seat.n, reason=reason))
    turn.emit(decided)


def _must_be_open(round_: Round) -> None:
    if not round_.decided:
        return
    raise already_decided(round_)


def already_decided(round_: Round) -> Conflict:
    """The answer to whoever comes too late: it names who was faster."""
    by = decided_by(round_)
    return Conflict("approvals.already_decided", by=by.person) if by else Conflict("approvals.round_closed")


def decided_by(round_: Round) -> Action | None:
    """The act that decided the round, or None if nobody's act did."""
    deciding = round_.decision.seat
    acts = (act for act in reversed(round_.actions) if act.verb in ("approve", "reject", "send-back"))
    return next((act for act in acts if act.seat == deciding), None)


def _own_seat(round_: Round, person: str, n: int) -> Seat:
    """The active seat on which the person may act. Raises Conflict, Forbidden."""
    _must_be_open(round_)
    seat = round_.seat(n) if n else round_.seat_of(person)
    if seat is not None and seat.person == person and seat.state is SeatState.ACTIVE:
        return seat
    mine = [seat for seat in round_.seats if seat.person == person and (not n or seat.n == n)]
    if any(seat.state is SeatState.DECIDED for seat in mine):
        raise Conflict("approvals.you_have_decided")
    if any(seat.state in (SeatState.WAITING, SeatState.CALLED) for seat in mine):
        raise Forbidden("approvals.not_your_turn")
    raise Forbidden("approvals.not_your_seat")


def words(text: str) -> str:
    """An opinion or a note, as it came. Raises Invalid if it is too long."""
    if len(text) > _LONGEST:
        raise Invalid("approvals.opinion_too_long", most=_LONGEST)
    return text


_VERBS: Mapping[type[c.ApprovalCommand], Callable[[Turn, Any], None]] = {
    c.SeatsResolved: _seats_resolved,
    c.TurnResolved: _turn_resolved,
    c.SeatsMissing: _seats_missing,
    c.CastVote: _cast_vote,
    c.SendBack: _send_back,
    c.TransferSeat: _transfer_seat,
    c.CloseRound: _close_round,
}
