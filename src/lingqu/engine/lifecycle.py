"""The life of an element instance as a table: which move is legal. The docs' diagram is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events
from lingqu.engine.state import Lifecycle

#: What may follow what; None stands for "not there yet".
MOVES: Mapping[Lifecycle | None, frozenset[Lifecycle]] = {
    None: frozenset({Lifecycle.ACTIVATING, Lifecycle.ACTIVE}),
    Lifecycle.ACTIVATING: frozenset({Lifecycle.ACTIVE, Lifecycle.TERMINATING, Lifecycle.TERMINATED}),
    Lifecycle.ACTIVE: frozenset(
        {Lifecycle.COMPLETING, Lifecycle.COMPLETED, Lifecycle.TERMINATING, Lifecycle.TERMINATED}
    ),
    Lifecycle.COMPLETING: frozenset({Lifecycle.COMPLETED, Lifecycle.TERMINATING, Lifecycle.TERMINATED}),
    Lifecycle.TERMINATING: frozenset({Lifecycle.TERMINATED}),
    Lifecycle.COMPLETED: frozenset(),
    Lifecycle.TERMINATED: frozenset(),
}

#: The event that tells of a move, by where it leads.
TOLD_BY: Mapping[Lifecycle, type[events.Event]] = {
    Lifecycle.ACTIVATING: events.ElementActivating,
    Lifecycle.ACTIVE: events.ElementActivated,
    Lifecycle.COMPLETING: events.ElementCompleting,
    Lifecycle.COMPLETED: events.ElementCompleted,
    Lifecycle.TERMINATING: events.ElementTerminating,
    Lifecycle.TERMINATED: events.ElementTerminated,
}


def legal(before: Lifecycle | None, after: Lifecycle) -> bool:
    """Whether an element instance may go from one state to the other."""
    return after in MOVES[before]
