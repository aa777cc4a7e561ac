"""Service task and whatever else has a job: a worker takes the job, completes it, fails it or throws an error."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.flow import finish
from lingqu.engine.program import JobPlan, Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import text_of, whole_of


def begin(turn: Turn, n: int, node: Node) -> None:
    plan = node.job
    if plan is None:
        finish(turn, n, node)
    else:
        create_job(turn, n, plan)


def create_job(turn: Turn, n: int, plan: JobPlan) -> None:
    """Create the job of an element instance. Raises Stuck."""
    kind = text_of(turn, n, plan.type, "job type")
    retries = whole_of(turn, n, plan.retries, "retries")
    turn.emit(e.JobCreated(n=turn.head.next, owner=n, type=kind, retries=retries))


BEHAVIOUR = Behaviour(begin=begin)
