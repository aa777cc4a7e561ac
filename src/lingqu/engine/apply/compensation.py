"""Appliers of ledgers: what can be compensated moves between scopes and goes."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply.desks import drop_kept, element, without
from lingqu.engine.state import NOWHERE, Compensable, Desk


def compensation_kept(table: Desk, event: e.CompensationKept) -> None:
    draft: Any = table.draft
    table.head.next = event.n + 1
    visit = element(table, event.visit)
    kept = Compensable(
        n=event.n,
        scope=event.scope,
        element=event.element,
        visit=event.visit,
        group=event.group,
        inner=visit.ledger,
    )
    for one in visit.ledger:
        draft.edit(one).scope = NOWHERE
    visit.ledger = ()
    if event.snapshot:
        for name, at in visit.names.items():
            variable = draft.find(at)
            if variable.large is None:
                kept.values[name] = variable.value
            else:
                kept.large[name] = variable.large
    draft.put(kept)
    element(table, event.scope).ledger += (event.n,)


def compensation_moved(table: Desk, event: e.CompensationMoved) -> None:
    _take(table, event.source, event.scope, element(table, event.source).ledger)


def compensation_triggered(table: Desk, event: e.CompensationTriggered) -> None:
    _take(table, event.scope, event.n, event.kept)
    element(table, event.n).undoing = True


def _take(table: Desk, source: int, target: int, moved: tuple[int, ...]) -> None:
    draft: Any = table.draft
    giver, taker, gone = element(table, source), element(table, target), frozenset(moved)
    giver.ledger = tuple(one for one in giver.ledger if one not in gone)
    for one in moved:
        draft.edit(one).scope = target
    taker.ledger = tuple(sorted((*taker.ledger, *moved)))


def compensation_begun(table: Desk, event: e.CompensationBegun) -> None:
    draft: Any = table.draft
    kept = draft.find(event.kept)
    _strike(table, kept.scope, event.kept)
    if event.n == NOWHERE:
        drop_kept(table, [event.kept])
        return
    scope = element(table, event.n)
    scope.undoing = True
    scope.ledger = kept.inner
    for one in kept.inner:
        draft.edit(one).scope = event.n
    draft.drop(event.kept)


def compensation_dropped(table: Desk, event: e.CompensationDropped) -> None:
    kept: Any = table.draft.find(event.kept)
    _strike(table, kept.scope, event.kept)
    drop_kept(table, [event.kept])


def _strike(table: Desk, scope: int, kept: int) -> None:
    """It is no longer listed in the ledger of a scope."""
    place = element(table, scope)
    place.ledger = without(place.ledger, kept)
