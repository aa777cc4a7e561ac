"""Ledgers: what has completed and can be compensated is remembered in the scope where it completed.

A scope that completes takes its ledger along: compensating it later compensates what it lists (BPMN 2.0.2, 13.5.5).
"""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.places import children, inside_out
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE, RUN
from lingqu.engine.turn import Turn


def keep(turn: Turn, n: int, node: Node) -> None:
    """An element instance is about to end: what can be compensated of it goes into the ledger of its scope."""
    place = turn.element(n)
    if node.undoes or turn.element(place.scope).undoing:
        return  # what compensates is not compensated
    if place.index == RUN or (node.loop is not None and not place.index):
        if place.ledger:
            turn.emit(e.CompensationMoved(source=n, scope=place.scope))
    elif node.undo != NOWHERE or node.undo_start != NOWHERE or place.ledger:
        turn.emit(
            e.CompensationKept(
                n=turn.head.next,
                scope=place.scope,
                element=node.ordinal,
                visit=n,
                group=place.scope if node.loop is not None and not node.loop.sequential else NOWHERE,
                snapshot=bool(place.index or node.starts),
            )
        )


def keep_below(turn: Turn, scope: int, *, but: int) -> None:
    """All in a scope is about to be cancelled: what has completed in it comes into the scope's own ledger."""
    for n in inside_out(turn.desk, [one for one in children(turn.desk, scope) if one != but]):
        if turn.element(n).ledger:
            keep(turn, n, turn.node(turn.element(n).element))
