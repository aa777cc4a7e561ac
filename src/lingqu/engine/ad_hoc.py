"""When an ad-hoc sub-process is over: its completion condition, judged after each activity (BPMN 2.0.2, 13.3.5)."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.choosing import holds
from lingqu.engine.ending import terminate_children
from lingqu.engine.state import RUN
from lingqu.engine.turn import Turn
from lingqu.kernel.values import Json


def over(turn: Turn, n: int) -> bool:
    """Whether the completion of an activity that others follow ends the ad-hoc sub-process around it. Raises Stuck."""
    run = turn.element(turn.element(n).scope)
    return run.index == RUN and satisfied(turn, n, run.element)


def satisfied(turn: Turn, n: int, element: int, more: Mapping[str, Json] | None = None) -> bool:
    """Whether the completion condition of the sub-process `element` holds, seen from `n` in it. Raises Stuck."""
    plan = turn.node(element).ad_hoc
    return plan is not None and plan.until is not None and holds(turn, n, plan.until, more) is True


def close(turn: Turn, body: int) -> None:
    """No more activations; what still runs is cancelled, or waited for if the drawing says so."""
    place = turn.element(body)
    if place.ad_hoc is not None and place.ad_hoc.closed:
        return
    turn.emit(e.AdHocClosed(n=body))
    plan = turn.node(place.element).ad_hoc
    if plan is None or plan.cancel_rest:
        terminate_children(turn, body)
