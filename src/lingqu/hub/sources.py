"""Sources: where documents come in. A row says what they mean: start a process, or tell one that waits.

Settings, all texts fixed or FEEL (`=…`) over `event`; `initiator` too where it is named:

    trigger     of the connection's connector; without one a webhook's body is the event as it comes
    when        only events for which this is true do anything (their status is noted all the same)
    id          the event's id; default: the trigger's, else the header X-Event-Id, else a hash of the body
    link        {type, id, status, version, url}: the object in that system that the event is about
    document    {type, id, title}: the document it belongs to, known by that type and id to some system
    start       {process, variables, initiator, business_id}
    publish     {message, key, variables, ttl}
    every       seconds between two polls; overlap: seconds to look back
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from lingqu.hub import connections, credentials, expressions
from lingqu.hub.manifest import Connectors
from lingqu.hub.messages import why
from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.values import Json, decode, encode
from lingqu.outbound.secrets import Vault
from lingqu.runtime import Tx
from lingqu.store import Connection

_COLUMNS = "id, tenant, name, kind, connection, settings, state, seen_at, next_at, received, duplicates, error"


class _Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Root of the settings' parts."""


class LinkRule(_Setting, frozen=True, kw_only=True):
    type: str
    id: str
    status: str = ""
    version: str = ""
    url: str = ""


class DocumentRule(_Setting, frozen=True, kw_only=True):
    type: str
    id: str
    title: str = ""


class StartRule(_Setting, frozen=True, kw_only=True):
    process: str
    variables: str = "={event: event}"
    initiator: str = ""  # a login, or the name of exactly one person
    business_id: str = ""


class PublishRule(_Setting, frozen=True, kw_only=True):
    message: str
    key: str
    variables: str = "={event: event}"
    ttl: str = "P30D"


class Settings(_Setting, frozen=True, kw_only=True):
    trigger: str = ""
    when: str = ""
    id: str = ""
    link: LinkRule | None = None
    document: DocumentRule | None = None
    start: StartRule | None = None
    publish: PublishRule | None = None
    every: float = 5.0
    overlap: float | None = None


class Draft(Settings, frozen=True, kw_only=True):
    """A source as plain data. `secret`: the key of a webhook's signature; left out it stays."""

    name: str
    kind: Literal["webhook", "poll"]
    connection: str = ""
    secret: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A row."""

    id: int
    tenant: str
    name: str
    kind: str
    connection: int
    settings: Settings
    state: bytes
    seen_at: int | None
    next_at: int | None
    received: int
    duplicates: int
    error: str

    @property
    def cursor(self) -> Json:
        """How far a poll has read; None if it has not begun."""
        return decode(self.state) if self.state else None


def _source(row: tuple[Any, ...]) -> Source:
    return Source(
        id=row[0],
        tenant=row[1],
        name=row[2],
        kind=row[3],
        connection=row[4],
        settings=msgspec.json.decode(bytes(row[5]), type=Settings),
        state=bytes(row[6]),
        seen_at=row[7],
        next_at=row[8],
        received=row[9],
        duplicates=row[10],
        error=row[11],
    )


def all_of(c: Connection, tenant: str) -> list[Source]:
    return [_source(row) for row in c.rows(f"SELECT {_COLUMNS} FROM source WHERE tenant = ? ORDER BY name", [tenant])]  # noqa: S608 - our own column list


def published(c: Connection, tenant: str) -> set[str]:
    """The names of the messages that sources publish."""
    rules = (one.settings.publish for one in all_of(c, tenant))
    return {rule.message for rule in rules if rule is not None}


def named(c: Connection, tenant: str, name: str) -> Source:
    """Raises NotFound."""
    row = c.row(f"SELECT {_COLUMNS} FROM source WHERE tenant = ? AND name = ?", [tenant, name])  # noqa: S608 - our own column list
    if row is None:
        raise NotFound("hub.no_such_source", name=name[:100])
    return _source(row)


def edition_of(c: Connection, source: Source) -> str:
    """What may be edited of it; a webhook's secret counts too, by how it is sealed."""
    told = (source.kind, source.connection, plain(source.settings))
    return edition(*told, credentials.sealed(c, source.tenant, f"source/{source.id}"))


def _locked(c: Connection, tenant: str, name: str, seen: Seen) -> Source | None:
    """The row, until the end of this transaction nobody else's to change; None if there is none. Raises Stale."""
    row = c.row(f"SELECT {_COLUMNS} FROM source WHERE tenant = ? AND name = ?" + c.for_update, [tenant, name])  # noqa: S608 - our own column list
    found = _source(row) if row else None
    must_be_seen(edition_of(c, found) if found else None, seen)
    return found


