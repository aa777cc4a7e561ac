"""Appliers of variables."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply.desks import element
from lingqu.engine.state import Desk, Variable


def variable_created(table: Desk, event: e.VariableCreated) -> None:
    n = event.n
    table.head.next = n + 1
    table.draft.put(Variable(n=n, scope=event.scope, name=event.name, value=event.value, large=event.large))
    element(table, event.scope).names[event.name] = n


def variable_updated(table: Desk, event: e.VariableUpdated) -> None:
    variable: Any = table.draft.edit(event.n)
    variable.value = event.value
    variable.large = event.large
