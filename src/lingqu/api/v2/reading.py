"""Listings that only read: process definitions, element instances, variables, incidents; and resolving an incident."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.fields import Listing
from lingqu.api.v2.listings import ELEMENT_INSTANCES, INCIDENTS, PROCESS_DEFINITIONS, VARIABLES
from lingqu.api.v2.search import Query, found, one, seen
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance, sees_process, sees_values
from lingqu.engine.commands import SetVariables
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, instance_of, parse_key
from lingqu.kernel.values import normalise


def _processes(viewer: Viewer) -> tuple[str, list[object]]:
    seen, params = sees_process(viewer)
    return f"{seen} AND d.kind = 'process'", params


class NewVariables(Body):
    variables: dict[str, Any]
    local: bool = False
    operation_reference: OperationReference | None = None


class Resolution(Body):
    operation_reference: OperationReference | None = None


def _search(house: House, viewer: Viewer, listing: Listing, query: Query | None) -> dict[str, Any]:
    where, params = sees_values(viewer, "v") if listing is VARIABLES else seen(listing, viewer)
    with house.db.reading() as c:
        return found(c, listing, query, where=where, params=params)


def _get(house: House, viewer: Viewer, listing: Listing, key: str, what: str) -> dict[str, Any]:
    where, params = sees_values(viewer) if listing is VARIABLES else sees_instance(viewer)
    with house.db.reading() as c:
        item = one(c, listing, parse_key(key, what), where=where, params=params)
        if item is None:
            raise NotFound("api.not_found", what=what, key=key)
        return dict(item)


@post("/v2/process-definitions/search", status_code=200)
@in_thread
def search_process_definitions(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find deployed processes; filter `isLatestVersion` keeps the newest of each."""
    where, params = _processes(viewer)
    with house.db.reading() as c:
        return found(c, PROCESS_DEFINITIONS, data, where=where, params=params)


def _process_definition(house: House, viewer: Viewer, key: str) -> dict[str, Any]:
    number = parse_key(key, "processDefinitionKey")
    where, params = _processes(viewer)
    with house.db.reading() as c:
        item = one(c, PROCESS_DEFINITIONS, number, where=where, params=params)
    if item is None:
        raise NotFound("api.not_found", what="process definition", key=key)
    return dict(item)


@get("/v2/process-definitions/{key:str}")
@in_thread
def get_process_definition(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    return _process_definition(house, viewer, key)


@get("/v2/process-definitions/{key:str}/xml")
@in_thread
def get_process_definition_xml(house: House, viewer: Viewer, key: FromPath[str]) -> Response[bytes]:
    """The deployed file, byte for byte."""
    _process_definition(house, viewer, key)
    return Response(house.definitions.source(parse_key(key)), media_type="text/xml; charset=utf-8")


@post("/v2/element-instances/search", status_code=200)
@in_thread
def search_element_instances(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find visits to elements."""
    return _search(house, viewer, ELEMENT_INSTANCES, data)


@get("/v2/element-instances/{key:str}")
@in_thread
def get_element_instance(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    return _get(house, viewer, ELEMENT_INSTANCES, key, "elementInstanceKey")


@put("/v2/element-instances/{key:str}/variables", status_code=204)
async def set_variables(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[NewVariables]) -> None:
    """Set variables of a scope: in it, or (not local) where the names are found outward."""
    viewer.must("operate")
    number = parse_key(key, "elementInstanceKey")
    command = SetVariables(
        at=0,
        by=viewer.login,
        variables=normalise(data.variables, "variables"),
        scope=counter_of(number),
        local=data.local,
    )
    await house.runtime.writer.ask(house.runtime.command(instance_of(number), command))


@post("/v2/variables/search", status_code=200)
@in_thread
def search_variables(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find variables; `value` is their JSON."""
    return _search(house, viewer, VARIABLES, data)


@get("/v2/variables/{key:str}")
@in_thread
def get_variable(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One variable with its whole value."""
    item = _get(house, viewer, VARIABLES, key, "variableKey")
    if item.pop("isTruncated"):
        number = parse_key(key)
        with house.db.reading() as c:
            row = c.row(
                "SELECT w.body FROM variable v JOIN value w ON w.instance = v.instance AND w.hash = v.hash"
                " WHERE v.key = ?",
                (number,),
            )
        if row is None:
            raise NotFound("api.not_found", what="value of variable", key=key)
        item["value"] = bytes(row[0]).decode()
    return item


@post("/v2/incidents/search", status_code=200)
@in_thread
def search_incidents(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find incidents."""
    return _search(house, viewer, INCIDENTS, data)


@get("/v2/incidents/{key:str}")
@in_thread
def get_incident(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    return _get(house, viewer, INCIDENTS, key, "incidentKey")


@post("/v2/incidents/{key:str}/resolution", status_code=204)
async def resolve_incident(
    house: House,
    viewer: Viewer,
    key: FromPath[str],
    data: JSONBody[Resolution | None] = None,  # noqa: ARG001 - the body has nothing that we need
) -> None:
    """Try again what the incident stopped."""
    viewer.must("operate")
    number = parse_key(key, "incidentKey")
    await house.runtime.writer.ask(house.runtime.resolve_incident(number, by=viewer.login))


HANDLERS = [
    search_process_definitions,
    get_process_definition,
    get_process_definition_xml,
    search_element_instances,
    get_element_instance,
    set_variables,
    search_variables,
    get_variable,
    search_incidents,
    get_incident,
    resolve_incident,
]
