"""Modification: an operator puts tokens before elements, moves them, ends element instances. As Camunda 8 does it.

Activations come first, with the scopes that they need; then what is to end ends; what is left empty by that ends too,
up to the instance itself. Whatever cannot be done refuses the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine.ending import cancel, going_on, sequel_of, terminate, terminate_all
from lingqu.engine.entering import enter
from lingqu.engine.flow import counted
from lingqu.engine.naming import clean, counter
from lingqu.engine.places import children, scope_busy
from lingqu.engine.placing import Placing
from lingqu.engine.program import Node
from lingqu.engine.settling import settle
from lingqu.engine.state import NOWHERE, ROOT
from lingqu.engine.turn import Turn
from lingqu.engine.variables import set_local
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.kernel.values import Json


def modify_instance(turn: Turn, command: c.ModifyInstance) -> None:
    """Do what the command asks for. Raises Invalid, NotFound, Conflict, Invalid; then nothing was done."""
    if not (command.activate or command.move or command.terminate):
        raise Invalid("engine.modify_nothing")
    going_on(turn)
    placing = Placing(turn)
    ending = [n for wanted in command.terminate for n in _named(turn, placing, wanted.element, wanted.instance)]
    moves = [(move, n) for move in command.move for n in _moved(turn, placing, move)]
    for wanted in command.activate:
        node = target(turn, wanted.element)
        _activate(turn, placing, node, placing.scope(node, counter(turn, wanted.ancestor)), wanted.settings, NOWHERE)
    for move, n in moves:
        node = target(turn, move.target)
        _activate(turn, placing, node, placing.scope_of_move(node, move, n), move.settings, n)
    _end(turn, [*ending, *(n for _, n in moves)])


# ---- what is named ------------------------------------------------------------------------------------------------


def known(turn: Turn, id_: str) -> Node:
    """The element with that id. Raises Invalid."""
    ordinal = turn.program.by_id.get(id_)
    if ordinal is None or turn.program.nodes[ordinal] is None:
        raise Invalid("engine.modify_unknown", process=turn.program.id, element=id_)
    return turn.node(ordinal)


def target(turn: Turn, id_: str) -> Node:
    """An element that can be activated."""
    node = known(turn, id_)
    reason = _unfit(turn, node)
    if reason is not None:
        raise Invalid("engine.modify_kind", element=id_, reason=reason[0], reason_zh=reason[1])
    return node


def _unfit(turn: Turn, node: Node) -> tuple[str, str] | None:
    """Why an element cannot be activated from outside."""
    if node.scope == NOWHERE:
        return "the process itself", "它是流程本身"
    if node.attached_to != NOWHERE:
        return "a boundary event", "它是边界事件"
    if node.ordinal in turn.node(node.scope).starts:
        if turn.node(node.scope).ad_hoc is not None:
            return "what an ad-hoc sub-process activates by its own command", "它应由即席子流程自己的命令激活"
        return "a start event", "它是开始事件"
    if node.triggered:
        return "an event sub-process", "它是事件子流程"
    if node.undoes:
        return "a compensation handler", "它是补偿活动"
    sources = (turn.node(turn.program.flows[flow].source) for flow in node.incoming)
    if any(source.behaviour == "eventBasedGateway" for source in sources):
        return "one of the events behind an event-based gateway", "它属于事件网关"
    return None


def _named(turn: Turn, placing: Placing, id_: str, key: int) -> list[int]:
    """The element instances that are meant. Raises NotFound if there is none."""
    if not id_:
        n = counter(turn, key)
        if n <= ROOT or not turn.alive(n):
            raise NotFound("engine.element_not_found", key=str(key))
        return [n]
    node = known(turn, id_)
    found = [place.n for place in placing.of(node.ordinal) if not place.index] if node.loop else None
    found = found if found is not None else [place.n for place in placing.of(node.ordinal)]
    if not found:
        raise NotFound("engine.modify_not_there", element=id_)
    return found


def _moved(turn: Turn, placing: Placing, move: c.Movement) -> list[int]:
    found = _named(turn, placing, move.source, move.instance)
    for n in found:
        place = turn.element(n)
        if place.index:
            raise Invalid("engine.modify_inner", element=turn.node(place.element).id)
    return found


# ---- in -----------------------------------------------------------------------------------------------------------


def _activate(  # noqa: PLR0917 - what the places are comes first
    turn: Turn, placing: Placing, node: Node, scope: int, settings: Iterable[c.Setting], source: int
) -> None:
    """Set the variables, then enter; the lineage tells from where the token came. Raises Invalid, Conflict."""
    if sequel_of(turn, scope) is not None:
        raise Conflict("engine.scope_ending", scope=turn.node(turn.element(scope).element).id)
    given: dict[str, Json] = {}
    for setting in settings:
        variables = clean(setting.variables)
        if setting.scope == node.id:
            given |= variables
            continue
        home = ROOT if not setting.scope else placing.around(scope, known(turn, setting.scope).ordinal)
        if home == NOWHERE:
            raise Invalid("engine.modify_scope", scope=setting.scope, element=node.id)
        for name, value in variables.items():
            set_local(turn, home, name, value)
    turn.changed.clear()
    enter(turn, node, scope, ((NOWHERE, scope if source == NOWHERE else source),), given=given)


# ---- out ----------------------------------------------------------------------------------------------------------


def _end(turn: Turn, named: Iterable[int]) -> None:
    ending = _outermost(turn, dict.fromkeys(named))
    homes = [turn.element(n).scope for n in ending]
    terminate_all(turn, ending)
    settle(turn)
    for home in dict.fromkeys(homes):
        _left_empty(turn, home)
    settle(turn)


def _outermost(turn: Turn, named: Iterable[int]) -> list[int]:
    """Those that still live and do not end with another one anyway."""
    alive = {n for n in named if turn.alive(n)}

    def inside(n: int) -> bool:
        at = turn.element(n).scope
        while at != NOWHERE:
            if at in alive:
                return True
            at = turn.element(at).scope
        return False

    return [n for n in alive if not inside(n)]


def _left_empty(turn: Turn, scope: int) -> None:
    """What has lost its last token ends, not completes; a multi-instance goes on with what is left to do."""
    while turn.alive(scope):
        place: Any = turn.element(scope)
        if place.flowing or place.undoing or any(turn.alive(n) for n in children(turn.desk, scope)):
            return
        node = turn.node(place.element)
        if scope == ROOT:
            _cancelled(turn)
            return
        if place.loop is not None:
            if not scope_busy(place):  # else it goes on when what is terminating is gone
                turn.later(counted, scope, node, False)
            return
        outer = place.scope
        terminate(turn, scope)
        scope = outer


def _cancelled(turn: Turn) -> None:
    if turn.head.parent:
        raise Conflict("engine.modify_ends_called")
    cancel(turn, "modified")
