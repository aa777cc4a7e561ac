"""The title of an instance: a template of the process, evaluated at the start and when root variables change."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.formulas import Budget, Formula
from lingqu.engine.state import ROOT, Status
from lingqu.engine.turn import Turn
from lingqu.engine.variables import seen
from lingqu.kernel.values import Json

_LONGEST = 250


def title_of(
    formula: Formula | None, variables: Mapping[str, Json], now: int, zone: str = "UTC", budget: Budget | None = None
) -> str:
    """The text of the template over these variables, cut to a length that fits into lists; "" if there is none."""
    if formula is None:
        return ""
    value = formula.value(variables, now, zone, budget)
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def retitle(turn: Turn) -> None:
    """Tell the new title if what the template reads has changed it."""
    formula = turn.program.title
    if formula is None or not turn.changed or turn.head.status is not Status.RUNNING:
        return
    if turn.changed.isdisjoint(formula.names):
        return
    title = title_of(formula, seen(turn, ROOT, formula.names), turn.at, turn.world.zone, turn.budget)
    if title and title != turn.head.title:
        turn.emit(e.InstanceTitled(title=title))
