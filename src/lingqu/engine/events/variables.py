"""Variables of a scope."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.kernel.values import Json, ValueRef


class VariableCreated(Event, frozen=True):
    n: int
    scope: int
    name: str
    value: Json = None
    large: ValueRef | None = None


class VariableUpdated(Event, frozen=True):
    n: int
    value: Json = None
    large: ValueRef | None = None
