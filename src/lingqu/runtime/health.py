"""Health: whether this node may be sent work, and what it has to say about that."""

from __future__ import annotations

import msgspec

from lingqu.kernel.messages import Message

#: A node whose clock is further from the database's than this is not ready, ms.
CLOCK_APART = 1000


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """`notes` are short texts for operators: why not, or what else is to be known."""

    ok: bool
    notes: tuple[str, ...] = ()


def clock_note(apart: int | None) -> str:
    """What is wrong with this node's clock, "" if nothing is. `apart`: ms from the database's, None: not compared."""
    if apart is None or abs(apart) <= CLOCK_APART:
        return ""
    return Message(code="runtime.clock_apart", params={"apart": apart}).text("en")
