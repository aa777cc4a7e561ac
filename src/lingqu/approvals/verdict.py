"""The verdict: what follows for the token from a round that is over. The runtime says it to the engine."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from lingqu.approvals.policy import ReturnMode
from lingqu.approvals.state import Round


class CompleteWith(msgspec.Struct, frozen=True, kw_only=True):
    """The task completes; its outcome variable says how. The drawn conditions decide where the token goes."""

    outcome: Literal["approved", "rejected"]


class EndInstance(msgspec.Struct, frozen=True, kw_only=True):
    """The process instance is cancelled."""

    reason: str


class GoBack(msgspec.Struct, frozen=True, kw_only=True):
    """The run goes back to `to`; `returns.target` finds the element instance."""

    to: str
    mode: ReturnMode


Verdict: TypeAlias = CompleteWith | EndInstance | GoBack


def verdict(round_: Round) -> Verdict | None:
    """What follows from the round's decision; None while it is open, or if the task had ended by itself."""
    policy = round_.policy
    match round_.decision.standing:
        case "passed":
            return CompleteWith(outcome="approved")
        case "rejected":
            if policy.on_reject == "end":
                return EndInstance(reason="approvals.rejected")
            if policy.on_reject == "send-back":
                return GoBack(to=policy.send_back_to, mode=policy.return_mode)
            return CompleteWith(outcome="rejected")
        case "closed":
            last = next((act for act in reversed(round_.actions) if act.verb == "send-back"), None)
            if last is None:
                return None
            return GoBack(to=last.to[0], mode="straight" if last.mode == "straight" else "rerun")
        case "pending":
            return None


def outcome_variable(element_id: str) -> str:
    """The name of the variable in which the outcome ("approved" or "rejected") of that user task is found.

    The element's id, with `_` for what a FEEL name cannot hold, and `_outcome`.
    """
    name = "".join(letter if letter.isalnum() else "_" for letter in element_id)
    return f"{name}_outcome"
