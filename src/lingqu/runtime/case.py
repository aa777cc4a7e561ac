"""The case: one instance at rest, the engine's plane and the approval plane together. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from lingqu.approvals.plane import Plane
from lingqu.approvals.policy import Policy
from lingqu.engine.program import Program
from lingqu.engine.state import Record, State, Status, empty
from lingqu.kernel.pages import page_of

ENGINE = 0
APPROVALS = 1

_ENDED = (Status.COMPLETED, Status.CANCELLED)  # Python 3.11 looks members of an enum up slowly

#: (n, element, scope, brought_by) of every visit of the run.
Lineage = tuple[tuple[int, int, int, tuple[tuple[int, int], ...]], ...]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One instance at rest. `incidents` counts those of both planes."""

    key: int
    version: int
    engine: State
    plane: Plane
    whole_plane: bool  # every round is here, so that one not found is not there
    no_rounds: frozenset[int] = frozenset()  # numbers that were looked for and are not there
    incidents: int = 0

    @property
    def ended(self) -> bool:
        return self.engine.head.status in _ENDED

    @property
    def size(self) -> int:
        """Loaded pages of both planes."""
        return self.engine.shelf.size + len(self.plane.rounds) + 1

    def record(self, n: int) -> Record | None:
        """The record with that counter if its page is loaded, not to be changed."""
        page = self.engine.shelf.page(page_of(n))
        return None if page is None else page.get(n)


def new_case(key: int) -> Case:
    return Case(key=key, version=0, engine=empty(key), plane=Plane(), whole_plane=True)


class Runnable(Protocol):
    """What a decision asks of a deployed process."""

    @property
    def program(self) -> Program: ...

    @property
    def policies(self) -> Mapping[int, Policy]: ...
