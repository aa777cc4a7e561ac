"""The state of one round: who sits where and what was done. Stored for ever as JSON; nouns only.

Numbers of seats and actions count from 1 within the round; 0 names nobody. Times are ms since the epoch.
"""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from typing import Literal, Self, TypeAlias

import msgspec

from lingqu.approvals.policy import Policy

Vote: TypeAlias = Literal["approve", "reject"]
Verb: TypeAlias = Literal["approve", "reject", "send-back", "transfer", "close"]
Origin: TypeAlias = Literal["rule", "added", "delegated", "substituted", "transferred"]
Standing: TypeAlias = Literal["pending", "passed", "rejected", "closed"]


#: What a round is to a straight return: nothing · one that had passed and is passed over · the one that had sent it
#: back · a step that the run did not take before, so that the return has left its way and is over.
Returning: TypeAlias = Literal["", "passed-over", "arrived", "left"]


class SeatState(IntEnum):
    """Where a seat stands; the numbers are those of the `seat` rows."""

    WAITING = 0  # its turn has not come
    CALLED = 1  # its turn has come; who sits is being found out again
    ACTIVE = 2  # the person may act
    DECIDED = 3
    CANCELLED = 4  # the round was decided without it; it stays in the count
    REMOVED = 5  # taken out of the round; it does not count


OPEN_STATES = frozenset({SeatState.WAITING, SeatState.CALLED, SeatState.ACTIVE})


class Decision(msgspec.Struct, frozen=True, array_like=True):
    """Where a round stands. `reason` is a word of messages.REASONS; `seat` is the one whose act decided, or 0."""

    standing: Standing
    reason: str = ""
    seat: int = 0


PENDING = Decision("pending")


class Seat(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One place in a round.

    `chain` are those the seat came along, from the one the rule named to the one before `person`; empty if the rule
    named the person. `group` 0 is the round's own vote; others are groups of added signers.
    """

    n: int
    person: str
    state: SeatState = SeatState.WAITING
    weight: Decimal = Decimal(1)
    veto: bool = False
    counts: bool = True  # an assistant's seat has no vote
    origin: Origin = "rule"
    chain: tuple[str, ...] = ()
    rule: int = 0  # place of the seat rule that it came from, by which it is resolved again
    group: int = 0
    opened_at: int = 0
    ended_at: int = 0
    reason: str = ""  # why it was cancelled or removed

    @property
    def on_behalf_of(self) -> str:
        """For whom the person sits here, or ""."""
        return self.chain[0] if self.chain else ""


class Action(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What somebody did, and for whom. Never changed, never taken away."""

    n: int
    at: int
    verb: Verb
    person: str
    seat: int = 0
    on_behalf_of: str = ""
    opinion: str = ""
    to: tuple[str, ...] = ()  # the person that a transfer goes to; the place that a send-back goes to
    mode: str = ""  # of a send-back: rerun or straight
    attachments: tuple[str, ...] = ()
    signature: str = ""
    changes: tuple[str, ...] = ()  # names of the form's fields that came with the act


class Group(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Signers that somebody added: a vote of its own before, after or beside the adder's seat."""

    n: int
    seat: int  # the adder's
    place: Literal["before", "after", "parallel"]
    policy: Policy


class Trouble(msgspec.Struct, frozen=True, array_like=True):
    """Why nobody could be found for a seat (or for the round: seat 0); a message of a room's catalogue."""

    seat: int
    code: str
    params: dict[str, str] = {}


class Round(msgspec.Struct, kw_only=True, array_like=True):
    """One visit of the token to a user task with an approval policy."""

    task: int  # local counter of the task
    element: int  # ordinal of the user task
    index: int = 0  # loopCounter of a multi-instance's inner instance, else 0
    number: int = 1  # which visit of the element in this run
    policy: Policy = Policy()
    opened_at: int = 0
    seated: bool = False  # whether people have been found for the seats
    seats: list[Seat] = []
    actions: list[Action] = []
    groups: list[Group] = []
    decision: Decision = PENDING
    decided_at: int = 0
    trouble: Trouble | None = None

    @property
    def n(self) -> int:
        """The page on which the round lies."""
        return self.task

    @property
    def decided(self) -> bool:
        return self.decision.standing != "pending"

    def seat(self, n: int) -> Seat | None:
        """Seats are never taken out of the list, so their number is their place."""
        return self.seats[n - 1] if 0 < n <= len(self.seats) else None

    def seat_of(self, person: str) -> Seat | None:
        """The first seat on which this person may act now."""
        return next((seat for seat in self.seats if seat.person == person and seat.state is SeatState.ACTIVE), None)

    def copy(self) -> Self:
        return msgspec.structs.replace(self, seats=self.seats[:], actions=self.actions[:], groups=self.groups[:])


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """A straight return that is under way: who sent it back, and which approvals need not be asked again.

    Both are visits ("ordinal/index" of the user task).
    """

    sender: str
    passed: tuple[str, ...] = ()


class Ladder(msgspec.Struct, frozen=True, array_like=True):
    """Reminders by deadline of one task: how many steps were taken, when the next is due (ms; 0: there is none)."""

    taken: int
    due: int


class Book(msgspec.Struct, kw_only=True, array_like=True):
    """What the plane knows beside its rounds."""

    visits: dict[str, int] = {}  # "ordinal/index" of a user task -> number of its latest round in this run
    copied: list[str] = []  # who was told of the instance, one entry a person
    ladders: dict[str, Ladder] = {}  # counter of a task -> its ladder of reminders
    passed: list[str] = []  # visits whose latest round passed
    frames: list[Frame] = []  # straight returns, the latest last

    def copy(self) -> Self:
        return msgspec.structs.replace(
            self,
            visits=self.visits.copy(),
            copied=self.copied[:],
            ladders=self.ladders.copy(),
            passed=self.passed[:],
            frames=self.frames[:],
        )
