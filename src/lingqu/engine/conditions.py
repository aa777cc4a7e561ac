"""Conditional events: what is waited for is that a condition becomes true.

A condition is judged when the event becomes active and after each change of a variable that it reads, before anything
else happens. It fires when it becomes true; to fire again it must have become false in between (BPMN 2.0.2, 10.5.2).
"""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.choosing import holds
from lingqu.engine.firing import fire
from lingqu.engine.formulas import Stuck
from lingqu.engine.places import inside_out
from lingqu.engine.program import Node
from lingqu.engine.state import Condition
from lingqu.engine.turn import Behaviour, Turn


def judge(turn: Turn, n: int, node: Node) -> None:  # noqa: ARG001 - the shape of Behaviour
    """Judge all conditions that are waited for by an element instance and in it, those outside first."""
    turn.dirty.discard(n)
    below = tuple(inside_out(turn.desk, (n,)))
    if turn.program.patient:
        turn.stirred.update(place for place in below if turn.element(place).parked)  # activation conditions
    waits = [wait for place in below for wait in turn.element(place).waits]
    for wait in sorted(waits):
        record = turn.draft.find(wait)
        if isinstance(record, Condition):
            _judge_one(turn, record)


def _judge_one(turn: Turn, record: Condition) -> None:
    condition = turn.node(record.element).trigger.condition
    if condition is None:
        return
    try:
        held = holds(turn, record.owner, condition) is True
    except Stuck as why:
        turn.stuck_once(record.owner, why)
        return
    if held != record.held:
        owner, element = record.owner, record.element
        turn.emit(e.ConditionJudged(n=record.n, held=held))
        if held:
            fire(turn, owner, element, {})


BEHAVIOUR = Behaviour(begin=judge)
