"""Cluster variables: values that every process of a tenant reads as `camunda.vars.cluster|tenant|env.NAME`.

`env` is what holds for the tenant: its own value of a name, else the cluster's. A process variable called `camunda`
stands before all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.kernel.errors import Conflict, NotFound, Unprocessable
from lingqu.kernel.values import Json, decode, encode
from lingqu.runtime.operation_log import note
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection

Scope: TypeAlias = Literal["GLOBAL", "TENANT"]
#: Variables of one scope, and bytes of the JSON of one value: all of them are read for an expression that names them.
MOST, MOST_BYTES = 1_000, 65_536


class Place(msgspec.Struct, frozen=True):
    """Where a variable is: of the cluster (`tenant` empty) or of a tenant."""

    scope: Scope
    tenant: str
    name: str

    @property
    def params(self) -> list[str]:
        return [self.scope, self.tenant, self.name]


_AT = "scope = ? AND tenant = ? AND name = ?"


def create(place: Place, value: Json, metadata: Mapping[str, Json], *, by: str, tenant: str) -> RowWork:
    """A variable that is not there yet. `tenant`: of who does it, for the log. Raises Conflict, Unprocessable."""

    def run(tx: Tx) -> None:
        if tx.c.row(f"SELECT 1 FROM cluster_variable WHERE {_AT}", place.params):  # noqa: S608 - a constant
            raise Conflict("runtime.variable_exists", name=place.name)
        rows = tx.c.rows("SELECT count(*) FROM cluster_variable WHERE scope = ? AND tenant = ?", place.params[:2])
        if rows[0][0] >= MOST:
            raise Unprocessable("runtime.too_many_variables", most=MOST)
        key = tx.new_key()
        row = {
            "key": key,
            "scope": place.scope,
            "tenant": place.tenant,
            "name": place.name,
            "value": _text(value),
            "metadata": encode(dict(metadata)),
            "at": tx.now,
            "by": by,
        }
        tx.c.insert("cluster_variable", tuple(row), [tuple(row.values())])
        _note(tx, "CREATE", place, key, by=by, tenant=tenant)

    return RowWork(run=run)


def update(place: Place, value: Json, metadata: Mapping[str, Json] | None, *, by: str, tenant: str) -> RowWork:
    """Another value; without `metadata` that stays. Raises NotFound, Unprocessable."""

    def run(tx: Tx) -> None:
        key, before = _found(tx, place)
        kept = before if metadata is None else encode(dict(metadata))
        tx.c.run(
            "UPDATE cluster_variable SET value = ?, metadata = ?, at = ?, by = ? WHERE key = ?",
            [_text(value), kept, tx.now, by, key],
        )
        _note(tx, "UPDATE", place, key, by=by, tenant=tenant)

    return RowWork(run=run)


def delete(place: Place, *, by: str, tenant: str) -> RowWork:
    """Raises NotFound."""

    def run(tx: Tx) -> None:
        key, _ = _found(tx, place)
        tx.c.run("DELETE FROM cluster_variable WHERE key = ?", [key])
        _note(tx, "DELETE", place, key, by=by, tenant=tenant)

    return RowWork(run=run)


def read(c: Connection, tenants: Collection[str]) -> dict[str, Json]:
    """What expressions of each tenant find as `camunda` (engine.variables.SHARED)."""
    own: dict[str, dict[str, Json]] = {tenant: {} for tenant in tenants}
    cluster: dict[str, Json] = {}
    rows = c.rows(
        "SELECT scope, tenant, name, value FROM cluster_variable WHERE scope = 'GLOBAL' OR tenant IN ??", [list(own)]
    )
    for scope, tenant, name, value in rows:
        (cluster if scope == "GLOBAL" else own[tenant])[name] = decode(value.encode())
    return {
        tenant: {"vars": {"cluster": cluster, "tenant": given, "env": {**cluster, **given}}}
        for tenant, given in own.items()
    }


def _text(value: Json) -> str:
    data = encode(value)
    if len(data) > MOST_BYTES:
        raise Unprocessable("runtime.variable_too_large", most=MOST_BYTES)
    return data.decode()


def _found(tx: Tx, place: Place) -> tuple[int, bytes]:
    row = tx.c.row(f"SELECT key, metadata FROM cluster_variable WHERE {_AT}", place.params)  # noqa: S608 - a constant
    if row is None:
        raise NotFound("runtime.no_such_variable", name=place.name)
    return int(row[0]), bytes(row[1])


def _note(tx: Tx, operation: str, place: Place, key: int, *, by: str, tenant: str) -> None:
    detail: dict[str, Any] = {"name": place.name, "scope": place.scope}
    note(tx, tenant=tenant, by=by, operation=operation, entity="VARIABLE", entity_key=key, detail=detail)
