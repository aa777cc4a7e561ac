"""Migration to another version: each record that names an element gets the number that it has there."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.engine.state import Token


class InstanceMigrated(Event, frozen=True):
    """The instance belongs to another definition now. `elements`: (ordinal before, after) of all that is mapped."""

    definition: int
    process: int
    elements: tuple[tuple[int, int], ...] = ()


class ElementMigrated(Event, frozen=True):
    """An element instance visits this element now, in this scope; what it owns and its variables stay its own.

    `brought_by` is its lineage on the flows of the new drawing; -1 for one that is not drawn there.
    """

    n: int
    element: int
    scope: int
    brought_by: tuple[Token, ...] = ()


class WaitMigrated(Event, frozen=True):
    """A job, task, timer, subscription, condition or incident goes on; `element`: what it fires, or NOWHERE."""

    n: int
    element: int


class TokensMigrated(Event, frozen=True):
    """The tokens that wait at a join wait at the join `target` now, in the same order."""

    scope: int
    join: int
    target: int
    tokens: tuple[Token, ...]


class CompensationMigrated(Event, frozen=True):
    """What can be compensated belongs to this element now."""

    kept: int
    element: int
