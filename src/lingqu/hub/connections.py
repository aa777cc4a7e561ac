"""Connections: which systems there are, where, and how to sign in. Their secrets lie elsewhere (`credentials`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import structs

from lingqu.hub import credentials
from lingqu.hub.connecting import Remote
from lingqu.hub.manifest import Connectors
from lingqu.hub.messages import why
from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.kernel.values import Json, decode, encode
from lingqu.outbound.secrets import Vault
from lingqu.runtime import Tx
from lingqu.store import Connection

_COLUMNS = "id, tenant, name, connector, url, settings, secret, used_at, error"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A connection as people see it."""

    id: int
    tenant: str
    name: str
    connector: str
    url: str
    auth: str
    settings: Mapping[str, Json]
    secret: str
    used_at: int | None
    error: str

    @property
    def status(self) -> str:
        """Ok | failing | unknown: how the last call went."""
        return "failing" if self.error else "ok" if self.used_at else "unknown"


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A connection as plain data. Secrets that are left out stay as they are."""

    name: str
    connector: str
    url: str = ""
    auth: str = "none"
    settings: Mapping[str, Json] = {}
    secrets: Mapping[str, str] = {}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody changes; None stays, and so do secrets that are left out."""

    name: str | None = None
    connector: str | None = None
    url: str | None = None
    auth: str | None = None
    settings: Mapping[str, Json] | None = None
    secrets: Mapping[str, str] = {}

    def of(self, row: Row) -> Draft:
        """The connection as it is to be."""
        names = ("name", "connector", "url", "auth", "settings")
        facts = {name: getattr(row if getattr(self, name) is None else self, name) for name in names}
        return Draft(**facts, secrets=self.secrets)


def _row(found: tuple[Any, ...]) -> Row:
    id_, tenant, name, connector, url, settings, secret, used_at, error = found
    plain = decode(bytes(settings))
    return Row(
        id=id_,
        tenant=tenant,
        name=name,
        connector=connector,
        url=url,
        auth=plain.pop("auth", "none"),
        settings=plain,
        secret=secret,
        used_at=used_at,
        error=error,
    )


def all_of(c: Connection, tenant: str) -> list[Row]:
    return [_row(row) for row in c.rows(f"SELECT {_COLUMNS} FROM connection WHERE tenant = ? ORDER BY name", [tenant])]  # noqa: S608 - our own column list


def by_id(c: Connection, tenant: str, id_: int) -> Row:
    """Raises NotFound."""
    row = c.row(f"SELECT {_COLUMNS} FROM connection WHERE tenant = ? AND id = ?", [tenant, id_])  # noqa: S608 - our own column list
    if row is None:
        raise NotFound("hub.no_such_connection", name=str(id_))
    return _row(row)


def edition_of(c: Connection, row: Row) -> str:
    """What may be edited of it; its secrets count too, by how they are sealed."""
    plain = (row.name, row.connector, row.url, row.auth, dict(row.settings))
    return edition(*plain, credentials.sealed(c, row.tenant, row.secret))


def locked(c: Connection, tenant: str, id_: int, seen: Seen) -> Row:
    """The row, until the end of this transaction nobody else's to change. Raises NotFound, Stale."""
    c.rows("SELECT id FROM connection WHERE tenant = ? AND id = ?" + c.for_update, [tenant, id_])  # noqa: S608 - no input
    row = by_id(c, tenant, id_)
    must_be_seen(edition_of(c, row), seen)
    return row


def find(c: Connection, tenant: str, name: str) -> Row | None:
    row = c.row(f"SELECT {_COLUMNS} FROM connection WHERE tenant = ? AND name = ?", [tenant, name])  # noqa: S608 - our own column list
    return _row(row) if row else None


def remote(c: Connection, vault: Vault, row: Row) -> Remote:
    """The connection with its secrets opened, for a call."""
    return Remote(
        id=row.id,
        tenant=row.tenant,
        name=row.name,
        connector=row.connector,
        url=row.url.rstrip("/"),
        auth=row.auth,
        secrets=credentials.several(c, vault, row.tenant, row.secret) if row.secret else {},
        settings=row.settings,
    )


def named(c: Connection, vault: Vault, tenant: str, name: str) -> Remote:
    """Raises NotFound."""
    row = find(c, tenant, name)
    if row is None:
        raise NotFound("hub.no_such_connection", name=name)
    return remote(c, vault, row)