def due(c: Connection, now: int) -> list[Source]:
    """Polls of all tenants whose time has come."""
    sql = f"SELECT {_COLUMNS} FROM source WHERE kind = 'poll' AND (next_at IS NULL OR next_at <= ?) ORDER BY next_at"  # noqa: S608 - our own column list
    return [_source(row) for row in c.rows(sql, [now])]


def put(tx: Tx, vault: Vault, connectors: Connectors, tenant: str, draft: Draft, seen: Seen = None) -> int:  # noqa: PLR0917 - its parts are of different kinds
    """Add the source, or change the settings of the one of that name; its cursor and its inbox stay.

    Raises Invalid, NotFound for the connection, Stale.
    """
    found = _locked(tx.c, tenant, draft.name, seen)
    connection = 0
    if draft.connection:
        row = connections.find(tx.c, tenant, draft.connection)
        if row is None:
            raise NotFound("hub.no_such_connection", name=draft.connection)
        connection = row.id
        if draft.trigger:
            connectors.source(row.connector, draft.trigger)
    _check(draft)
    settings = msgspec.json.encode(Settings(**{name: getattr(draft, name) for name in Settings.__struct_fields__}))
    if found is None:
        id_ = tx.new_key()
        values = (id_, tenant, draft.name, draft.kind, connection, settings, b"", None, None, 0, 0, "")
        tx.c.insert("source", _COLUMNS.split(", "), [values])
    else:
        id_ = found.id
        tx.c.run(
            "UPDATE source SET kind = ?, connection = ?, settings = ?, error = ?, next_at = NULL WHERE id = ?",
            [draft.kind, connection, settings, "", id_],
        )
    if draft.secret:
        credentials.put_several(tx.c, vault, tenant, f"source/{id_}", {"secret": draft.secret}, tx.now)
    return id_


def drop(tx: Tx, tenant: str, name: str, seen: Seen = None) -> None:
    """Raises NotFound, Stale. Its inbox stays, so that a source of a later day starts nothing twice."""
    source = named(tx.c, tenant, name)
    _locked(tx.c, tenant, name, seen)
    credentials.drop(tx.c, tenant, f"source/{source.id}")
    tx.c.run("DELETE FROM source WHERE id = ?", [source.id])


def seen(tx: Tx, source: Source, *, received: int = 0, duplicates: int = 0) -> None:
    tx.c.run(
        "UPDATE source SET seen_at = ?, received = received + ?, duplicates = duplicates + ?, error = ? WHERE id = ?",
        [tx.now, received, duplicates, "", source.id],
    )


def failed(tx: Tx, source: Source, error: str, next_at: int | None) -> None:
    tx.c.run("UPDATE source SET error = ?, next_at = ? WHERE id = ?", [error[:2000], next_at, source.id])


def state_of(cursor: Json) -> bytes:
    return encode(cursor)


def plain(settings: Settings) -> bytes:
    """The settings as JSON, what is left at its default left out."""
    return msgspec.json.encode(settings)


def _check(draft: Draft) -> None:
    """Everything that can be known to be wrong before the first event comes."""
    if not draft.name or len(draft.name) > 100 or "/" in draft.name:
        raise Invalid("hub.bad_setting", name="name", reason=why("bad_source_name"))
    if draft.kind == "poll" and not (draft.connection and draft.trigger):
        raise Invalid("hub.bad_setting", name=draft.name, reason=why("poll_needs"))
    if not 0.2 <= draft.every <= 86_400:
        raise Invalid("hub.bad_setting", name="every", reason=why("bad_interval"))
    if draft.publish is not None:
        expressions.duration_ms(draft.publish.ttl)
    if draft.start is not None and draft.link is None and draft.document is not None:
        raise Invalid("hub.bad_setting", name="document", reason=why("needs_link"))
    for part, rule in (("", draft), ("link.", draft.link), ("document.", draft.document),
                       ("start.", draft.start), ("publish.", draft.publish)):  # fmt: skip
        for name, text in _texts(rule):
            expressions.check(text, part + name)


def _texts(rule: msgspec.Struct | None) -> list[tuple[str, str]]:
    if rule is None:
        return []
    values: Mapping[str, Any] = {name: getattr(rule, name) for name in rule.__struct_fields__}
    return [(name, text) for name, text in values.items() if isinstance(text, str)]
