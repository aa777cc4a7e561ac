"""Listeners to the changes of every user task of a tenant, beside those that are drawn on it.

Which ones hear of a change is fixed when it is asked for: the change carries them, whatever becomes of them later.
"""

from __future__ import annotations

from lingqu.engine.formulas import Formula
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import JobPlan, Node
from lingqu.engine.state import Change
from lingqu.engine.turn import Turn

ALL = "all"
#: The job type and the retries of a listener.
Heard = tuple[str, int]


def around(turn: Turn, event: str) -> tuple[tuple[Heard, ...], tuple[Heard, ...]]:
    """Those that hear of an event before what is drawn, and after it. Raises Lack."""
    known, tenant = turn.world.listeners, turn.head.tenant
    if known is None:
        return (), ()
    if tenant not in known:
        raise Lack(Needs(listeners=frozenset({tenant})))
    heard_by = known[tenant]
    if not heard_by:
        return (), ()
    found = [one for one in heard_by if event in one.events or ALL in one.events]
    ahead = tuple((one.type, one.retries) for one in found if not one.after)
    return ahead, tuple((one.type, one.retries) for one in found if one.after)


def plans(node: Node, change: Change) -> tuple[JobPlan, ...]:
    """All who hear of a change of a task, in their order."""
    drawn = node.task_listeners.get(change.event, ())
    return (*map(_plan, change.ahead), *drawn, *map(_plan, change.behind))


def _plan(heard: Heard) -> JobPlan:
    kind, retries = heard
    return JobPlan(type=Formula(text=kind, fixed=kind), retries=Formula(text=str(retries), fixed=str(retries)))
