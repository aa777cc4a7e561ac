"""The tally: what the votes of a round add up to, kept up vote by vote, and what a pass rule says to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from lingqu import feel
from lingqu.approvals.policy import All, AnyOf, AnyPassRule, AtLeast, Expression, PassRule, Policy, Ratio, Weight
from lingqu.approvals.state import Seat, SeatState, Vote
from lingqu.kernel.values import Json


class Tally(msgspec.Struct, kw_only=True):
    """Counts of the seats that count, their weights, and those who hold a veto."""

    seats: int = 0
    approved: int = 0
    rejected: int = 0
    weight: Decimal = Decimal(0)
    approved_weight: Decimal = Decimal(0)
    rejected_weight: Decimal = Decimal(0)
    vetoes: int = 0  # rejections by veto holders
    holders_to_hear: int = 0  # veto holders who have not spoken

    @property
    def open(self) -> int:
        """Seats that count and have not spoken."""
        return self.seats - self.approved - self.rejected

    @property
    def open_weight(self) -> Decimal:
        return self.weight - self.approved_weight - self.rejected_weight

    def vote(self, seat: Seat, vote: Vote, *, counts: bool) -> None:
        """Add one seat's vote."""
        if seat.veto:
            self.holders_to_hear -= 1
            self.vetoes += vote == "reject"
        if not counts:
            return
        if vote == "approve":
            self.approved += 1
            self.approved_weight += seat.weight
        else:
            self.rejected += 1
            self.rejected_weight += seat.weight

    def at_best(self) -> Tally:
        """The tally if everybody who has not spoken approved."""
        return msgspec.structs.replace(
            self, approved=self.approved + self.open, approved_weight=self.approved_weight + self.open_weight
        )

    def context(self) -> dict[str, Json]:
        """The names that a FEEL pass rule may use."""
        return {
            "seats": self.seats,
            "approved": self.approved,
            "rejected": self.rejected,
            "open": self.open,
            "weight": self.weight,
            "approvedWeight": self.approved_weight,
            "rejectedWeight": self.rejected_weight,
        }


def counts(policy: Policy, seat: Seat) -> bool:
    """Whether this seat's vote is counted under the policy."""
    return (
        seat.counts
        and seat.group == 0
        and seat.state is not SeatState.REMOVED
        and (policy.counted == "every" or seat.weight > 0)
        and (policy.added_count or seat.origin != "added")
    )


def empty(policy: Policy, seats: Iterable[Seat]) -> Tally:
    """The tally of these seats before anybody has spoken."""
    tally = Tally()
    for seat in seats:
        if seat.veto and seat.state is not SeatState.REMOVED:
            tally.holders_to_hear += 1
        if counts(policy, seat):
            tally.seats += 1
            tally.weight += seat.weight
    return tally


def passes(rule: AnyPassRule, tally: Tally) -> bool:
    """Whether the approvals so far are enough. A round without counting seats passes nothing."""
    return tally.seats > 0 and _RULES[type(rule)](rule, tally)


def can_pass(rule: AnyPassRule, tally: Tally) -> bool:
    """Whether the approvals could still become enough. What a FEEL rule will say is known when all have spoken."""
    if isinstance(rule, Expression):
        return tally.open > 0 or passes(rule, tally)
    return passes(rule, tally.at_best())


def _all(_: All, tally: Tally) -> bool:
    return tally.approved == tally.seats


def _any(_: AnyOf, tally: Tally) -> bool:
    return tally.approved > 0


def _at_least(rule: AtLeast, tally: Tally) -> bool:
    return tally.approved >= rule.seats


def _ratio(rule: Ratio, tally: Tally) -> bool:
    return tally.approved * rule.q >= tally.seats * rule.p


def _weight(rule: Weight, tally: Tally) -> bool:
    return tally.approved_weight >= rule.least


def _expression(rule: Expression, tally: Tally) -> bool:
    return feel.compile(rule.text.removeprefix("=")).evaluate(tally.context()).json is True


_RULES: Mapping[type[PassRule], Callable[[Any, Tally], bool]] = {
    All: _all,
    AnyOf: _any,
    AtLeast: _at_least,
    Ratio: _ratio,
    Weight: _weight,
    Expression: _expression,
}
