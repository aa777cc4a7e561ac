"""Letters on their way: delivered in the same transaction if the target is free, else a row that waits for it."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine.letters import HEARD, Sender, letters
from lingqu.kernel.values import Json
from lingqu.runtime.work import CaseDone, Letter
from lingqu.store import Connection


def letters_of(done: CaseDone, values: Mapping[str, Json]) -> list[Letter]:
    """The letters that a decision sends. `values`: the large ones that its events refer to, by hash."""
    if HEARD.isdisjoint(done.kinds):
        return []
    sender = Sender(key=done.instance, head=done.case.engine.head, at=done.at, by=done.by, values=values)
    return [
        Letter((done.instance, done.version, place), target, command)
        for place, (target, command) in enumerate(letters(sender, done.events))
    ]


def waiting_targets(c: Connection, after: int, most: int) -> list[int]:
    """The next instances, by key, for which letters lie."""
    return [
        row[0]
        for row in c.rows("SELECT DISTINCT target FROM letter WHERE target > ? ORDER BY target LIMIT ?", [after, most])
    ]
