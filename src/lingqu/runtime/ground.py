"""What a transaction stands on, and what it holds while it sits: instances at work, commands on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from lingqu.engine.clocks import Clocks
from lingqu.kernel.values import Json
from lingqu.runtime.blobs import AnyCommand, AnyEvent
from lingqu.runtime.cache import Cache
from lingqu.runtime.case import Case
from lingqu.runtime.decisions import Decisions
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.global_listeners import Heard
from lingqu.runtime.handing import Hatch
from lingqu.runtime.projection import Projector
from lingqu.runtime.questions import Supply
from lingqu.runtime.rows import Rows
from lingqu.runtime.work import CaseDone


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What every batch of a node stands on."""

    node: int
    definitions: Definitions
    decisions: Decisions
    cache: Cache
    projectors: Mapping[type[AnyEvent], list[Projector]]
    new_key: Callable[[], int]
    clocks: Clocks = Clocks()
    heard: Heard = msgspec.field(default_factory=Heard)  # global listeners
    hatch: Hatch | None = None  # who waits for jobs


class Live(msgspec.Struct):
    """An instance that this batch holds, and what it will write of it."""

    case: Case
    stored: int  # the version in the database, 0 for none
    pages: set[int] = set()
    rounds: set[int] = set()
    values: dict[str, Json] = {}  # its large values that are at hand, by hash; those of this batch have no rows yet

    def copy(self) -> Live:
        return Live(self.case, self.stored, set(self.pages), set(self.rounds), dict(self.values))


class Step(msgspec.Struct):
    """Commands for one instance on their way through the decision."""

    instance: int
    commands: tuple[AnyCommand, ...]
    supply: Supply = Supply()
    questions: int = 0
    batch: tuple[int, str] = (0, "")  # the batch operation that asks for it


Made = tuple[Live, CaseDone, Rows]
"""A decision that is not accepted yet: the instance after it, what to tell, the rows it makes."""
