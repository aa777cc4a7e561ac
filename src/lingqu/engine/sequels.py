"""What follows when the listeners of a cancelled user task have answered: it is gone, and what has waited for that.

Each scope that was to end with it ends when nothing is left in it. Then comes what had ended them: the boundary event,
the event sub-process, the end event that terminates or cancels, the multi-instance that has enough, the instance's end.
"""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.ending import close_waits, sequel_of
from lingqu.engine.firing import occur, start_event_subprocess
from lingqu.engine.flow import counted, rest
from lingqu.engine.formulas import Stuck
from lingqu.engine.state import NOWHERE, ROOT, Lifecycle, Sequel
from lingqu.engine.turn import Turn
from lingqu.kernel.values import Json


def gone(turn: Turn, n: int) -> None:
    """Nothing holds the terminating element instance `n` any more: it ends, and what ends with it outward."""
    while True:
        place, sequel = turn.element(n), sequel_of(turn, n)
        brought = {} if sequel is None else _brought(turn, sequel)
        close_waits(turn, n)
        if n == ROOT:
            reason = "" if sequel is None else sequel.reason
            turn.emit(e.InstanceCancelled(reason=reason, parent=turn.head.parent))
            return
        scope = place.scope
        turn.emit(e.ElementTerminated(n=n))
        if turn.program.patient:
            turn.stirred.add(scope)
        if sequel is not None:
            occur(turn, turn.node(sequel.element), scope, ((NOWHERE, n),), brought)
            return
        outer = turn.element(scope)
        if outer.state is not Lifecycle.TERMINATING:
            _cleared(turn, scope)
            return
        if outer.children or outer.crowd:
            return
        n = scope


def _cleared(turn: Turn, scope: int) -> None:
    """One of those is gone that were terminated in a scope which goes on."""
    sequel, place = sequel_of(turn, scope), turn.element(scope)
    node = turn.node(place.element)
    if sequel is None:
        if place.loop is not None:
            turn.later(counted, scope, node, False)
        else:
            rest(turn, scope)
        return
    n = sequel.by
    left = len(place.children) + place.crowd - (n not in (NOWHERE, scope) and turn.alive(n))
    if left:
        return
    brought = _brought(turn, sequel)
    turn.emit(e.SequelEnded(n=sequel.n))
    if sequel.element != NOWHERE:
        start_event_subprocess(turn, scope, turn.node(sequel.element), brought)
        return
    if not turn.alive(n):  # an operator has ended it meanwhile
        rest(turn, scope)
        return
    node = turn.node(turn.element(n).element)
    cleared = turn.behaviour(node, n).cleared
    if cleared is not None:
        try:
            cleared(turn, n, node)
        except Stuck as why:
            turn.stuck(n, why)


def _brought(turn: Turn, sequel: Sequel) -> Mapping[str, Json]:
    turn.want(set(sequel.large.values()))
    return {**sequel.values, **{name: turn.fetch(ref) for name, ref in sequel.large.items()}}
