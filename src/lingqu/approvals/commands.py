"""Commands: what may be asked of a round, in imperatives. Time, people and other outside facts arrive in them.

`task` is the task's local counter. `at` is ms since the epoch, `by` the person who asks.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

import msgspec

from lingqu.approvals.policy import Policy, ReturnMode
from lingqu.approvals.state import Origin, Vote


class ApprovalCommand(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True, tag_field="command"):
    """Root of all commands of the approval plane."""

    at: int
    by: str = ""
    task: int


class OpenRound(ApprovalCommand, frozen=True, kw_only=True):
    """The engine has asked for seats. A round that is there already and has found nobody is asked for again."""

    element: int
    index: int = 0
    policy: Policy


class Place(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One seat as the rules found it; fields as in state.Seat."""

    person: str
    weight: Decimal = Decimal(1)
    veto: bool = False
    counts: bool = True
    origin: Origin = "rule"
    chain: tuple[str, ...] = ()
    rule: int = 0


class SeatsResolved(ApprovalCommand, frozen=True, kw_only=True):
    """People were found for the round's seats, in their order."""

    places: tuple[Place, ...]


class TurnResolved(ApprovalCommand, frozen=True, kw_only=True):
    """Who sits on the seat whose turn has come in a sequential round."""

    seat: int
    person: str
    origin: Origin = "rule"
    chain: tuple[str, ...] = ()


class SeatsMissing(ApprovalCommand, frozen=True, kw_only=True):
    """Nobody was found for the round (seat 0) or for the seat whose turn has come: an operator has to help."""

    seat: int = 0
    code: str
    params: dict[str, str] = {}


class CastVote(ApprovalCommand, frozen=True, kw_only=True):
    """Approve or reject. `seat` 0: the first seat on which `by` may act.

    `changes` names the form's fields that change with this vote; they are set in the same commit.
    """

    vote: Vote
    seat: int = 0
    opinion: str = ""
    attachments: tuple[str, ...] = ()
    signature: str = ""
    changes: tuple[str, ...] = ()


class SendBack(ApprovalCommand, frozen=True, kw_only=True):
    """One person's act, not a vote: the round closes and the run goes back."""

    to: str = "initiator"
    mode: ReturnMode = "rerun"
    seat: int = 0
    opinion: str = ""


class TransferSeat(ApprovalCommand, frozen=True, kw_only=True):
    """The seat goes to another person and keeps its place and weight."""

    to: str
    seat: int = 0
    opinion: str = ""
    forced: bool = False  # an administrator moves somebody else's seat; `seat` is then required


class AddCopy(ApprovalCommand, frozen=True, kw_only=True):
    """Let more people know of the instance. Who knows already is left out. `task` 0: not from a task."""

    people: tuple[str, ...]
    note: str = ""


class Comment(ApprovalCommand, frozen=True, kw_only=True):
    """Words that somebody leaves with a task, beside any vote."""

    text: str


class SetLadder(ApprovalCommand, frozen=True, kw_only=True):
    """The first reminder of a new task is due then (ms). A task that has a ladder keeps it."""

    due: int


class Urge(ApprovalCommand, frozen=True, kw_only=True):
    """Remind who has not acted on the task: the active seats of its round, or `people` if it has none.

    `rung` 0: by hand, else the step of the ladder; each step is taken once, and `following` says when the next one is
    due (ms; 0: that was the last).
    """

    rung: int = 0
    following: int = 0
    people: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # who else hears of it


class CloseRound(ApprovalCommand, frozen=True, kw_only=True):
    """The task ended without a decision (cancelled, boundary event, rewind). Repeating changes nothing."""

    reason: str = "task-ended"


class MoveRounds(ApprovalCommand, frozen=True, kw_only=True):
    """The instance went over to another version: (ordinal before, ordinal after) of its elements. `task` is 0.

    `rounds` are the tasks whose round is open.
    """

    elements: tuple[tuple[int, int], ...]
    rounds: tuple[int, ...] = ()


AnyApprovalCommand: TypeAlias = (
    OpenRound
    | SeatsResolved
    | TurnResolved
    | SeatsMissing
    | CastVote
    | SendBack
    | TransferSeat
    | AddCopy
    | Comment
    | SetLadder
    | Urge
    | CloseRound
    | MoveRounds
)
