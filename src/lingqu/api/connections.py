"""Connections to other systems, their connectors and templates, and the secrets that processes name."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from lingqu.api.edge import Address, LongText, Shape, at, iso
from lingqu.api.editions import seen, tagged, told
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.hub import connections, credentials, notes
from lingqu.kernel.keys import parse_key
from lingqu.store import Connection


class ConnectionShape(Shape):
    id: str
    etag: str
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
    etag: str
    written_at: str


class NewSecret(Shape, forbid_unknown_fields=True):
    value: LongText


def _connection(c: Connection, row: connections.Row, language: Language) -> ConnectionShape:
    return ConnectionShape(
        id=str(row.id),
        etag=connections.edition_of(c, row),
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
        return [_connection(c, row, language) for row in connections.all_of(c, viewer.tenant)]


@post("/api/connections")
@in_thread
def add_connection(
    house: House, viewer: Viewer, language: Language, data: JSONBody[NewConnection]
) -> Response[ConnectionShape]:
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
    shown = _shown(house, viewer, language, id_)
    return tagged(shown, shown.etag, 201)


def _shown(house: House, viewer: Viewer, language: Language, id_: int) -> ConnectionShape:
    with house.db.reading() as c:
        return _connection(c, connections.by_id(c, viewer.tenant, id_), language)


@get("/api/connections/{connection_id:str}")
@in_thread
def get_connection(
    house: House, viewer: Viewer, language: Language, connection_id: FromPath[str]
) -> Response[ConnectionShape]:
    """One connection, without its secrets."""
    viewer.must("systems")
    shown = _shown(house, viewer, language, parse_key(connection_id, "id"))
    return told(shown, shown.etag)


@patch("/api/connections/{connection_id:str}")
@in_thread
def change_connection(  # noqa: PLR0917 - Litestar fills them by name
    house: House,
    request: Request[Any, Any, Any],
    viewer: Viewer,
    language: Language,
    connection_id: FromPath[str],
    data: JSONBody[ConnectionChange],
) -> Response[ConnectionShape]:
    """Change a connection; new secrets count from the next call on."""
    viewer.must("systems")
    id_ = parse_key(connection_id, "id")
    asked = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    house.hub.change_connection(viewer.tenant, id_, connections.Change(**asked), seen(request))
    shown = _shown(house, viewer, language, id_)
    return tagged(shown, shown.etag)


@delete("/api/connections/{connection_id:str}")
@in_thread
def drop_connection(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, connection_id: FromPath[str]
) -> None:
    """Forget a connection and its secrets, unless it is in use."""
    viewer.must("systems")
    house.hub.drop_connection(viewer.tenant, parse_key(connection_id, "id"), seen(request))


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
        names = [name for name, _ in credentials.names(c, viewer.tenant)]
        return [_secret(c, viewer, name) for name in names]


def _secret(c: Connection, viewer: Viewer, name: str) -> SecretShape:
    when, edition = credentials.named(c, viewer.tenant, name)
    return SecretShape(name=name, etag=edition, written_at=at(when))


@get("/api/secrets/{name:str}")
@in_thread
def get_secret(house: House, viewer: Viewer, name: FromPath[str]) -> Response[SecretShape]:
    """When a secret was written; never its value."""
    viewer.must("systems")
    with house.db.reading() as c:
        shown = _secret(c, viewer, name)
    return told(shown, shown.etag)


@put("/api/secrets/{name:str}", status_code=204)
@in_thread
def put_secret(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, name: FromPath[str], data: JSONBody[NewSecret]
) -> Response[None]:
    """Write a secret, or rotate it."""
    viewer.must("systems")
    return tagged(None, house.hub.put_secret(viewer.tenant, name, data.value, seen(request)), 204)


@get("/api/templates")
@in_thread
def list_templates(house: House, viewer: Viewer, language: Language) -> list[dict[str, Any]]:
    """Element templates of all connectors, for the designer."""
    viewer.must("design")
    return house.hub.templates(language)


HANDLERS = [
    list_connections,
    add_connection,
    get_connection,
    change_connection,
    drop_connection,
    try_connection,
    list_connectors,
    list_secrets,
    get_secret,
    put_secret,
    list_templates,
]
