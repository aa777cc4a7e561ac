"""From the drawing to the policy: what `lingqu:approval` on a user task means, or why it means nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from lingqu import feel
from lingqu.approvals import messages  # noqa: F401 - registers the texts of the codes below
from lingqu.approvals.policy import (
    All,
    AnyOf,
    AnyPassRule,
    AtLeast,
    Counted,
    Expression,
    OnReject,
    Order,
    Policy,
    Ratio,
    RejectRule,
    Weight,
)
from lingqu.kernel.errors import Unprocessable
from lingqu.model.bpmn.lingqu import Approval

T = TypeVar("T", bound=str)

#: mode -> (pass rule, reject rule, order) where the drawing names none.
MODES: dict[str, tuple[AnyPassRule, RejectRule, Order]] = {
    "all": (All(), "veto", "parallel"),
    "any": (AnyOf(), "impossible", "parallel"),
    "sequential": (All(), "veto", "sequential"),
}
_REJECT_RULES: dict[str, RejectRule] = {
    "veto": "veto",
    "veto-holders": "veto-holders",
    "impossible": "impossible",
    "all": "all",
}
_EFFECTS: dict[str, OnReject] = {"end": "end", "send-back": "send-back", "flow": "flow", "nothing": "nothing"}
_MOST = 10_000  # seats or parts of a ratio; above it the drawing is a slip of the pen


def policy(drawn: Approval) -> Policy:
    """The policy that the drawing asks for. Raises Unprocessable with the attribute and what it should be."""
    try:
        passing, rejecting, order = MODES[drawn.mode]
    except KeyError:
        raise _wrong("mode", drawn.mode, "all, any, sequential") from None
    if drawn.pass_rule:
        passing = pass_rule(drawn.pass_rule)
    if drawn.reject_rule:
        rejecting = _one_of("rejectRule", drawn.reject_rule, _REJECT_RULES)
    to = drawn.send_back_to or "initiator"
    if to != "initiator":
        raise Unprocessable("approvals.send_back_to", given=to)
    counted: Counted = "weighted" if isinstance(passing, Weight) else "every"
    return Policy(
        passing=passing,
        rejecting=rejecting,
        early_close=drawn.early_close,
        on_reject=_one_of("onReject", drawn.on_reject, _EFFECTS),
        send_back_to=to,
        order=order,
        counted=counted,
        added_count=drawn.added_count,
    )


def pass_rule(text: str) -> AnyPassRule:
    """The pass rule of its text: all, any, at-least:K, ratio:P/Q, weight:W, =feel. Raises Unprocessable."""
    if text.startswith("="):
        feel.compile(text.removeprefix("="))  # what is no FEEL is said now, never when people vote
        return Expression(text=text)
    kind, _, value = text.strip().partition(":")
    read = _PASS_RULES.get(kind)
    rule = read(value.strip()) if read else None
    if rule is None:
        raise _wrong("passRule", text, "all, any, at-least:K, ratio:P/Q, weight:W, =FEEL")
    return rule


def _at_least(value: str) -> AtLeast | None:
    seats = _whole(value)
    return AtLeast(seats=seats) if seats else None


def _ratio(value: str) -> Ratio | None:
    above, _, below = value.partition("/")
    p, q = _whole(above), _whole(below)
    return Ratio(p=p, q=q) if p and q and p <= q else None


def _weight(value: str) -> Weight | None:
    least = weight(value)
    return Weight(least=least) if least else None


_PASS_RULES: dict[str, Callable[[str], AnyPassRule | None]] = {
    "all": lambda value: None if value else All(),
    "any": lambda value: None if value else AnyOf(),
    "at-least": _at_least,
    "ratio": _ratio,
    "weight": _weight,
}


def weight(text: str) -> Decimal | None:
    """A seat's or a rule's weight, or None if the text is no decimal number from 0 up; "" is 1."""
    try:
        number = Decimal(text or "1")
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 and abs(number.adjusted()) < 12 else None


def _whole(text: str) -> int:
    text = text.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if number <= _MOST else 0


def _one_of(attribute: str, given: str, known: dict[str, T]) -> T:
    try:
        return known[given]
    except KeyError:
        raise _wrong(attribute, given, ", ".join(known)) from None


def _wrong(attribute: str, given: str, expected: str) -> Unprocessable:
    return Unprocessable("approvals.bad_policy", attribute=attribute, given=given[:80], expected=expected)
