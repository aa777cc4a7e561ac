"""Error end event: throws a BPMN error outward."""

from __future__ import annotations

from lingqu.engine.program import Node
from lingqu.engine.throwing import throw_error
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import local, text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    code = "" if node.trigger.code is None else text_of(turn, n, node.trigger.code, "error code")
    throw_error(turn, n, code, "", local(turn, n))


BEHAVIOUR = Behaviour(begin=begin)
