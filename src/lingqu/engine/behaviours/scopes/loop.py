"""Standard loop: the activity runs again while the condition holds, tested before or after each run.

`loopCounter` counts the runs from 1; a condition that is tested before the first run sees 0.
"""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.entering import enter
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import found_of, value_of


def begin(turn: Turn, n: int, node: Node) -> None:
    plan = node.loop
    runs = plan is None or not plan.test_before or _again(turn, n, node, 0)
    turn.emit(e.LoopStarted(n=n, total=0))
    turn.later(_run if runs else _complete, n, node, 1)


def _run(turn: Turn, body: int, node: Node, index: int) -> None:
    """Run for the time `index` (from 1), if the body still lives."""
    if turn.alive(body):
        enter(turn, node, body, ((NOWHERE, body),), index, {"loopCounter": index})


def _complete(turn: Turn, body: int, node: Node, _: object) -> None:
    if turn.alive(body):
        finish(turn, body, node)


def collects(turn: Turn, n: int, node: Node) -> bool:
    """A run is about to complete: whether it was the last. Raises Stuck."""
    return not _again(turn, n, node, turn.element(n).index)


def counted(turn: Turn, body: int, node: Node, enough: bool) -> None:  # noqa: FBT001 - the shape of Behaviour
    place = turn.element(body)
    if enough or place.loop is None:
        finish(turn, body, node)
    else:
        _run(turn, body, node, place.loop.started + 1)


def _again(turn: Turn, n: int, node: Node, runs: int) -> bool:
    """Whether there is one more run after so many. Raises Stuck."""
    plan = node.loop
    if plan is None or (plan.maximum and runs >= plan.maximum):
        return False
    if plan.again is None:
        return True
    value = value_of(turn, n, plan.again, {"loopCounter": runs})
    if value is None or isinstance(value, bool):
        return value is True
    raise Stuck(
        incidents.EXPRESSION, "condition_not_boolean", text=plan.again.text, **found_of(turn, n, plan.again, value)
    )


BEHAVIOUR = Behaviour(begin=begin, collects=collects, counted=counted)
