"""What an operator has to resolve."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.engine.state import NOWHERE
from lingqu.kernel.values import Json


class IncidentRaised(Event, frozen=True):
    """`kind` is one of incidents.KINDS, `code` and `params` a message of a room's catalogue.

    `job`: it has no retries left. `element`, `left`: a repeating timer that could not be set again.
    """

    n: int
    owner: int
    kind: str
    code: str
    params: dict[str, Json] = {}
    job: int = NOWHERE
    element: int = NOWHERE
    left: int = 0


class IncidentResolved(Event, frozen=True):
    """`job`: the job that may be worked on again."""

    n: int
    job: int = NOWHERE
