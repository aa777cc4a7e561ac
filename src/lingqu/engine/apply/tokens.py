"""Appliers of tokens on flows and at joins."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply.desks import element
from lingqu.engine.state import NOWHERE, Desk, ElementInstance, Opened, Token


def flow_taken(table: Desk, event: e.FlowTaken) -> None:
    scope: Any = table.draft.edit(event.scope)
    scope.flowing += 1
    if event.join != NOWHERE:
        _park(scope, event.join, ((event.flow, event.source),))


def tokens_joined(table: Desk, event: e.TokensJoined) -> None:
    _unpark(element(table, event.scope), event.join, event.tokens)


def gateway_opened(table: Desk, event: e.GatewayOpened) -> None:
    scope = element(table, event.scope)
    scope.opened = {**scope.opened, event.gateway: Opened(by=event.by, flows=event.flows)}


def gateway_reset(table: Desk, event: e.GatewayReset) -> None:
    scope = element(table, event.scope)
    scope.opened = {gateway: opened for gateway, opened in scope.opened.items() if gateway != event.gateway}


def tokens_dropped(table: Desk, event: e.TokensDropped) -> None:
    scope = element(table, event.scope)
    if event.join != NOWHERE:
        _unpark(scope, event.join, event.tokens)
    scope.flowing -= len(event.tokens)


def tokens_restored(table: Desk, event: e.TokensRestored) -> None:
    scope = element(table, event.scope)
    scope.flowing += len(event.tokens)
    if event.join != NOWHERE:
        _park(scope, event.join, event.tokens)


def _park(scope: ElementInstance, join: int, tokens: tuple[Token, ...]) -> None:
    scope.parked = {**scope.parked, join: scope.parked.get(join, ()) + tokens}


def _unpark(scope: ElementInstance, join: int, tokens: tuple[Token, ...]) -> None:
    left = [*scope.parked[join]]
    for token in tokens:
        left.remove(token)
    others = {other: waiting for other, waiting in scope.parked.items() if other != join}
    scope.parked = {**scope.parked, join: tuple(left)} if left else others
