"""Execution listeners: jobs that come before an element is active and before it completes, one after the other.

The element waits for each of them. What a start listener brings is local to the element, after its input mappings; what
an end listener brings goes into the scope around it, after its output mappings. `heard` counts those that are done.
"""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.ending import close_waits
from lingqu.engine.program import JobPlan, Node
from lingqu.engine.state import Job, Lifecycle
from lingqu.engine.turn import Turn
from lingqu.engine.variables import text_of, whole_of

START = "start"
END = "end"


def hear(turn: Turn, n: int, plans: tuple[JobPlan, ...], event: str) -> bool:
    """Create the job of the next listener: whether one is at work. Raises Stuck."""
    place = turn.element(n)
    if any(isinstance(record, Job) and record.listener for record in map(turn.draft.find, place.waits)):
        return True
    heard = place.heard
    if heard >= len(plans):
        return False
    plan = plans[heard]
    kind = text_of(turn, n, plan.type, "listener type")
    retries = whole_of(turn, n, plan.retries, "retries")
    turn.emit(e.JobCreated(n=turn.head.next, owner=n, type=kind, retries=retries, listener=event, index=heard))
    return True


def hear_end(turn: Turn, n: int, node: Node) -> bool:
    """Nothing is waited for any more: let the end listeners come; whether one is at work. Raises Stuck."""
    if turn.element(n).state is not Lifecycle.COMPLETING:
        close_waits(turn, n)
        turn.emit(e.ElementCompleting(n=n))
    return hear(turn, n, node.end_listeners, END)
