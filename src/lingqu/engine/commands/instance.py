"""Of an instance as a whole: start, end, hold still, go on."""

from __future__ import annotations

from lingqu.engine.commands.command import Command
from lingqu.kernel.values import Json


class StartInstance(Command, frozen=True, kw_only=True):
    """Start at the none start event, or at `element` (ordinal of a message, timer or signal start event), or at all of
    `places` (ids of elements) instead. When an element of `stops` (ids) has ended, the instance is ended.

    `parent` is the key of the element instance of the call activity that waits, `root` the top instance's key.
    """

    definition: int
    tenant: str = ""
    variables: dict[str, Json] = {}
    element: int = -1
    business_id: str = ""
    parent: int = 0
    root: int = 0
    tags: tuple[str, ...] = ()
    depth: int = 0
    places: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


class CancelInstance(Command, frozen=True, kw_only=True):
    reason: str = ""


class AssignBusinessId(Command, frozen=True, kw_only=True):
    """The instance gets a business id; that it has none yet is for the runtime to know."""

    business_id: str


class SuspendInstance(Command, frozen=True, kw_only=True):
    """Hold still: what comes meanwhile waits. `by_caller`: letter of the call activity, which is suspended itself."""

    reason: str = ""
    by_caller: bool = False


class ResumeInstance(Command, frozen=True, kw_only=True):
    """Go on: first with what came meanwhile, in its order. `by_caller`: letter of the call activity."""

    by_caller: bool = False
