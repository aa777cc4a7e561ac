"""Withdrawing what was deployed: it cannot be started, called or read any more. What ran on it keeps its history.

The definition's row stays under another kind, so that ended instances still know what they ran on and no version number
is given twice. What something running still needs is not withdrawn, and the reason is told.
"""

from __future__ import annotations

from typing import Any

import msgspec

from lingqu.engine.clocks import Clocks
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.kernel.values import decode
from lingqu.runtime.definitions import Definitions, latest
from lingqu.runtime.deploy_rows import GONE
from lingqu.runtime.operation_log import note
from lingqu.runtime.starting import START_TIMER, set_starts
from lingqu.runtime.work import RowWork, Tx

_KINDS = ("process", "form", "requirements", "resource")


class _Deployed(msgspec.Struct, frozen=True):
    key: int
    tenant: str
    kind: str
    id: str
    version: int
    resource: int


def withdraw(key: int, tenant: str, *, by: str, definitions: Definitions, clocks: Clocks) -> RowWork:
    """The work that withdraws one definition; a decision model goes with its decisions.

    Raises NotFound; Conflict while instances run on it, or something else that may run needs it.
    """

    def run(tx: Tx) -> None:
        row = tx.c.row(
            "SELECT key, tenant, kind, id, version, resource FROM definition"  # noqa: S608 - constants
            " WHERE key = ? AND tenant = ? AND kind IN ??" + tx.c.for_update,
            [key, tenant, list(_KINDS)],
        )
        if row is None:
            raise NotFound("runtime.no_such_resource", key=str(key))
        one = _Deployed(*row)
        _NEEDED[one.kind](tx, one)
        newest = one.kind == "process" and latest(tx.c, [(tenant, one.id)])[tenant, one.id] == key
        kinds = [one.kind, "decision"] if one.kind == "requirements" else [one.kind]
        tx.c.run(
            "UPDATE definition SET kind = ? || kind WHERE resource = ? AND (key = ? OR ? = 'requirements')"
            " AND kind IN ??",
            [GONE, one.resource, key, one.kind, kinds],
        )
        if one.kind == "requirements":
            tx.c.run("DELETE FROM decision_model WHERE definition = ?", [key])
        if newest:
            _hand_over(tx, one, definitions, clocks)
        detail: dict[str, Any] = {"kind": one.kind, "id": one.id, "version": one.version}
        note(tx, tenant=tenant, by=by, operation="DELETE", entity="RESOURCE", entity_key=key, detail=detail)

    return RowWork(run=run)


def _hand_over(tx: Tx, one: _Deployed, definitions: Definitions, clocks: Clocks) -> None:
    """The start events of the newest version are those of the version before it now, if there is one."""
    tx.c.run("DELETE FROM subscription WHERE start = 1 AND definition = ?", [one.key])
    tx.c.run("DELETE FROM timer WHERE plane = ? AND definition = ?", [START_TIMER, one.key])
    before = latest(tx.c, [(one.tenant, one.id)])[one.tenant, one.id]
    if before:
        set_starts(tx, definitions.get(before, tx.c), clocks)


# ---- who still needs it


def _process(tx: Tx, one: _Deployed) -> None:
    row = tx.c.row(
        "SELECT count(*) FROM instance WHERE tenant = ? AND process_id = ? AND status IN (0, 3) AND definition = ?",
        [one.tenant, one.id, one.key],
    )
    if row is not None and row[0]:
        raise Conflict("runtime.still_runs", key=str(one.key), count=row[0])
    _not_beside(tx, [one.key], one)


def _form(tx: Tx, one: _Deployed) -> None:
    open_ = "SELECT count(*) FROM task WHERE COALESCE(ended_at, 0) = 0 AND tenant = ? AND form = ?"
    row = tx.c.row(open_, [one.tenant, one.id])
    if row is not None and row[0]:
        raise Conflict("runtime.still_shown", key=str(one.key), count=row[0])


def _requirements(tx: Tx, one: _Deployed) -> None:
    decisions = tx.c.rows("SELECT key FROM definition WHERE resource = ? AND kind = 'decision'", [one.resource])
    _not_beside(tx, [key for (key,) in decisions], one)
    models = tx.c.rows(
        "SELECT d.id, m.imports FROM decision_model m JOIN definition d ON d.key = m.definition"
        " WHERE m.tenant = ? AND m.definition <> ?",
        [one.tenant, one.key],
    )
    users = sorted({id_ for id_, imports in models if one.key in decode(imports)})
    if users:
        raise Conflict("runtime.still_called", key=str(one.key), by=", ".join(users))


def _resource(tx: Tx, one: _Deployed) -> None:
    """Nothing of a running process is fixed to a file of another kind."""


def _not_beside(tx: Tx, targets: list[int], one: _Deployed) -> None:
    rows = tx.c.rows(
        "SELECT DISTINCT d.id FROM beside b JOIN definition d ON d.key = b.definition WHERE b.target IN ??"
        " AND b.definition <> ? AND d.kind = 'process' ORDER BY d.id",
        [targets or [0], one.key],
    )
    if rows:
        raise Conflict("runtime.still_called", key=str(one.key), by=", ".join(id_ for (id_,) in rows))


_NEEDED = {"process": _process, "form": _form, "requirements": _requirements, "resource": _resource}
