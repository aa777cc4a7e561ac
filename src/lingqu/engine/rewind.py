"""Rewind by lineage: cancel what descends from a visit, enter that element again, keep the other branches' tokens.

Who was brought by whom says what descends from what; no guess is made from the drawing. A join that had consumed a
token of another branch gives it back, so that this branch need not run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from lingqu.engine import events as e
from lingqu.engine.commands import Rewind
from lingqu.engine.ending import terminate_all
from lingqu.engine.entering import enter
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack, children, element, inside_out
from lingqu.engine.program import Program
from lingqu.engine.state import NOWHERE, Desk, ElementInstance, Lifecycle, Sequel, State, Token, desk
from lingqu.engine.turn import Turn
from lingqu.kernel.errors import Conflict, NotFound

NO_TWINS: Mapping[int, int] = {}


class Visit(msgspec.Struct, frozen=True, array_like=True):
    """One element instance in the lineage."""

    n: int
    element: int
    scope: int
    brought_by: tuple[Token, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a rewind would do; the dry run shows it."""

    target: Visit
    dies: tuple[int, ...]  # counters of live element instances, what is deepest first
    kept: tuple[int, ...] = ()  # counters of what will not be compensated any more
    waits: tuple[int, ...]  # counters of their jobs, tasks, timers, subscriptions and incidents
    children: tuple[int, ...]  # keys of called instances
    dropped: tuple[tuple[int, int, Token], ...]  # (scope, join, token) that waits now and vanishes
    restored: tuple[tuple[int, int, Token], ...]  # (scope, join, token) given back to its join
    reset: tuple[int, ...] = ()  # complex gateways of the scope whose activation is taken back


def undone(lineage: Mapping[int, Visit], twins: Mapping[int, int]) -> set[int]:
    """Visits that an earlier rewind took back: a token of theirs was given back and consumed again, or they came
    from such a visit. `twins`: flow -> tokens that are sent along it at once, if more than one.
    """
    consumed: dict[Token, list[int]] = {}
    for n in sorted(lineage):
        for token in lineage[n].brought_by:
            consumed.setdefault(token, []).append(n)
    again = {n for token, visits in consumed.items() if token[0] >= 0 for n in visits[: -twins.get(token[0], 1)]}
    return descendants(again, lineage.values())


def descendants(targets: Iterable[int], lineage: Iterable[Visit]) -> set[int]:
    """All visits that came from the targets' activations, themselves included: along flows, and into scopes."""
    brought: dict[int, list[int]] = {}
    for visit in lineage:
        for _, source in visit.brought_by:
            brought.setdefault(source, []).append(visit.n)
        brought.setdefault(visit.scope, []).append(visit.n)
    found = set(targets)
    todo = list(found)
    while todo:
        fresh = [n for n in brought.get(todo.pop(), ()) if n not in found]
        found.update(fresh)
        todo.extend(fresh)
    return found


def dry_run(
    state: State,
    target: int,
    lineage: Iterable[tuple[int, int, int, tuple[Token, ...]]],
    asker: int = NOWHERE,
    twins: Mapping[int, int] = NO_TWINS,
) -> Plan:
    """What a rewind to the visit with counter `target` would end and give back. The state must be loaded whole.

    `lineage` as in the command, `twins` of the program. Raises NotFound and Conflict as the rewind itself would.
    """
    return plan(desk(state), target, asker, _visits(lineage), twins)


def _visits(lineage: Iterable[tuple[int, int, int, tuple[Token, ...]]]) -> dict[int, Visit]:
    return {n: Visit(n, element, scope, tokens) for n, element, scope, tokens in lineage}


def twins_of(program: Program) -> Mapping[int, int]:
    """Flow -> tokens that are sent along it at once, for those of activities with a completion quantity."""
    return {flow.ordinal: node.gives for node in program.elements if node.gives > 1 for flow in node.outgoing}


def plan(table: Desk, target: int, asker: int, lineage: Mapping[int, Visit], twins: Mapping[int, int]) -> Plan:
    """What dies and what is given back. Raises NotFound, Conflict; changes nothing."""
    visit = lineage.get(target)
    if visit is None or not target:
        raise NotFound("engine.rewind_unknown", target=target)
    scope = table.draft.find(visit.scope)
    if not isinstance(scope, ElementInstance) or scope.state is Lifecycle.TERMINATING:
        raise Conflict("engine.rewind_scope_gone", target=target)
    if any(isinstance(table.draft.find(wait), Sequel) for wait in scope.waits):
        raise Conflict("engine.rewind_scope_ending", target=target)
    body = lineage.get(visit.scope)
    if body is not None and body.element == visit.element:
        raise Conflict("engine.rewind_inner", target=target)
    descended = descendants((target,), lineage.values())
    if asker != NOWHERE and asker not in descended:
        raise Conflict("engine.rewind_sibling", target=target, asker=asker)
    live = children(table, visit.scope)
    dies = tuple(inside_out(table, [n for n in live if n in descended]))
    dropped = tuple(
        (visit.scope, join, token)
        for join, tokens in element(table, visit.scope).parked.items()
        for token in tokens
        if token[1] in descended
    )
    if not dies and not dropped:
        raise Conflict("engine.rewind_no_descendant", target=target)
    gone = undone(lineage, twins)
    restored = tuple(
        (other.scope, other.element, token)
        for other in lineage.values()
        if other.n in descended - gone and other.n != target and other.scope == visit.scope
        for token in other.brought_by
        if token[1] not in descended and token[0] >= 0
    )
    places: list[Any] = [element(table, n) for n in dies]
    return Plan(
        target=visit,
        dies=dies,
        kept=tuple(one for one in element(table, visit.scope).ledger if _visit_of(table, one) in descended),
        waits=tuple(wait for place in places for wait in place.waits),
        children=tuple(place.called for place in places if place.called),
        dropped=dropped,
        restored=restored,
        reset=tuple(gate for gate, one in element(table, visit.scope).opened.items() if one.by in descended),
    )


def _visit_of(table: Desk, kept: int) -> int:
    record: Any = table.draft.find(kept)
    return int(record.visit)


def rewind(turn: Turn, command: Rewind) -> None:
    """Do what the plan says and enter the target again, with the lineage that it had."""
    if not command.lineage:
        raise Lack(Needs(lineage=True))
    todo = plan(turn.desk, command.target, command.asker, _visits(command.lineage), twins_of(turn.program))
    terminate_all(turn, [n for n in todo.dies if turn.element(n).scope == todo.target.scope])
    for scope, join, token in todo.dropped:
        turn.emit(e.TokensDropped(scope=scope, join=join, tokens=(token,)))
    for scope, join, token in todo.restored:
        turn.emit(e.TokensRestored(scope=scope, join=join, tokens=(token,)))
    for gate in todo.reset:
        turn.emit(e.GatewayReset(scope=todo.target.scope, gateway=gate))
    for kept in todo.kept:
        turn.emit(e.CompensationDropped(kept=kept))
    flows = tuple(token for token in todo.target.brought_by if token[0] >= 0)
    if flows:
        turn.emit(e.TokensRestored(scope=todo.target.scope, join=NOWHERE, tokens=flows))
    enter(turn, turn.node(todo.target.element), todo.target.scope, todo.target.brought_by)
