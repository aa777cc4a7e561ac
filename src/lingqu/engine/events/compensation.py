"""What has completed and can be undone."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.engine.state import NOWHERE


class CompensationKept(Event, frozen=True):
    """An activity is about to complete (or to be cancelled) and can be compensated: it comes into the scope's ledger.

    What its own ledger lists becomes a part of it. `snapshot`: its local variables are kept as they are now.
    """

    n: int
    scope: int
    element: int
    visit: int
    group: int = NOWHERE
    snapshot: bool = False


class CompensationMoved(Event, frozen=True):
    """A multi-instance body is about to complete: the ledger of `source` goes to the scope around it."""

    source: int
    scope: int


class CompensationTriggered(Event, frozen=True):
    """`n` takes these out of the ledger of `scope` and compensates them, the latest first."""

    n: int
    scope: int
    kept: tuple[int, ...]


class CompensationBegun(Event, frozen=True):
    """What `kept` remembers is compensated: by its handler, or in the scope `n` that stands up again."""

    kept: int
    n: int = NOWHERE


class CompensationDropped(Event, frozen=True):
    """A rewind has taken the activity back: it will not be compensated."""

    kept: int
