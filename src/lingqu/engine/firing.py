"""What happens when something that was waited for comes: at an event, on a boundary, in an event sub-process."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.catching import open_catches, plan_catches
from lingqu.engine.ending import close_wait, terminate, terminate_children
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE, Condition, Subscription, Timer, Token
from lingqu.engine.turn import Turn
from lingqu.engine.variables import mapped, set_local
from lingqu.kernel.values import Json


def fire(turn: Turn, owner: int, element: int, brought: Mapping[str, Json]) -> None:
    """`element` has caught something for the element instance `owner`."""
    catcher = turn.node(element)
    place = turn.element(owner)
    if catcher.attached_to != NOWHERE:
        fire_boundary(turn, owner, catcher, brought)
    elif catcher.ordinal != place.element and turn.node(catcher.scope).triggered:
        fire_event_subprocess(turn, owner, catcher, brought)
    else:
        node = turn.node(place.element)
        caught = turn.behaviours[node.behaviour].caught
        if caught is not None:
            caught(turn, owner, node, catcher, brought)


def fire_boundary(turn: Turn, owner: int, catcher: Node, brought: Mapping[str, Json]) -> None:
    """The boundary event goes off; an interrupting one ends the activity first."""
    scope = turn.element(owner).scope
    if catcher.interrupting:
        terminate(turn, owner)
    occur(turn, catcher, scope, ((NOWHERE, owner),), brought)


def fire_event_subprocess(turn: Turn, scope: int, catcher: Node, brought: Mapping[str, Json]) -> None:
    """The event sub-process starts; an interrupting one ends everything else in its scope first."""
    if catcher.interrupting:
        terminate_children(turn, scope)
        for wait in tuple(turn.element(scope).waits):
            record = turn.draft.find(wait)
            if (
                isinstance(record, Timer | Subscription | Condition)
                and turn.node(record.element).attached_to == NOWHERE
            ):
                close_wait(turn, wait)
        if turn.node(turn.element(scope).element).ad_hoc is not None:
            turn.emit(e.AdHocClosed(n=scope))
    container = turn.node(catcher.scope)
    n = turn.head.next
    turn.emit(e.ElementActivated(n=n, element=container.ordinal, scope=scope, brought_by=((NOWHERE, scope),)))
    try:
        inputs = mapped(turn, scope, container.inputs)
        for name, value in inputs.items():
            set_local(turn, n, name, value)
        catches = plan_catches(turn, n, container)
    except Stuck as why:
        turn.stuck(n, why)
        return
    open_catches(turn, n, catches)
    occur(turn, catcher, n, ((NOWHERE, n),), brought)


def occur(turn: Turn, catcher: Node, scope: int, tokens: tuple[Token, ...], brought: Mapping[str, Json]) -> None:
    """A catching event happens: it is entered and left in one go, with what was brought."""
    n = turn.head.next
    turn.emit(e.ElementActivated(n=n, element=catcher.ordinal, scope=scope, brought_by=tokens))
    finish(turn, n, catcher, brought)
