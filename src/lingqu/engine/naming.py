"""What a command names: the record behind a key or counter, clean variables. Everything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE, ElementInstance, Record
from lingqu.engine.turn import Turn
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, instance_of
from lingqu.kernel.values import Json, normalise

R = TypeVar("R", bound=Record)


def record_of(turn: Turn, key: int, kind: type[R], code: str) -> R:
    """The record that a command names, by key or counter. Raises NotFound."""
    record = turn.draft.find(counter_of(key))
    if not isinstance(record, kind):
        raise NotFound(f"engine.{code}", key=str(turn.key(counter_of(key))))
    return record


def clean(variables: Mapping[str, Json]) -> dict[str, Json]:
    """Variables from outside, normalised. Raises Invalid."""
    return {name: normalise(value, name) for name, value in variables.items()} if variables else {}


def owner_of(turn: Turn, n: int) -> tuple[ElementInstance, Node]:
    place = turn.element(n)
    return place, turn.node(place.element)


def counter(turn: Turn, key: int) -> int:
    """The local counter of a key or counter of this instance. Raises NotFound for another instance's."""
    if key > 0 and instance_of(key) not in (0, turn.desk.key):
        raise NotFound("engine.element_not_found", key=str(key))
    return counter_of(key) if key >= 0 else NOWHERE
