"""How an instance begins: at its none start event, at all that nothing leads to, or at what has started it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.entering import enter_all, retry_entering
from lingqu.engine.firing import fire
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.instructions import begin_at, chosen, stops
from lingqu.engine.listening import START, hear
from lingqu.engine.naming import clean
from lingqu.engine.places import scope_busy
from lingqu.engine.program import Node, Program
from lingqu.engine.state import NOWHERE, ROOT, Lifecycle
from lingqu.engine.titles import title_of
from lingqu.engine.turn import Turn
from lingqu.engine.variables import set_local
from lingqu.kernel.errors import Unprocessable
from lingqu.kernel.values import Json


def start_instance(turn: Turn, command: c.StartInstance) -> None:
    program = turn.program
    root = program.root
    places = chosen(turn, command.places)
    begins = places or (program.begins if command.element == NOWHERE else (command.element,))
    if not begins and len(program.plain_starts) > 1:
        starts = ", ".join(program.node(one).id for one in program.plain_starts)
        raise Unprocessable("engine.choose_start", process=program.id, starts=starts)
    if not begins or (command.element != NOWHERE and command.element not in root.starts):
        raise Unprocessable("engine.no_start", process=program.id)
    variables = clean(command.variables)
    turn.emit(
        e.InstanceStarted(
            definition=command.definition,
            process=program.ordinal,
            tenant=command.tenant,
            root=command.root or turn.desk.key,
            parent=command.parent,
            business_id=command.business_id,
            started_by=command.by,
            title=title_of(program.title, variables, turn.at, turn.world.zone, turn.budget),
            tags=command.tags,
            depth=command.depth,
            begins=places if root.start_listeners else (),
            stops=stops(turn, command.stops),
        )
    )
    if command.element == NOWHERE:
        _set(turn, variables)
        if places:
            begin_process(turn)
            if not root.start_listeners:
                begin_at(turn, places)
            return
        if root.start_listeners:
            _wait_for_listeners(turn, begins, {})
            return
        begin_process(turn)
        enter_all(turn, begins, ROOT)
    else:
        _begin_at(turn, turn.node(command.element), variables)


def _set(turn: Turn, variables: Mapping[str, Json]) -> None:
    for name, value in variables.items():
        set_local(turn, ROOT, name, value)
    turn.changed.clear()  # the title has been told


def _begin_at(turn: Turn, caught: Node, brought: Mapping[str, Json]) -> None:
    """Something from outside has started the instance: `caught` is the start event, one of its triggers, a receive
    task, or an event behind a gateway.
    """
    event = caught if caught.part_of == NOWHERE else turn.node(caught.part_of)
    mapped = bool(event.outputs)
    if not mapped:
        _set(turn, brought)
    if turn.program.root.start_listeners:
        _wait_for_listeners(turn, (event.ordinal,), brought if mapped else {})
        return
    begin_process(turn)
    gateway = _gateway_before(turn, event)
    if gateway is not None:
        n = turn.head.next
        turn.emit(e.ElementActivated(n=n, element=gateway.ordinal, scope=ROOT))
        behaviour = turn.behaviours[gateway.behaviour]
        if behaviour.caught is not None:
            behaviour.caught(turn, n, gateway, event, brought if mapped else {})
        if turn.alive(n):
            _wait_for_others(turn, n, gateway)
        return
    n = turn.head.next
    turn.emit(e.ElementActivated(n=n, element=event.ordinal, scope=ROOT))
    if event.every and caught is not event:
        fire(turn, n, caught.ordinal, brought if mapped else {})
        if turn.alive(n):
            _wait_for_others(turn, n, event)
    else:
        finish(turn, n, event, brought if mapped else None)


def _gateway_before(turn: Turn, event: Node) -> Node | None:
    """The gateway that starts instances by the event."""
    sources = (turn.node(turn.program.flows[flow].source) for flow in event.incoming)
    return next((one for one in sources if one.instantiates), None)


def _wait_for_others(turn: Turn, n: int, node: Node) -> None:
    """All that has not come yet is waited for in the instance."""
    try:
        turn.behaviours[node.behaviour].begin(turn, n, node)
    except Stuck as why:
        turn.stuck(n, why)


def conditional_starts(program: Program, variables: Mapping[str, Json], at: int, zone: str = "UTC") -> tuple[int, ...]:
    """The conditional start events of a process whose condition holds over these variables, by ordinal."""
    nodes = (program.node(start) for start in program.root.starts)
    return tuple(
        one.ordinal
        for one in nodes
        if one.trigger.condition is not None and one.trigger.condition.value(variables, at, zone) is True
    )


def _wait_for_listeners(turn: Turn, begins: tuple[int, ...], brought: Mapping[str, Json]) -> None:
    """What begins is entered, but not active before the start listeners of the process are done."""
    for begin in begins:
        n = turn.head.next
        turn.emit(e.ElementActivating(n=n, element=begin, scope=ROOT))
        for name, value in brought.items():
            set_local(turn, n, name, value)
    begin_process(turn)


def begin_process(turn: Turn) -> None:
    """Let the process listen to what its event sub-processes wait for, after its start listeners."""
    root = turn.program.root
    try:
        if root.start_listeners and hear(turn, ROOT, root.start_listeners, START):
            return
        turn.behaviours["process"].begin(turn, ROOT, root)
    except Stuck as why:
        turn.stuck(ROOT, why)
        return
    if root.start_listeners:
        _let_start(turn)


def _let_start(turn: Turn) -> None:
    """What has waited for the listeners of the process begins."""
    if turn.head.begins:
        if not scope_busy(turn.element(ROOT)):
            begin_at(turn, turn.head.begins)
        return
    for n in tuple(turn.element(ROOT).children):
        place: Any = turn.draft.find(n)
        if place is None or place.state is not Lifecycle.ACTIVATING:
            continue
        node = turn.node(place.element)
        if node.ordinal in turn.program.begins:
            retry_entering(turn, n)
        elif node.ordinal in turn.program.root.starts:
            turn.emit(e.ElementActivated(n=n, element=place.element, scope=ROOT))
            finish(turn, n, node)
