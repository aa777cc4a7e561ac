"""Service task and whatever else has a job: a worker takes the job, completes it, fails it or throws an error."""

from __future__ import annotations

import re  # only for our own pattern
from decimal import Decimal

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.program import JobPlan, Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import found_of, text_of, value_of, whole_of

_DIGITS = re.compile(r"[+-]?[0-9]{1,10}")
_HIGHEST = (1 << 31) - 1


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
    priority = 0 if plan.priority is None else _rank(turn, n, plan.priority)
    turn.emit(e.JobCreated(n=turn.head.next, owner=n, type=kind, retries=retries, priority=priority))


def _rank(turn: Turn, n: int, formula: Formula) -> int:
    """A whole number of 32 bits, below 0 as well; a fixed text may hold its digits. Raises Stuck."""
    value = value_of(turn, n, formula)
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -_HIGHEST - 1 <= value <= _HIGHEST:
        return value
    raise Stuck(
        incidents.EXPRESSION, "not_integer", what="priority", text=formula.text, **found_of(turn, n, formula, value)
    )


BEHAVIOUR = Behaviour(begin=begin)