def add(tx: Tx, vault: Vault, connectors: Connectors, tenant: str, draft: Draft) -> int:
    """The id of a new connection. Raises Conflict if the name is taken, Invalid."""
    if find(tx.c, tenant, draft.name):
        raise Conflict("hub.connection_exists", name=draft.name)
    _check(connectors, draft)
    id_ = tx.new_key()
    secret = f"connection/{id_}"
    row = (id_, tenant, draft.name, draft.connector, draft.url, _settings(draft), secret, None, "")
    tx.c.insert("connection", _COLUMNS.split(", "), [row])
    if draft.secrets:
        credentials.put_several(tx.c, vault, tenant, secret, draft.secrets, tx.now)
    return id_


def change(  # noqa: PLR0917 - its parts are of different kinds
    tx: Tx, vault: Vault, connectors: Connectors, tenant: str, id_: int, asked: Change, *, seen: Seen = None
) -> None:
    """A change of its secrets is a rotation: the next call uses them. Raises NotFound, Stale, Conflict, Invalid."""
    row = locked(tx.c, tenant, id_, seen)
    draft = asked.of(row)
    if draft.name != row.name:
        if find(tx.c, tenant, draft.name):
            raise Conflict("hub.connection_exists", name=draft.name)
        _not_in_use(tx.c, row)
    _check(connectors, draft)
    tx.c.run(
        "UPDATE connection SET name = ?, connector = ?, url = ?, settings = ?, error = ? WHERE tenant = ? AND id = ?",
        [draft.name, draft.connector, draft.url, _settings(draft), "", tenant, id_],
    )
    if draft.secrets:
        credentials.put_several(tx.c, vault, tenant, row.secret, draft.secrets, tx.now)


def put(tx: Tx, vault: Vault, connectors: Connectors, tenant: str, draft: Draft) -> int:
    """Add the connection, or change the one of that name."""
    known = find(tx.c, tenant, draft.name)
    if known is None:
        return add(tx, vault, connectors, tenant, draft)
    change(tx, vault, connectors, tenant, known.id, Change(**structs.asdict(draft)))
    return known.id


def drop(tx: Tx, tenant: str, id_: int, seen: Seen = None) -> None:
    """Raises NotFound, Stale, Conflict while a source reads from it or an effect is under way."""
    row = locked(tx.c, tenant, id_, seen)
    _not_in_use(tx.c, row)
    credentials.drop(tx.c, tenant, row.secret)
    tx.c.run("DELETE FROM connection WHERE tenant = ? AND id = ?", [tenant, id_])


def note(tx: Tx, tenant: str, name: str, error: str) -> None:
    """How the last call through a connection went: "" or what was wrong."""
    tx.c.run(
        "UPDATE connection SET used_at = ?, error = ? WHERE tenant = ? AND name = ?",
        [tx.now, error[:500], tenant, name],
    )


def _not_in_use(c: Connection, row: Row) -> None:
    source = c.row("SELECT name FROM source WHERE tenant = ? AND connection = ?", [row.tenant, row.id])
    if source is not None:
        raise Conflict("hub.connection_in_use", name=row.name, by=source[0])
    effect = c.row(
        "SELECT job FROM effect WHERE tenant = ? AND connection = ? AND state IN (0, 1, 4)", [row.tenant, row.name]
    )
    if effect is not None:
        raise Conflict("hub.connection_in_use", name=row.name, by=str(effect[0]))


def _settings(draft: Draft) -> bytes:
    return encode({**draft.settings, "auth": draft.auth})


def _check(connectors: Connectors, draft: Draft) -> None:
    if not draft.name or len(draft.name) > 100:
        raise Invalid("hub.bad_setting", name="name", reason=why("bad_name"))
    connector = connectors.get(draft.connector)
    kinds = connector.manifest.auth
    if draft.auth not in kinds:
        raise Invalid("hub.bad_auth", connector=draft.connector, auth=draft.auth, known=", ".join(kinds))
    if draft.url and not draft.url.startswith(("http://", "https://")):
        raise Invalid("hub.bad_setting", name="url", reason=why("no_http"))
    unknown = draft.secrets.keys() - set(kinds[draft.auth])
    if unknown:
        raise Invalid(
            "hub.bad_setting", name="secrets", reason=why("takes_no", auth=draft.auth, names=", ".join(sorted(unknown)))
        )
