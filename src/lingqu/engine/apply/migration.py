"""Appliers of a migration: new numbers, new scopes, nothing else."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply.desks import element, without
from lingqu.engine.state import CROWD, ROOT, Condition, Desk, Incident, Subscription, Timer


def instance_migrated(table: Desk, event: e.InstanceMigrated) -> None:
    table.head.definition = event.definition
    table.head.process = event.process
    element(table, ROOT).element = event.process
    head = table.head
    if head.begins or head.stops:
        after = dict(event.elements)
        head.begins = tuple(after[one] for one in head.begins)
        head.stops = tuple(after[one] for one in head.stops)


def element_migrated(table: Desk, event: e.ElementMigrated) -> None:
    place = element(table, event.n)
    place.element = event.element
    if place.scope == event.scope:
        return
    before, after = element(table, place.scope), element(table, event.scope)
    place.scope = event.scope
    if before.crowd:
        before.crowd -= 1
    else:
        before.children = without(before.children, event.n)
    if after.crowd:
        after.crowd += 1
        return
    after.children += (event.n,)
    if len(after.children) > CROWD:
        after.crowd = len(after.children)
        after.children = ()


def wait_migrated(table: Desk, event: e.WaitMigrated) -> None:
    record: Any = table.draft.edit(event.n)
    if isinstance(record, Timer | Subscription | Condition | Incident):
        record.element = event.element


def tokens_migrated(table: Desk, event: e.TokensMigrated) -> None:
    scope = element(table, event.scope)
    scope.parked = {
        **{join: tokens for join, tokens in scope.parked.items() if join != event.join},
        event.target: event.tokens,
    }


def compensation_migrated(table: Desk, event: e.CompensationMigrated) -> None:
    kept: Any = table.draft.edit(event.kept)
    kept.element = event.element
