"""What business rule tasks have decided."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.kernel.values import Json, ValueRef


class DecisionEvaluated(Event, frozen=True):
    """A business rule task had a decision evaluated; what follows from it are other events.

    `n`: the evaluation's own counter; each of `made` uses one, from `n` on. `decision` and `requirements` are keys of
    definitions, `made` (key, kind) of every decision on the way; if `failure` ({"zh", "en"}) is not empty the last of
    them failed. What they saw and gave is `details` (see decisions.Evaluation), or behind `large` if it is large.
    """

    n: int
    owner: int
    decision: int
    requirements: int
    made: tuple[tuple[int, str], ...]
    failure: dict[str, str] = {}
    details: Json = None
    large: ValueRef | None = None
