"""Script task with a FEEL script: the engine evaluates it itself."""

from __future__ import annotations

from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import expect_fit, value_of


def begin(turn: Turn, n: int, node: Node) -> None:
    plan = node.script
    if plan is None:
        finish(turn, n, node)
        return
    value = value_of(turn, n, plan.formula)
    given = value if plan.spread and isinstance(value, dict) else {plan.result: value} if plan.result else {}
    for name, one in given.items():
        expect_fit(turn, name, one)
    finish(turn, n, node, given)


BEHAVIOUR = Behaviour(begin=begin)
