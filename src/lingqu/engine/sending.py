"""Sending: variables as events carry them to others, and whole again for who receives them.

An event is history for ever, so it carries a value over LARGE by reference; the bytes are a `value` row of the sender.
What is sent (a letter, a message) is whole: mail, gone when it is delivered, that owes nothing to the sender's rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lingqu.engine.state import Variable
from lingqu.engine.turn import Turn, sized
from lingqu.kernel.values import Json, ValueRef


class Parcel(msgspec.Struct, frozen=True):
    """Variables of an event: the small ones themselves, the large ones by reference."""

    variables: dict[str, Json] = {}
    large: dict[str, ValueRef] = {}


def packed(turn: Turn, places: Mapping[str, int]) -> Parcel:
    """Variables of this instance, by the counters of their records.

    Asks for large ones that are not at hand, so that whoever turns the event into a letter has them.
    """
    draft: Any = turn.draft
    records: dict[str, Variable] = {name: draft.find(at) for name, at in places.items()}
    large = {name: record.large for name, record in records.items() if record.large is not None}
    turn.want(set(large.values()))
    return Parcel({name: record.value for name, record in records.items() if record.large is None}, large)


def packed_values(turn: Turn, values: Mapping[str, Json]) -> Parcel:
    """The same for values that are no variables of this instance."""
    sizes = {name: sized(turn, value) for name, value in values.items()}
    return Parcel(
        {name: value for name, (value, large) in sizes.items() if large is None},
        {name: large for name, (_, large) in sizes.items() if large is not None},
    )


def unpacked(variables: Json, large: Mapping[str, ValueRef], values: Mapping[str, Json]) -> dict[str, Json]:
    """The variables of an event, whole. `values`: large ones by hash; one that was deleted is null."""
    return {**(variables or {}), **{name: values.get(ref.hash) for name, ref in large.items()}}
