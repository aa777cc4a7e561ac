"""Escalation throw and end event: tells the scopes around it; whether or not somebody catches it, it goes on."""

from __future__ import annotations

from lingqu.engine.escalating import throw_escalation
from lingqu.engine.flow import finish
from lingqu.engine.program import Node, Trigger
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import local, text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    """Throw, then go on, unless a catcher has ended the scope; in a called instance the caller's answer comes first."""
    if escalate(turn, n, code_of(turn, n, node.trigger)):
        finish(turn, n, node)


def code_of(turn: Turn, n: int, trigger: Trigger) -> str:
    """The code that is thrown, "" for none. Raises Stuck."""
    return "" if trigger.code is None else text_of(turn, n, trigger.code, f"{trigger.kind} code")


def escalate(turn: Turn, n: int, code: str) -> bool:
    """Throw; whether the thrower can go on at once."""
    return throw_escalation(turn, n, code, local(turn, n), turn.key(n)) is not None and turn.alive(n)


BEHAVIOUR = Behaviour(begin=begin, answered=finish)
