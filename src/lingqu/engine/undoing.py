"""Compensation at work: who throws it takes the ledger and undoes what it lists, the latest first, one by one.

What is compensated runs below the event that threw it, which thereby waits. A completed scope stands up again for it
with its variables as they were; its compensation event sub-process does the work, or else what its ledger lists is
undone in the same way.
"""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.entering import enter
from lingqu.engine.firing import fire_event_subprocess
from lingqu.engine.flow import rest
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE, ROOT, Compensable
from lingqu.engine.turn import Turn
from lingqu.engine.variables import set_local
from lingqu.kernel.values import Json


def trigger(turn: Turn, n: int, activity: str) -> bool:
    """Let the element instance `n` compensate one activity of its scope, or all: whether there is anything to do.

    An event sub-process compensates for the scope in which it stands as well. All of a process is compensated by its
    compensation event sub-process, if it has one.
    """
    if not activity and _handled_by_process(turn, n):
        turn.emit(e.CompensationTriggered(n=n, scope=ROOT, kept=tuple(turn.element(ROOT).ledger)))
        fire_event_subprocess(turn, n, turn.node(turn.program.root.undo_start), {})
        return True
    scope = turn.element(n).scope
    found = False
    while True:
        place = turn.element(scope)
        kept = tuple(one for one in place.ledger if not activity or _element(turn, one) == activity)
        if kept:
            turn.emit(e.CompensationTriggered(n=n, scope=scope, kept=kept))
            found = True
        if not turn.node(place.element).triggered:
            break
        scope = place.scope
    if found:
        undo_next(turn, n)
    return found


def undo_rest(turn: Turn, n: int, activity: str) -> bool:
    """Begin what comes next for `n`: whether there was anything left.

    What the compensation event sub-process of the process has left as it was stays so.
    """
    if not activity and _handled_by_process(turn, n):
        for kept in tuple(turn.element(n).ledger):
            turn.emit(e.CompensationDropped(kept=kept))
    return undo_next(turn, n)


def _handled_by_process(turn: Turn, n: int) -> bool:
    """Whether the compensation event sub-process of the process does what `n` asks for."""
    undo_start = turn.program.root.undo_start
    if undo_start == NOWHERE:
        return False
    place = turn.element(n)
    while place.scope != ROOT:
        place = turn.element(place.scope)
        node = turn.node(place.element)
        if not node.triggered or undo_start in node.starts:
            return False
    return True


def _element(turn: Turn, kept: int) -> str:
    record: Any = turn.draft.find(kept)
    return turn.node(record.element).id


def undo_next(turn: Turn, n: int) -> bool:
    """Begin what comes next in the ledger of `n`: whether there was anything left."""
    kept: list[Any] = [turn.draft.find(one) for one in turn.element(n).ledger]
    if not kept:
        return False
    last = kept[-1]
    for record in [one for one in kept if one is last or (one.group != NOWHERE and one.group == last.group)]:
        _undo(turn, n, record)
    return True


def _undo(turn: Turn, n: int, record: Compensable) -> None:
    node = turn.node(record.element)
    turn.want(set(record.large.values()))
    values: dict[str, Json] = {**record.values, **{name: turn.fetch(ref) for name, ref in record.large.items()}}
    if node.undo != NOWHERE:
        turn.emit(e.CompensationBegun(kept=record.n))
        enter(turn, turn.node(node.undo), n, ((NOWHERE, n),), given=values)
        return
    again = turn.head.next
    turn.emit(e.ElementActivated(n=again, element=node.ordinal, scope=n, brought_by=((NOWHERE, n),)))
    turn.emit(e.CompensationBegun(kept=record.n, n=again))
    for name, value in values.items():
        set_local(turn, again, name, value)
    if node.undo_start != NOWHERE:
        fire_event_subprocess(turn, again, turn.node(node.undo_start), {})
    else:
        rest(turn, again)


def stand_down(turn: Turn, n: int, node: Node) -> None:
    """Nothing is at work any more in a scope that stood up again: go on, or leave it."""
    if node.undo_start == NOWHERE and undo_next(turn, n):
        return
    scope = turn.element(n).scope
    turn.emit(e.ElementTerminated(n=n))
    rest(turn, scope)
