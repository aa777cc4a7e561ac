"""The decision: decide(policy, seats, actions) -> pending, passed, rejected or closed. Pure, and it never looks back.

The actions are read in order and the first one after which the round is decided decides it: what comes later can
change nothing, so a decision is monotone and two nodes that read one log agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lingqu.approvals import tally as tallies
from lingqu.approvals.policy import Policy
from lingqu.approvals.state import PENDING, Action, Decision, Seat
from lingqu.approvals.tally import Tally


def decide(policy: Policy, seats: Sequence[Seat], actions: Iterable[Action]) -> Decision:
    """Where the round stands after these actions. `seats` are all seats, the seat with number n at place n - 1."""
    tally = tallies.empty(policy, seats)
    decision = judge(policy, tally)
    if decision is not PENDING:
        return decision
    for action in actions:
        if action.verb == "send-back":
            return Decision("closed", "sent-back", action.seat)
        if action.verb == "close":
            return Decision("closed", action.opinion, action.seat)
        if action.verb == "approve" or action.verb == "reject":  # noqa: PLR1714 - narrows the type to Vote
            seat = seats[action.seat - 1]
            tally.vote(seat, action.verb, counts=tallies.counts(policy, seat))
            decision = judge(policy, tally, action.seat)
            if decision is not PENDING:
                return decision
    return PENDING


def judge(policy: Policy, tally: Tally, seat: int = 0) -> Decision:
    """What the policy says to this tally. `seat` is the one that spoke last.

    With early close the round is decided as soon as one answer is clear, but a named veto holder is heard first.
    A round in which everybody has spoken is always decided: what is not passed is rejected.
    """
    if tally.seats == 0 or (not policy.early_close and tally.open > 0):
        return PENDING
    reason = _rejected(policy, tally)
    if reason:
        return Decision("rejected", reason, seat)
    if tallies.passes(policy.passing, tally):
        if policy.rejecting == "veto-holders" and tally.holders_to_hear > 0:
            return PENDING
        return Decision("passed", "enough", seat)
    if tally.open == 0:
        return Decision("rejected", "not-enough", seat)
    return PENDING


def _rejected(policy: Policy, tally: Tally) -> str:
    """The reason why the round is rejected, or ""."""
    match policy.rejecting:
        case "veto":
            return "veto" if tally.rejected or tally.vetoes else ""
        case "veto-holders":
            return "veto" if tally.vetoes else ""
        case "impossible":
            return "" if tallies.can_pass(policy.passing, tally) else "impossible"
        case "all":
            return "all-rejected" if tally.rejected == tally.seats else ""
