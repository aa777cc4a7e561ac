"""Audit: fold each instance's history and compare it with its pages and rows. What production runs is what is asked.

Two laws are checked on live data: fold(history) == pages, and the projectors over the history give the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lingqu.approvals import plane as approvals
from lingqu.approvals.events import ApprovalEvent
from lingqu.engine.apply import fold
from lingqu.engine.events import Event
from lingqu.kernel.errors import NotFound
from lingqu.runtime import blobs, load, stretches
from lingqu.runtime import projectors as _projectors  # noqa: F401 - registers this room's projectors
from lingqu.runtime.aside import SET_ASIDE
from lingqu.runtime.audit_rows import TOLD, Retold, Tables, differing, tables_of
from lingqu.runtime.blobs import AnyEvent
from lingqu.runtime.case import Case, new_case
from lingqu.runtime.case_rows import instance_changes
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.projection import OWN, Projection
from lingqu.runtime.removal import State
from lingqu.store import Connection, Database

#: Instances in one read transaction.
_AT_ONCE = 50


class Difference(msgspec.Struct, frozen=True):
    """Something that history and data tell differently."""

    instance: int
    what: str

    def __str__(self) -> str:
        return f"{self.instance}: {self.what}"


class AuditReport(msgspec.Struct, frozen=True):
    instances: int
    differences: tuple[Difference, ...]


def audit(db: Database) -> AuditReport:
    """Compare everything. Reads in pages of instances, each in a snapshot of its own, so it may run beside work."""
    definitions = Definitions(db)
    count, last = 0, 0
    differences: list[Difference] = []
    while True:
        with db.reading() as c:
            keys = [
                row[0]
                for row in c.rows("SELECT key FROM instance WHERE key > ? ORDER BY key LIMIT ?", [last, _AT_ONCE])
            ]
            if not keys:
                break
            last = keys[-1]
            keys = _staying(c, keys)
            told = tables_of(c, keys)
            for key in keys:
                differences += [Difference(key, what) for what in _compare(c, definitions, key, told[key])]
        count += len(keys)
    return AuditReport(count, (*differences, *_orphans(db)))


def _staying(c: Connection, keys: list[int]) -> list[int]:
    """Those that are not being removed: a large instance goes in slices."""
    going = c.rows(
        "SELECT o.instance FROM removal_item o JOIN removal r ON r.key = o.removal"
        " WHERE r.state = ? AND o.instance IN ??",
        [int(State.WRITTEN), keys],
    )
    return [key for key in keys if (key,) not in going]


def _compare(c: Connection, definitions: Definitions, key: int, there: Tables) -> list[str]:
    case = load.whole(c, key)
    if case is None:
        return ["the instance is gone"]
    history = c.rows("SELECT version, at, by, format, events FROM history WHERE instance = ? ORDER BY version", [key])
    values = {hash_: bytes(body) for hash_, body in c.rows("SELECT hash, body FROM value WHERE instance = ?", [key])}
    told = new_case(key)
    rows = Retold()
    for expected, (version, at, by, format_, body) in enumerate(history, 1):
        if version != expected:
            return [f"history has version {version} where {expected} is expected"]
        events = tuple(blobs.history.decode(format_, bytes(body)))
        before, told = told, _after(told, events, at)
        try:
            definition = definitions.get(told.engine.head.definition, c)
        except NotFound:
            return [f"definition {told.engine.head.definition} is gone"]
        ctx = Projection(
            before, told, rows, at=at, by=by, deployed=definition, process_id=definition.process_id, values=values
        )
        ctx.run(events, OWN)
        ctx.update("instance", key, **instance_changes(before, told))
    _without_set_aside(there)
    return [*_states(told, case), *differing(rows.tables, there)]


def _without_set_aside(there: Tables) -> None:
    """Take out the incidents that the runtime has made: no event tells of them."""
    for key, row in list(there["incident"].items()):
        if row["kind"] == SET_ASIDE:
            del there["incident"][key]
            if row["resolved_at"] is None:
                for instance in there["instance"].values():
                    instance["incidents"] -= 1


def _after(case: Case, events: Sequence[AnyEvent], at: int) -> Case:
    """The case after one history row."""
    engine = fold([event for event in events if isinstance(event, Event)], case.engine, at)
    plane = approvals.fold(case.plane, [event for event in events if isinstance(event, ApprovalEvent)], at)
    troubles = sum(one.trouble is not None for one in plane.rounds.values())
    return msgspec.structs.replace(
        case,
        version=case.version + 1,
        engine=engine,
        plane=plane,
        incidents=engine.head.open_incidents + troubles,
    )


def _states(told: Case, there: Case) -> list[str]:
    found: list[str] = []
    if told.version != there.version:
        found.append(f"history ends with version {told.version}, the instance is at {there.version}")
    if told.engine.head != there.engine.head:
        found.append(f"head: history says {told.engine.head}, page 0 says {there.engine.head}")
    ours = {record.n: record for record in told.engine.shelf.records()}
    theirs = {record.n: record for record in there.engine.shelf.records()}
    found += [
        f"record {n}: history says {ours.get(n)}, the pages say {theirs.get(n)}"
        for n in sorted(ours.keys() | theirs.keys())
        if ours.get(n) != theirs.get(n)
    ]
    if told.plane != there.plane:
        found.append(f"approvals: history says {told.plane}, the pages say {there.plane}")
    return found


def _orphans(db: Database) -> list[Difference]:
    """Rows of instances that are not there."""
    found: list[Difference] = []
    with db.reading() as c:
        for table, owner in TOLD.items():
            if table == "instance":
                continue
            start = " AND t.start = 0" if table == "subscription" else ""
            start = " AND t.plane <> 2" if table == "timer" else start
            start = " AND t.instance <> 0" if table == "decision" else start  # asked for from outside
            sql = (
                f"SELECT DISTINCT t.{owner} FROM {table} t WHERE NOT EXISTS"  # noqa: S608 - our own names
                f" (SELECT 1 FROM instance i WHERE i.key = t.{owner}){start} LIMIT 100"
            )
            closing = [one for one in stretches.known(c) if one.closing and table in stretches.TABLES]
            found += [
                Difference(row[0], f"{table}: there is no such instance")
                for row in c.rows(sql)
                if not any(row[0] in one for one in closing)  # it goes with the partition
            ]
    return found
