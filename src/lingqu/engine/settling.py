"""A turn until it is at rest: the agenda, conditions that are to be judged anew, last the joins that were patient."""

from __future__ import annotations

from lingqu.engine.ending import cancel
from lingqu.engine.state import ROOT, Status
from lingqu.engine.turn import Turn

#: Why an instance ends after an element at which whoever started it wanted it to stop.
STOPPED = "stopped as instructed"
_RUNNING = Status.RUNNING  # Python 3.11 looks members of an enum up slowly


def settle(turn: Turn) -> None:
    """Do what is on the agenda until nothing is; then ask the joins that were patient, one at a time."""
    agenda = turn.agenda
    while True:
        while (agenda or turn.dirty) and not (turn.head.halting and _to_halt(turn)):
            if turn.dirty:
                judge(turn, min(turn.dirty))
                continue
            work, first, second, third = agenda.popleft()
            work(turn, first, second, third)
        if turn.head.halting and _to_halt(turn):
            _halt(turn)
        if not turn.stirred:
            return
        _ask_patient(turn, min(turn.stirred))


def _to_halt(turn: Turn) -> bool:
    """A suspended instance ends when it is resumed; one that is about to end does so anyway."""
    return turn.head.status is _RUNNING and turn.alive(ROOT)


def _halt(turn: Turn) -> None:
    """An element has ended after which the instance ends, whatever else was to come."""
    cancel(turn, STOPPED)
    turn.agenda.clear()
    turn.dirty.clear()
    turn.stirred.clear()


def judge(turn: Turn, n: int) -> None:
    """Something has changed that conditional events below `n` read."""
    turn.dirty.discard(n)
    if turn.alive(n):
        turn.behaviours["conditions"].begin(turn, n, turn.node(turn.element(n).element))


def _ask_patient(turn: Turn, scope: int) -> None:
    """Let the first patient join of a scope that is ready go on; if none is, the scope is calm."""
    if turn.alive(scope):
        place = turn.element(scope)
        for join in (*place.parked, *(one for one in place.opened if one not in place.parked)):
            node = turn.node(join)
            asked = turn.behaviours[node.behaviour].asked
            if asked is not None and asked(turn, node, scope):
                return
    turn.stirred.discard(scope)
