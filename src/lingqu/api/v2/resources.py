"""Resources: deployed files that are neither process, decision nor form; and the deletion of whatever was deployed."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.batches import start
from lingqu.api.v2.fields import Field, Listing, key, tenant, text
from lingqu.api.v2.search import Query, found, one
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.api.wire import in_thread
from lingqu.kernel.errors import NotFound, NotSupported, Rejected
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import decode

RESOURCES = Listing(
    source="definition d JOIN resource r ON r.key = d.resource",
    key="d.key",
    tenant="d.tenant",
    fields={
        "resourceKey": key("d.key"),
        "resourceName": text("r.name"),
        "resourceId": text("d.id"),
        "version": Field(sql="d.version", kind="number"),
        "versionTag": text("d.version_tag", null=True),
        "deploymentKey": key("d.deployment"),
        "tenantId": tenant("d.tenant"),
    },
)
_OWN = "d.kind = 'resource' AND d.tenant = ?"


class NotAcceptable(Rejected):
    """The resource is there, but not in the form that was asked for."""

    status = 406


class Deletion(Body):
    """`deleteHistory`: of a process, its ended instances too."""

    operation_reference: OperationReference | None = None
    delete_history: bool = False


@post("/v2/resources/search", status_code=200)
@in_thread
def search_resources(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find deployed files that are neither process, decision nor form."""
    viewer.must("monitor")
    with house.db.reading() as c:
        return found(c, RESOURCES, data, where=_OWN, params=[viewer.tenant])


def _one(house: House, viewer: Viewer, key: str) -> dict[str, Any]:
    viewer.must("monitor")
    with house.db.reading() as c:
        item = one(c, RESOURCES, parse_key(key, "resourceKey"), where=_OWN, params=[viewer.tenant])
    if item is None:
        raise NotFound("runtime.no_such_resource", key=key)
    return dict(item)


def _body(house: House, viewer: Viewer, key: str) -> bytes:
    _one(house, viewer, key)
    with house.db.reading() as c:
        row = c.row("SELECT r.body FROM definition d JOIN resource r ON r.key = d.resource WHERE d.key = ?", [int(key)])
    if row is None:
        raise NotFound("runtime.no_such_resource", key=key)
    return bytes(row[0])


@get("/v2/resources/{key:str}")
@in_thread
def get_resource(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One deployed file, without its content."""
    return _one(house, viewer, key)


@get("/v2/resources/{key:str}/content")
@in_thread
def get_resource_content(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """The content of a file that holds a JSON object; 406 for any other."""
    body = _body(house, viewer, key)
    try:
        content = decode(body)
    except Rejected:
        content = None
    if not isinstance(content, dict):
        raise NotAcceptable("api.not_json", key=key)
    return content


@get("/v2/resources/{key:str}/content/binary")
@in_thread
def get_resource_content_binary(house: House, viewer: Viewer, key: FromPath[str]) -> Response[bytes]:
    """The content of a file, byte for byte."""
    return Response(_body(house, viewer, key), media_type="application/octet-stream")


@post("/v2/resources/{key:str}/deletion", status_code=200)
@in_thread
def delete_resource(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Deletion | None] = None
) -> dict[str, Any]:
    """Delete a process, decision model, form or other file that nothing runs on (409 with the reason otherwise).

    Ended instances keep their history, unless `deleteHistory` asks for a batch operation that deletes it. Deleting the
    newest version of a process hands its start events to the version before it.
    """
    viewer.must("deploy")
    history = data is not None and data.delete_history
    if history:
        viewer.must("administer")
    number = parse_key(key, "resourceKey")
    kind = _kind(house, viewer, number)
    if history and kind == "requirements":
        raise NotSupported("api.not_supported", what="deleteHistory of a decision model")
    if not (history and kind == "deleted process"):  # the second call may be about its history alone
        house.runtime.withdraw(number, tenant=viewer.tenant, by=viewer.login)
    batch = None
    if history and kind.endswith("process"):
        batch = start(house, viewer, "DELETE_PROCESS_INSTANCE", {"processDefinitionKey": key}, None)
    return {"resourceKey": key, "batchOperation": batch}


def _kind(house: House, viewer: Viewer, number: int) -> str:
    with house.db.reading() as c:
        row = c.row("SELECT kind FROM definition WHERE key = ? AND tenant = ?", [number, viewer.tenant])
    return str(row[0]) if row is not None else ""


HANDLERS = [search_resources, get_resource, get_resource_content, get_resource_content_binary, delete_resource]
