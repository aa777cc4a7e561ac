"""Error end event: throws a BPMN error outward."""

from __future__ import annotations

from lingqu.engine.behaviours.events.escalation import code_of
from lingqu.engine.program import Node
from lingqu.engine.throwing import throw_error
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import local


def begin(turn: Turn, n: int, node: Node) -> None:
    throw_error(turn, n, code_of(turn, n, node.trigger), "", local(turn, n))


BEHAVIOUR = Behaviour(begin=begin)
