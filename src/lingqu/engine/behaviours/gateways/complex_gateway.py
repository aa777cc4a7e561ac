"""Complex gateway: activated when its condition says so, then waits for what can still come, and resets.

Table 13.5 of BPMN 2.0.2. Activated, it consumes a token of each incoming flow that has one. It resets when no token
can come any more along the other flows, and consumes those that have come; both times the conditions behind it are
judged, which can read `waitingForStart`. It is asked when everything else in the turn has come to rest.
"""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.choosing import chosen, holds
from lingqu.engine.entering import enter
from lingqu.engine.flow import finish, pass_join, rest
from lingqu.engine.formulas import Stuck
from lingqu.engine.gates import counts, first_of_each, more_can_come
from lingqu.engine.places import children
from lingqu.engine.program import Node
from lingqu.engine.state import Token
from lingqu.engine.turn import Behaviour, Turn


def begin(turn: Turn, n: int, node: Node) -> None:
    finish(turn, n, node)


def asked(turn: Turn, node: Node, scope: int) -> bool:
    """Go on if the gateway can: be activated, or reset. Nothing happens while an activation of it waits for help."""
    place = turn.element(scope)
    if any(turn.element(n).element == node.ordinal for n in children(turn.desk, scope)):
        return False
    opened = place.opened.get(node.ordinal)
    first = first_of_each(turn, node, scope)
    try:
        if opened is None:
            return bool(first) and _activated(turn, node, scope, first)
        fresh = tuple(token for flow, token in first.items() if flow not in opened.flows)
        return not more_can_come(turn, node, scope, {*first, *opened.flows}) and _reset(turn, node, scope, fresh)
    except Stuck as why:
        turn.stuck_once(scope, why)
        return False


def _activated(turn: Turn, node: Node, scope: int, first: dict[int, Token]) -> bool:
    """Be activated if the condition holds; without one (and with one incoming flow) any token does. Raises Stuck."""
    if node.activation is not None and not holds(turn, scope, node.activation, counts(turn, node, scope)):
        return False
    if len(node.incoming) > 1:  # else there is nothing to wait for, and nothing to reset
        turn.emit(e.GatewayOpened(scope=scope, gateway=node.ordinal, by=turn.head.next, flows=tuple(first)))
    pass_join(turn, node, scope, tuple(first.values()))
    return True


def _reset(turn: Turn, node: Node, scope: int, tokens: tuple[Token, ...]) -> bool:
    """Consume what has come meanwhile; pass it on if a condition now holds, else it is gone. Raises Stuck."""
    goes_on = bool(node.outgoing) and bool(chosen(turn, scope, node))
    turn.emit(e.GatewayReset(scope=scope, gateway=node.ordinal))
    if goes_on and tokens:
        pass_join(turn, node, scope, tokens)
    elif goes_on:
        enter(turn, node, scope, ())
    else:
        if tokens:
            turn.emit(e.TokensDropped(scope=scope, join=node.ordinal, tokens=tokens))
        rest(turn, scope)
    return True


BEHAVIOUR = Behaviour(begin=begin, asked=asked)
