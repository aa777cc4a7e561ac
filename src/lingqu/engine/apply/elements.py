"""Appliers of element instances: they arrive in a scope, change state, depart; loops keep their book."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply.desks import element, forget, without
from lingqu.engine.state import CROWD, NOWHERE, AdHoc, Desk, ElementInstance, Item, Lifecycle, Loop, Output

_ACTIVE = Lifecycle.ACTIVE  # Python 3.11 looks members of an enum up slowly


def element_activating(table: Desk, event: e.ElementActivating) -> None:
    _arrive(table, event, Lifecycle.ACTIVATING)


def element_activated(table: Desk, event: e.ElementActivated) -> None:
    if event.n < table.head.next:
        place = element(table, event.n)
        place.state = _ACTIVE
        place.heard = 0
    else:
        _arrive(table, event, _ACTIVE)


def _arrive(table: Desk, event: e.ElementActivating | e.ElementActivated, state: Lifecycle) -> None:
    n = event.n
    table.head.next = n + 1
    draft = table.draft
    draft.put(ElementInstance(n=n, element=event.element, scope=event.scope, state=state, index=event.index))
    scope: Any = draft.edit(event.scope)
    if scope.crowd:
        scope.crowd += 1
    else:
        scope.children += (n,)
        if len(scope.children) > CROWD:
            scope.crowd = len(scope.children)
            scope.children = ()
    for flow, _ in event.brought_by:
        if flow >= 0:
            scope.flowing -= 1
    if scope.loop is not None:
        scope.loop.started += 1


def element_completing(table: Desk, event: e.ElementCompleting) -> None:
    place = element(table, event.n)
    place.state = Lifecycle.COMPLETING
    place.heard = 0


def element_completed(table: Desk, event: e.ElementCompleted) -> None:
    scope = _depart(table, event.n)
    if scope.loop is not None:
        scope.loop.completed += 1


def element_terminating(table: Desk, event: e.ElementTerminating) -> None:
    element(table, event.n).state = Lifecycle.TERMINATING


def element_terminated(table: Desk, event: e.ElementTerminated) -> None:
    scope = _depart(table, event.n)
    if scope.loop is not None:
        scope.loop.terminated += 1


def _depart(table: Desk, n: int) -> Any:
    """An element instance is gone; answers the scope that it has left."""
    gone = forget(table, n)
    if table.head.stops and gone.element in table.head.stops and not gone.index:
        table.head.halting = True
    scope: Any = table.draft.edit(gone.scope)
    if scope.crowd:
        scope.crowd -= 1
    else:
        scope.children = without(scope.children, n)
    return scope


def ad_hoc_queued(table: Desk, event: e.AdHocQueued) -> None:
    element(table, event.n).ad_hoc = AdHoc(queue=event.elements)


def ad_hoc_closed(table: Desk, event: e.AdHocClosed) -> None:
    element(table, event.n).ad_hoc = AdHoc(closed=True)


def loop_started(table: Desk, event: e.LoopStarted) -> None:
    body = element(table, event.n)
    body.loop = Loop(total=event.total, items=event.items, outputs=event.outputs)
    if event.outputs != NOWHERE:
        table.head.next = event.outputs + event.total


def item_added(table: Desk, event: e.ItemAdded) -> None:
    table.head.next = event.n + 1
    table.draft.put(Item(n=event.n, value=event.value, large=event.large))
    loop: Any = element(table, event.body).loop
    loop.total += 1
    loop.added += (event.n,)


def output_collected(table: Desk, event: e.OutputCollected) -> None:
    table.draft.put(Output(n=event.n, value=event.value, large=event.large))
