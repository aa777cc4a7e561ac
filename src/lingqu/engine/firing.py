"""What happens when something that was waited for comes: at an event, on a boundary, in an event sub-process."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.catching import arrived, open_catches, plan_catch, plan_catches
from lingqu.engine.ending import close_handlers, plan_sequel, terminate, terminate_children
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.program import Node
from lingqu.engine.sending import packed_values
from lingqu.engine.state import NOWHERE, Token
from lingqu.engine.turn import Turn
from lingqu.engine.variables import mapped, set_local
from lingqu.kernel.values import Json


def fire(turn: Turn, owner: int, element: int, brought: Mapping[str, Json]) -> None:
    """`element` has caught something for the element instance `owner`; of several triggers perhaps not the last."""
    catcher = turn.node(element)
    if catcher.part_of != NOWHERE:
        part, catcher = catcher, turn.node(catcher.part_of)
        if catcher.every:
            if not _all_came(turn, owner, catcher, part, brought):
                return
            brought = _gathered(turn, owner, catcher)
    place = turn.element(owner)
    if catcher.attached_to != NOWHERE:
        fire_boundary(turn, owner, catcher, brought)
    elif catcher.ordinal in turn.node(place.element).handlers:
        fire_event_subprocess(turn, owner, catcher, brought)
    else:
        node = turn.node(place.element)
        caught = turn.behaviours[node.behaviour].caught
        if caught is not None:
            caught(turn, owner, node, catcher, brought)


def _all_came(turn: Turn, owner: int, event: Node, part: Node, brought: Mapping[str, Json]) -> bool:
    """One of all the triggers that the event needs has come: whether it was the last."""
    here = arrived(turn, owner, event)
    if part.ordinal not in here:
        told = packed_values(turn, brought)
        turn.emit(
            e.TriggerArrived(
                n=turn.head.next,
                owner=owner,
                element=event.ordinal,
                part=part.ordinal,
                variables=told.variables,
                large=told.large,
            )
        )
        here = arrived(turn, owner, event)
    return len(here) == len(event.parts)


def _gathered(turn: Turn, owner: int, event: Node) -> dict[str, Json]:
    """What all triggers have brought, the later over the earlier; an event that goes on listening does so again."""
    here = arrived(turn, owner, event).values()
    turn.want({ref for one in here for ref in one.large.values()})
    brought: dict[str, Json] = {}
    for one in here:
        brought.update(one.values)
        brought.update((name, turn.fetch(ref)) for name, ref in one.large.items())
    for n in [one.n for one in here]:
        turn.emit(e.TriggerSpent(n=n))
    if not event.interrupting:
        listen_again(turn, owner, event)
    return brought


def listen_again(turn: Turn, owner: int, event: Node) -> None:
    """Wait for all triggers of an event once more; if that cannot be done, an operator is told."""
    try:
        open_catches(turn, owner, plan_catch(turn, owner, event))
    except Stuck as why:
        turn.stuck(owner, why, element=event.ordinal)


def fire_boundary(turn: Turn, owner: int, catcher: Node, brought: Mapping[str, Json]) -> None:
    """The boundary event goes off; an interrupting one ends the activity first."""
    scope = turn.element(owner).scope
    if catcher.interrupting and not terminate(turn, owner):
        plan_sequel(turn, owner, element=catcher.ordinal, brought=brought)
        return
    occur(turn, catcher, scope, ((NOWHERE, owner),), brought)


def fire_event_subprocess(turn: Turn, scope: int, catcher: Node, brought: Mapping[str, Json]) -> None:
    """The event sub-process starts; an interrupting one ends everything else in its scope first."""
    if catcher.interrupting:
        gone = terminate_children(turn, scope)
        close_handlers(turn, scope)
        if turn.node(turn.element(scope).element).ad_hoc is not None:
            turn.emit(e.AdHocClosed(n=scope))
        if not gone:
            plan_sequel(turn, scope, element=catcher.ordinal, brought=brought)
            return
    start_event_subprocess(turn, scope, catcher, brought)


def start_event_subprocess(turn: Turn, scope: int, catcher: Node, brought: Mapping[str, Json]) -> None:
    """It starts beside whatever there is in its scope."""
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
    turn.later(_start_handling, n, catcher, brought)


def _start_handling(turn: Turn, n: int, catcher: Node, brought: Mapping[str, Json]) -> None:
    """The start event of an event sub-process happens, in its turn: others go on as far meanwhile."""
    if turn.alive(n):
        occur(turn, catcher, n, ((NOWHERE, n),), brought)


def occur(turn: Turn, catcher: Node, scope: int, tokens: tuple[Token, ...], brought: Mapping[str, Json]) -> None:
    """A catching event happens: it is entered and left in one go, with what was brought."""
    n = turn.head.next
    turn.emit(e.ElementActivated(n=n, element=catcher.ordinal, scope=scope, brought_by=tokens))
    finish(turn, n, catcher, brought)
