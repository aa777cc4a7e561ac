"""Events: what happened in a round, in past participles. Stored for ever as JSON arrays `[name, field, …]`.

A field may be added at the end with a default. `task` is the task's local counter, `seat` and `n` count within the
round. Time stands once in the history row, so `apply` is told it. Events of both planes share a history row; no two
have one name.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from lingqu.approvals.policy import Policy
from lingqu.approvals.state import Origin, Returning, Seat, Standing, Vote


class ApprovalEvent(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True, tag_field="event"):
    """Root of all events of the approval plane."""

    task: int


class RoundOpened(ApprovalEvent, frozen=True, kw_only=True):
    """The token came to an element with a policy; who sits is found out after the commit.

    `returning` says what the round is to a straight return; one that is passed over is decided at once.
    """

    element: int
    index: int
    number: int
    policy: Policy
    returning: Returning = ""


class SeatsOpened(ApprovalEvent, frozen=True, kw_only=True):
    """The seats as they stand from now on: active, or waiting for their turn."""

    seats: tuple[Seat, ...]


class SeatCalled(ApprovalEvent, frozen=True, kw_only=True):
    """A seat's turn has come; who sits is found out once more after the commit."""

    seat: int


class SeatOpened(ApprovalEvent, frozen=True, kw_only=True):
    """The seat whose turn came is active."""

    seat: int
    person: str
    origin: Origin = "rule"
    chain: tuple[str, ...] = ()


class SeatsNotFound(ApprovalEvent, frozen=True, kw_only=True):
    """Nobody was found; the round waits for an operator."""

    seat: int
    code: str
    params: dict[str, str] = {}


class SeatsAskedAgain(ApprovalEvent, frozen=True, kw_only=True):
    """The operator says that somebody can be found now."""

    seat: int = 0


class VoteCast(ApprovalEvent, frozen=True, kw_only=True):
    n: int
    seat: int
    person: str
    vote: Vote
    on_behalf_of: str = ""
    opinion: str = ""
    attachments: tuple[str, ...] = ()
    signature: str = ""
    changes: tuple[str, ...] = ()


class SentBack(ApprovalEvent, frozen=True, kw_only=True):
    n: int
    seat: int
    person: str
    to: str
    mode: str
    on_behalf_of: str = ""
    opinion: str = ""


class SeatTransferred(ApprovalEvent, frozen=True, kw_only=True):
    """`person` gave the seat (or an administrator took it from `giver`) to `to`."""

    n: int
    seat: int
    person: str
    giver: str
    to: str
    opinion: str = ""


class SeatCancelled(ApprovalEvent, frozen=True, kw_only=True):
    """The round was decided before this seat spoke; `reason` is a word of messages.REASONS."""

    seat: int
    reason: str


class CopyAdded(ApprovalEvent, frozen=True, kw_only=True):
    """These people are told of the instance. `task` 0: not from a task; `person` "": as drawn."""

    person: str
    people: tuple[str, ...]
    note: str = ""


class Commented(ApprovalEvent, frozen=True, kw_only=True):
    """Words left with the task; history keeps them, no state does."""

    person: str
    text: str


class Urged(ApprovalEvent, frozen=True, kw_only=True):
    """`people` had not acted; `also` heard of it. `rung` 0: by hand, else the step of the ladder."""

    person: str
    people: tuple[str, ...]
    also: tuple[str, ...] = ()
    rung: int = 0


class LadderSet(ApprovalEvent, frozen=True, kw_only=True):
    """So many steps of the task's ladder were taken; the next is due at `due` (ms; 0: there is none)."""

    taken: int
    due: int


class RoundDecided(ApprovalEvent, frozen=True, kw_only=True):
    """The round is over. `seat` is the one whose act decided, or 0."""

    standing: Standing
    reason: str
    seat: int = 0


class RoundsMoved(ApprovalEvent, frozen=True, kw_only=True):
    """Rounds, and what the book knows of earlier ones, are of these elements now; fields as in MoveRounds."""

    elements: tuple[tuple[int, int], ...]
    rounds: tuple[int, ...] = ()


#: What a reader of history decodes.
AnyApprovalEvent: TypeAlias = (
    RoundOpened
    | SeatsOpened
    | SeatCalled
    | SeatOpened
    | SeatsNotFound
    | SeatsAskedAgain
    | VoteCast
    | SentBack
    | SeatTransferred
    | SeatCancelled
    | CopyAdded
    | Commented
    | Urged
    | LadderSet
    | RoundDecided
    | RoundsMoved
)
