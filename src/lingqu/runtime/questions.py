"""Questions: what a decision needs to know before it can be made, and what it is given. Nothing was done meanwhile."""

from __future__ import annotations

import msgspec

from lingqu.engine.outcome import Needs
from lingqu.runtime.case import Lineage


class Lacks(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be fetched before the same decision is asked for again."""

    needs: Needs = Needs()
    rounds: frozenset[int] = frozenset()  # page numbers of the approval plane


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """Outside facts that a decision has asked for: fresh keys and the run's lineage."""

    numbers: tuple[int, ...] = ()
    lineage: Lineage | None = None


class Lack(Exception):  # noqa: N818 - a question, not an error
    """Raised inside a decision, which answers with `lacks`."""

    def __init__(self, lacks: Lacks) -> None:
        super().__init__(lacks)
        self.lacks = lacks
