"""Escalations: from the inside out like errors, but nothing is wrong, and the thrower goes on when all is said.

What a called instance does not catch goes to its caller by letter. The thrower waits for the answer, so that its
catchers act before it goes on, and an interrupting one cancels it before it has done anything more.
"""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.sending import packed_values
from lingqu.engine.throwing import caught
from lingqu.engine.turn import Turn
from lingqu.kernel.values import Json


def throw_escalation(turn: Turn, origin: int, code: str, variables: Mapping[str, Json], thrower: int) -> bool | None:
    """Throw an escalation at an element instance: whether it was caught; None if the caller was asked.

    `thrower` is the key of the element instance that threw it, of this instance or of one that it called.
    """
    if caught(turn, origin, code, "escalation", variables):
        return True
    if not turn.head.parent:
        return False
    told = packed_values(turn, variables)
    turn.emit(
        e.EscalationRaised(
            parent=turn.head.parent, thrower=thrower, code=code, variables=told.variables, large=told.large
        )
    )
    return None
