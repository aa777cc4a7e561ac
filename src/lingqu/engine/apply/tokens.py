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
        scope.parked.setdefault(event.join, []).append((event.flow, event.source))


def tokens_joined(table: Desk, event: e.TokensJoined) -> None:
    _unpark(element(table, event.scope), event.join, event.tokens)


def gateway_opened(table: Desk, event: e.GatewayOpened) -> None:
    element(table, event.scope).opened[event.gateway] = Opened(by=event.by, flows=list(event.flows))


def gateway_reset(table: Desk, event: e.GatewayReset) -> None:
    del element(table, event.scope).opened[event.gateway]


def tokens_dropped(table: Desk, event: e.TokensDropped) -> None:
    scope = element(table, event.scope)
    if event.join != NOWHERE:
        _unpark(scope, event.join, event.tokens)
    scope.flowing -= len(event.tokens)


def tokens_restored(table: Desk, event: e.TokensRestored) -> None:
    scope = element(table, event.scope)
    scope.flowing += len(event.tokens)
    if event.join != NOWHERE:
        scope.parked.setdefault(event.join, []).extend(event.tokens)


def _unpark(scope: ElementInstance, join: int, tokens: tuple[Token, ...]) -> None:
    left = scope.parked[join]
    for token in tokens:
        left.remove(token)
    if not left:
        del scope.parked[join]
