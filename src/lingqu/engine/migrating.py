"""Migration of a running instance: its records get the numbers of another version, in the scopes that are drawn there.

Everything is looked at first, and all that stands in the way is told at once, by element and reason. Then the records
move, outer scopes before inner ones; what listens is kept where the drawing says the same, else closed and opened anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.behaviours.scopes.multi_instance import start_rest
from lingqu.engine.ending import going_on, terminate
from lingqu.engine.lineage import translated
from lingqu.engine.migrating_homes import Homes
from lingqu.engine.migrating_tokens import moved_tokens
from lingqu.engine.migrating_waits import Listening, decide_listening, listen
from lingqu.engine.migration_plan import MigrationRefused, Problem, plan, reason, unfit
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack, scope_busy
from lingqu.engine.program import Node, Program
from lingqu.engine.state import (
    NOWHERE,
    ROOT,
    Arrival,
    Compensable,
    Condition,
    ElementInstance,
    Lifecycle,
    Record,
    Status,
    Subscription,
    Timer,
    Token,
)
from lingqu.engine.turn import Turn
from lingqu.engine.variables import set_local
from lingqu.kernel.errors import Conflict
from lingqu.kernel.pages import MissingPage, page_of


def migrate_instance(turn: Turn, command: c.MigrateInstance) -> None:
    """Go over to another definition. Raises Conflict, Invalid; MigrationRefused with all problems."""
    target = turn.world.programs.get(command.definition)
    if target is None:
        raise Lack(Needs(definitions=frozenset({command.definition})))
    if command.definition == turn.head.definition:
        raise Conflict("engine.migrate_same")
    going_on(turn)
    if not command.lineage:
        raise Lack(Needs(lineage=True))
    records = _every(turn)
    source = turn.program
    elements = plan(source, target, command.mapping, automatic=command.automatic).elements
    places = [one for one in records if isinstance(one, ElementInstance) and one.n != ROOT]
    homes = Homes(source, target, elements, turn.element(ROOT), places)
    problems = [
        *(problem for place in places for problem in _problems(turn, homes, place)),
        *_kept(source, target, elements, records),
        *_several(source, records),
        *_instructed(turn, source, elements),
    ]
    tokens = moved_tokens(source, target, homes, [turn.element(ROOT), *places], problems)
    if problems:
        raise MigrationRefused(problems)
    listening = [decide_listening(turn, source, target, elements, place) for place in places if homes.stays(place)]
    listening.append(decide_listening(turn, source, target, elements, turn.element(ROOT)))

    turn.emit(
        e.InstanceMigrated(
            definition=command.definition, process=target.ordinal, elements=tuple(sorted(elements.items()))
        )
    )
    turn.program = target
    brought = {n: tokens for n, _, _, tokens in translated(source, target, command.lineage)}
    _move(turn, homes, places, brought)
    for one in tokens:
        turn.emit(one)
    for record in records:
        if isinstance(record, Compensable):
            turn.emit(e.CompensationMigrated(kept=record.n, element=elements[record.element]))
    _listen(turn, listening)
    _settle_scopes(turn, source, homes, places)


def _every(turn: Turn) -> list[Record]:
    try:
        return [record.copy() for record in turn.draft.scan(range(page_of(turn.head.next) + 1))]
    except MissingPage:
        raise Lack(Needs(every_page=True)) from None


# ---- what stands in the way ---------------------------------------------------------------------------------------


def _problems(turn: Turn, homes: Homes, place: ElementInstance) -> list[Problem]:
    node = homes.source.node(place.element)
    if place.state is Lifecycle.TERMINATING:
        return [Problem(node.id, reason("ending"))]
    if place.undoing:
        return [Problem(node.id, reason("undoing"))]
    if not homes.stays(place):
        dissolves = homes.dissolves(place)
        return [] if dissolves else [Problem(node.id, reason("unmapped"))]
    after = homes.target.node(homes.elements[place.element])
    fresh = place.state is Lifecycle.ACTIVATING and not place.waits[1:] and node.loop is None and after.loop is None
    why = None if fresh else unfit(node, after)
    why = why or homes.obstacle(place)
    if why is None and _must_start_more(homes, place) and turn.head.status is Status.SUSPENDED:
        why = reason("suspended_loop")
    if why is None and place.opened:
        why = reason("gateway_open")
    found = [] if why is None else [Problem(node.id, why)]
    queue = place.ad_hoc.queue if place.ad_hoc is not None else []
    return found + [
        Problem(homes.source.node(one).id, reason("unmapped")) for one in queue if one not in homes.elements
    ]


def _must_start_more(homes: Homes, place: ElementInstance) -> bool:
    """A sequential multi-instance becomes a parallel one: what has not begun begins now."""
    before, after = homes.source.node(place.element).loop, homes.target.node(homes.elements[place.element]).loop
    return bool(before and after and before.sequential and not after.sequential and place.loop is not None)


def _several(source: Program, records: list[Record]) -> list[Problem]:
    """What waits for one of several triggers of an event cannot be told apart in another drawing."""
    found: dict[str, Problem] = {}
    for record in records:
        if isinstance(record, Arrival | Timer | Subscription | Condition):
            node = source.node(record.element)
            if isinstance(record, Arrival) or node.part_of != NOWHERE:
                found[node.id] = Problem(node.id, reason("several_triggers"))
    return list(found.values())


def _instructed(turn: Turn, source: Program, elements: Any) -> list[Problem]:
    """Where it was told to begin or to end must be there as well."""
    named = (*turn.head.begins, *turn.head.stops)
    return [Problem(source.node(one).id, reason("unmapped")) for one in named if one not in elements]


def _kept(source: Program, target: Program, elements: Any, records: list[Record]) -> list[Problem]:
    """What can be compensated must be so there as well."""
    found: dict[str, Problem] = {}
    for record in records:
        if isinstance(record, Compensable):
            before = source.node(record.element)
            ordinal = elements.get(record.element)
            after = None if ordinal is None else target.nodes[ordinal]
            if after is None or _undone_how(before) != _undone_how(after):
                found[before.id] = Problem(before.id, reason("compensation"))
    return list(found.values())


def _undone_how(node: Node) -> tuple[bool, bool]:
    """Whether a handler compensates it, and whether an event sub-process of its own does."""
    return node.undo != NOWHERE, node.undo_start != NOWHERE


# ---- what is done -------------------------------------------------------------------------------------------------


def _move(turn: Turn, homes: Homes, places: list[ElementInstance], brought: Mapping[int, tuple[Token, ...]]) -> None:
    """Outer element instances first, so that every scope is where it belongs when its contents come."""
    for place in sorted(places, key=homes.depth):
        if homes.stays(place):
            scope = homes.home(turn, place)
            turn.emit(
                e.ElementMigrated(
                    n=place.n,
                    element=homes.elements[place.element],
                    scope=scope,
                    brought_by=brought.get(place.n, ()),
                )
            )
            if place.ad_hoc is not None and place.ad_hoc.queue:
                queue = tuple(homes.elements[one] for one in place.ad_hoc.queue)
                turn.emit(e.AdHocQueued(n=place.n, elements=queue))


def _listen(turn: Turn, listening: list[Listening]) -> None:
    for one in listening:
        listen(turn, one)


def _settle_scopes(turn: Turn, source: Program, homes: Homes, places: list[ElementInstance]) -> None:
    """Scopes that are drawn no more hand their variables outward and end; loops that became parallel start the rest."""
    for place in sorted(places, key=homes.depth, reverse=True):
        if not homes.stays(place):
            _hand_outward(turn, place)
            terminate(turn, place.n)
        elif source.node(place.element).starts and place.loop is None and not scope_busy(turn.element(place.n)):
            terminate(turn, place.n)  # all in it has moved out
        elif _must_start_more(homes, place):
            start_rest(turn, place.n, turn.node(turn.element(place.n).element))
    if turn.program.watched:
        turn.dirty.add(ROOT)


def _hand_outward(turn: Turn, place: ElementInstance) -> None:
    """The variables of a scope that ends live on in the scope around it, unless that knows their names."""
    draft: Any = turn.draft
    for name, at in place.names.items():
        outer = turn.element(place.scope)
        if name not in outer.names:
            record = draft.find(at)
            value = record.value if record.large is None else turn.fetch(record.large)
            set_local(turn, outer.n, name, value)
