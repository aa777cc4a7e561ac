"""Conditional start events of processes: judged over the variables that somebody brings, not over what happens."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lingqu.engine.starting import conditional_starts
from lingqu.engine.variables import SHARED
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import local_key
from lingqu.kernel.values import Json
from lingqu.runtime import shared
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.projectors.waits import CONDITION
from lingqu.runtime.starting import start_work
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Database

#: Definitions that one evaluation looks at.
MOST = 1000


class Evaluated(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation has started: (definition, instance)."""

    key: int
    started: tuple[tuple[int, int], ...]


def evaluate(
    database: Database,
    definitions: Definitions,
    variables: Mapping[str, Json],
    *,
    tenant: str,
    definition: int = 0,
    by: str = "",
    now: int,
    zone: str,
) -> RowWork:
    """The work that starts an instance at each conditional start event whose condition holds over these variables.

    Looks at the newest version of every process of the tenant, or at one definition. Raises NotFound if that is not
    the newest version of a process with such an event. Conditions are evaluated here, before queueing.
    """
    with database.reading() as c:
        rows = c.rows(
            "SELECT DISTINCT definition FROM subscription WHERE tenant = ? AND kind = ? AND start = 1"
            " AND (definition = ? OR ? = 0) ORDER BY definition LIMIT ?",
            [tenant, CONDITION, definition, definition, MOST],
        )
        known: dict[str, Json] = {SHARED: shared.read(c, [tenant])[tenant], **variables} if rows else {}
    if definition and not rows:
        raise NotFound("runtime.no_conditional_start", key=str(definition))
    held = [
        (key, ordinal)
        for (key,) in rows
        for ordinal in conditional_starts(definitions.get(key).program, known, now, zone)
    ]

    def run(tx: Tx) -> Evaluated:
        started = []
        for key, ordinal in held:
            if tx.c.row("SELECT 1 FROM subscription WHERE key = ?", [local_key(key, ordinal)]) is None:
                continue  # a newer version has taken its place meanwhile
            instance = tx.new_key()
            tx.also(start_work(instance, definitions.get(key, tx.c), variables=dict(variables), element=ordinal, by=by))
            started.append((key, instance))
        return Evaluated(key=tx.new_key(), started=tuple(started))

    return RowWork(run=run)
