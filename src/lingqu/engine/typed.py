"""Variables with a type: who asks with one that does not fit is refused; what others bring is taken and told.

Where a model computes a value itself, `variables.expect_fit` keeps it from being written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lingqu.engine import commands as c
from lingqu.engine.formulas import Stuck
from lingqu.engine.state import ROOT
from lingqu.engine.turn import Turn
from lingqu.engine.types import fits
from lingqu.engine.variables import expect_fit, shown
from lingqu.kernel.errors import Unprocessable
from lingqu.kernel.values import normalise

#: What somebody asks for directly: refused as a whole if a variable does not fit.
_ASKED: Final = (c.CompleteJob, c.FailJob, c.ThrowJobError, c.CompleteTask, c.SetVariables)


def refuse_misfits(turn: Turn, command: c.Command) -> None:
    """Refuse what somebody asks with a variable that does not fit. Raises Unprocessable.

    What comes by letter (messages, signals, callers, called instances) is taken: nobody could be told.
    """
    types = turn.program.types
    started = isinstance(command, c.StartInstance) and not command.parent and command.element < 0
    if not (started or isinstance(command, _ASKED)):
        return
    variables: Mapping[str, Any] = command.variables  # type: ignore[attr-defined]  # all of these have them
    for name in types.keys() & variables.keys():
        value = normalise(variables[name], name)
        if not fits(types, name, value):
            raise Unprocessable("engine.wrong_type", name=name, wanted=types[name], found=shown(value))


def tell_misfits(turn: Turn) -> None:
    """An operator is told of variables that were set in this turn and do not fit."""
    for name, value in turn.typed.items():
        try:
            expect_fit(turn, name, value)
        except Stuck as why:
            if turn.alive(ROOT):
                turn.stuck_once(ROOT, why)
