"""The decision policy: five parameters and an order. 会签, 或签, 依次 and 票签 are settings of these. Stored for ever.

seats that count    every seat, or only those with weight; whether added seats count
pass rule           all · any · at least k · ratio p/q · weight · FEEL
reject rule         one veto · named veto holders · as soon as passing is impossible · all reject
early close         decide as soon as it is clear, or only when everybody has spoken
effect of rejection end the process · send back · take the reject flow · nothing
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec


class PassRule(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag_field="rule"):
    """Root of the pass rules. What counts is the seats that count, never the people who happened to vote."""


class All(PassRule, frozen=True, tag="all"):
    """Every seat approves."""


class AnyOf(PassRule, frozen=True, tag="any"):
    """One approval is enough."""


class AtLeast(PassRule, frozen=True, tag="at-least"):
    """`seats` approvals are needed."""

    seats: int


class Ratio(PassRule, frozen=True, tag="ratio"):
    """Approvals × q ≥ seats × p, in whole numbers: 2/3 of three seats is two, 67/100 of three is three."""

    p: int
    q: int


class Weight(PassRule, frozen=True, tag="weight"):
    """The approving seats weigh at least this much together."""

    least: Decimal


class Expression(PassRule, frozen=True, tag="feel"):
    """A FEEL condition over the tally; see `tally.Tally.context` for its names. Anything but true is not passed."""

    text: str


AnyPassRule: TypeAlias = All | AnyOf | AtLeast | Ratio | Weight | Expression
RejectRule: TypeAlias = Literal["veto", "veto-holders", "impossible", "all"]
OnReject: TypeAlias = Literal["end", "send-back", "flow", "nothing"]
Order: TypeAlias = Literal["parallel", "sequential"]
Counted: TypeAlias = Literal["every", "weighted"]
ReturnMode: TypeAlias = Literal["rerun", "straight"]


class Policy(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """How a round is decided. A round keeps the policy it was opened with."""

    passing: AnyPassRule = All()
    rejecting: RejectRule = "veto"
    early_close: bool = True
    on_reject: OnReject = "end"
    send_back_to: str = "initiator"  # initiator | previous | id of an element
    order: Order = "parallel"
    counted: Counted = "every"
    added_count: bool = True
    return_mode: ReturnMode = "rerun"
