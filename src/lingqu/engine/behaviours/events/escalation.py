"""Escalation throw and end event: tells the scopes around it; whether or not somebody catches it, it goes on."""

from __future__ import annotations

from lingqu.engine.escalating import throw_escalation
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import local, text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    """Throw, then go on, unless a catcher has ended the scope; in a called instance the caller's answer comes first."""
    code = "" if node.trigger.code is None else text_of(turn, n, node.trigger.code, "escalation code")
    caught = throw_escalation(turn, n, code, local(turn, n), turn.key(n))
    if caught is not None and turn.alive(n):
        finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin)
