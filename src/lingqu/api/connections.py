"""Connections to other systems, their connectors and templates, and the secrets that processes name."""

from __future__ import annotations

from typing import Any

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from lingqu.api.edge import Address, LongText, Shape, at, iso
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.hub import connections, credentials, notes
from lingqu.kernel.keys import parse_key


class ConnectionShape(Shape):
    id: str
    name: str
    connector: str
    url: str
    auth: str
    settings: dict[str, Any]
    status: str
    last_used_at: str | None
    last_error: str | None


class NewConnection(Shape, forbid_unknown_fields=True):
    """`secrets` are written and never read back; those left out stay."""

    name: str
    connector: str
    url: Address = ""
    auth: str = "none"
    settings: dict[str, Any] = {}
    secrets: dict[str, LongText] = {}


class ConnectionChange(Shape, forbid_unknown_fields=True):
    name: str | UnsetType = UNSET
    connector: str | UnsetType = UNSET
    url: Address | UnsetType = UNSET
    auth: str | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET
    secrets: dict[str, LongText] = {}


class TriedShape(Shape):
    ok: bool
    message: str


class SecretShape(Shape):
    name: str
    written_at: str


class NewSecret(Shape, forbid_unknown_fields=True):
    value: LongText


def _connection(row: connections.Row, language: Language) -> ConnectionShape:
    return ConnectionShape(
        id=str(row.id),
        name=row.name,
        connector=row.connector,
        url=row.url,
        auth=row.auth,
        settings=dict(row.settings),
        status=row.status,
        last_used_at=iso(row.used_at),
        last_error=notes.unpacked(row.error, language) or None,
    )


@get("/api/connections")
@in_thread
def list_connections(house: House, viewer: Viewer, language: Language) -> list[ConnectionShape]:
    """The systems that are connected, without their secrets."""
    viewer.must("systems")
    with house.db.reading() as c:
        return [_connection(row, language) for row in connections.all_of(c, viewer.tenant)]


@post("/api/connections")
@in_thread
def add_connection(house: House, viewer: Viewer, language: Language, data: JSONBody[NewConnection]) -> ConnectionShape:
    """Connect a system."""
    viewer.must("systems")
    draft = connections.Draft(
        name=data.name,
        connector=data.connector,
        url=data.url,
        auth=data.auth,
        settings=data.settings,
        secrets=data.secrets,
    )
    id_ = house.hub.add_connection(viewer.tenant, draft)
    with house.db.reading() as c:
        return _connection(connections.by_id(c, viewer.tenant, id_), language)


@patch("/api/connections/{connection_id:str}")
@in_thread
def change_connection(
    house: House, viewer: Viewer, language: Language, connection_id: FromPath[str], data: JSONBody[ConnectionChange]
) -> ConnectionShape:
    """Change a connection; new secrets count from the next call on."""
    viewer.must("systems")
    id_ = parse_key(connection_id, "id")
    with house.db.reading() as c:
        row = connections.by_id(c, viewer.tenant, id_)
    known: dict[str, Any] = {name: getattr(row, name) for name in ("name", "connector", "url", "auth", "settings")}
    changed = {name: value for name in known if (value := getattr(data, name)) is not UNSET}
    house.hub.change_connection(viewer.tenant, id_, connections.Draft(**{**known, **changed}, secrets=data.secrets))
    with house.db.reading() as c:
        return _connection(connections.by_id(c, viewer.tenant, id_), language)


@delete("/api/connections/{connection_id:str}")
@in_thread
def drop_connection(house: House, viewer: Viewer, connection_id: FromPath[str]) -> None:
    """Forget a connection and its secrets, unless it is in use."""
    viewer.must("systems")
    house.hub.drop_connection(viewer.tenant, parse_key(connection_id, "id"))


@post("/api/connections/{connection_id:str}/test", status_code=200)
@in_thread
def try_connection(house: House, viewer: Viewer, language: Language, connection_id: FromPath[str]) -> TriedShape:
    """Sign in there and change nothing."""
    viewer.must("systems")
    tried = house.hub.try_connection(viewer.tenant, parse_key(connection_id, "id"))
    return TriedShape(ok=tried.ok, message=house.mask.text(tried.message.text(language)))


@get("/api/connectors")
@in_thread
def list_connectors(house: House, viewer: Viewer, language: Language) -> list[dict[str, Any]]:
    """What can be connected: each connector with its sign-ins, actions and triggers."""
    viewer.must("systems")
    return [
        {
            "id": one.manifest.id,
            "name": one.manifest.name.zh if language == "zh" else one.manifest.name.en,
            "auth": {kind: list(names) for kind, names in one.manifest.auth.items()},
            "actions": list(one.verbs),
            "triggers": list(one.sources),
        }
        for one in house.hub.connectors.all.values()
    ]


@get("/api/secrets")
@in_thread
def list_secrets(house: House, viewer: Viewer) -> list[SecretShape]:
    """The names that `{{secrets.NAME}}` may use; never a value."""
    viewer.must("systems")
    with house.db.reading() as c:
        return [SecretShape(name=name, written_at=at(when)) for name, when in credentials.names(c, viewer.tenant)]


@put("/api/secrets/{name:str}", status_code=204)
@in_thread
def put_secret(house: House, viewer: Viewer, name: FromPath[str], data: JSONBody[NewSecret]) -> None:
    """Write a secret, or rotate it."""
    viewer.must("systems")
    house.hub.put_secret(viewer.tenant, name, data.value)


@get("/api/templates")
@in_thread
def list_templates(house: House, viewer: Viewer, language: Language) -> list[dict[str, Any]]:
    """Element templates of all connectors, for the designer."""
    viewer.must("design")
    return house.hub.templates(language)


HANDLERS = [
    list_connections,
    add_connection,
    change_connection,
    drop_connection,
    try_connection,
    list_connectors,
    list_secrets,
    put_secret,
    list_templates,
]
