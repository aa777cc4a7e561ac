"""What whoever starts an instance may say beside its variables: where it begins, and after which elements it ends."""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.engine.entering import enter
from lingqu.engine.modifying import known, target
from lingqu.engine.placing import Placing
from lingqu.engine.state import NOWHERE
from lingqu.engine.turn import Turn


def chosen(turn: Turn, places: Sequence[str]) -> tuple[int, ...]:
    """The elements at which an instance is to begin, each as often as it is named. Raises Invalid.

    Start events without a trigger may be chosen; the others wait for theirs.
    """
    return tuple(_place(turn, place) for place in places)


def _place(turn: Turn, id_: str) -> int:
    ordinal = turn.program.by_id.get(id_)
    return ordinal if ordinal in turn.program.plain_starts and ordinal is not None else target(turn, id_).ordinal


def stops(turn: Turn, ids: Sequence[str]) -> tuple[int, ...]:
    """The elements after which an instance is to end. Raises Invalid."""
    return tuple(dict.fromkeys(known(turn, id_).ordinal for id_ in ids))


def begin_at(turn: Turn, places: Sequence[int]) -> None:
    """Begin at these elements, with the scopes that they need. Raises Invalid."""
    placing = Placing(turn)
    for place in places:
        node = turn.node(place)
        scope = placing.scope(node)
        enter(turn, node, scope, ((NOWHERE, scope),))
