"""Element instances: visits of a token to an element, and the books of loops."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.engine.state import NOWHERE, Token
from lingqu.kernel.values import Json, ValueRef


class ElementActivating(Event, frozen=True):
    """Something waits before the element is active (a failed mapping); else ElementActivated stands alone."""

    n: int
    element: int
    scope: int
    brought_by: tuple[Token, ...] = ()
    index: int = 0


class ElementActivated(Event, frozen=True):
    """The element is active; if no ElementActivating came before, this is its first event.

    `brought_by` is its lineage: the flows it was entered by and the element instances they came from. A flow of -1
    means that an element instance brought it without a flow (boundary event, event sub-process, inner instance).
    """

    n: int
    element: int
    scope: int
    brought_by: tuple[Token, ...] = ()
    index: int = 0


class ElementCompleting(Event, frozen=True):
    n: int


class ElementCompleted(Event, frozen=True):
    n: int


class ElementTerminating(Event, frozen=True):
    n: int


class ElementTerminated(Event, frozen=True):
    n: int


class SequelPlanned(Event, frozen=True):
    """Listeners hold up what is terminated: what follows when all of it is gone waits at `owner`.

    `element` (ordinal) is what then happens, with these variables; else the element instance `by` goes on, and the
    process itself is cancelled for the `reason`.
    """

    n: int
    owner: int
    element: int = NOWHERE
    by: int = NOWHERE
    variables: Json = None
    large: dict[str, ValueRef] = {}
    reason: str = ""


class SequelEnded(Event, frozen=True):
    """All is gone, and it follows now; or it will never, as what waited for it has ended before."""

    n: int


class AdHocQueued(Event, frozen=True):
    """An ad-hoc sub-process is open; these elements (ordinals) wait for their turn, none others."""

    n: int
    elements: tuple[int, ...] = ()


class AdHocClosed(Event, frozen=True):
    """An ad-hoc sub-process takes no more activations; it completes when nothing lives in it any more."""

    n: int


class LoopStarted(Event, frozen=True):
    """A multi-instance body knows how many inner instances it will have. Outputs start at counter `outputs`."""

    n: int
    total: int
    items: ValueRef | None = None
    outputs: int = NOWHERE


class ItemAdded(Event, frozen=True):
    """A multi-instance body that runs gets one more item; `n` is its counter, and later that of its output."""

    n: int
    body: int
    value: Json = None
    large: ValueRef | None = None


class OutputCollected(Event, frozen=True):
    """An inner instance gave its output element; `n` is the Output record's counter."""

    n: int
    body: int
    value: Json = None
    large: ValueRef | None = None
