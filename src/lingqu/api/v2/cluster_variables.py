"""Cluster variables: of the whole cluster or of a tenant, read by expressions as `camunda.vars.…`."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.fields import Field, Listing, key, tenant, text
from lingqu.api.v2.metadata_filter import fits
from lingqu.api.v2.search import Query, found
from lingqu.api.v2.shapes import Body
from lingqu.api.wire import in_thread
from lingqu.kernel.errors import Invalid, NotFound, NotSupported
from lingqu.kernel.values import Json, decode, encode, normalise
from lingqu.runtime import shared
from lingqu.runtime.shared import Place

#: What a search shows of a value unless all of it is asked for, characters.
SHORT = 8_191
_NAME = re.compile(r"[\w.-]{1,256}", re.ASCII)
_MOST_METADATA = 64


class NewVariable(Body):
    """`value`: any JSON. `kind` other than JSON is not supported."""

    name: str
    value: Any
    metadata: dict[str, Any] = {}
    kind: str = "JSON"


class NewValue(Body):
    """Without `metadata` that stays as it is."""

    value: Any
    metadata: dict[str, Any] | None = None


VARIABLES = Listing(
    source="cluster_variable v",
    key="v.key",
    tenant="v.tenant",
    fields={
        "clusterVariableKey": key("v.key", hidden=True),
        "name": text("v.name"),
        "value": text("v.value"),
        "scope": Field(sql="v.scope", kind="word", words={"GLOBAL": ("GLOBAL",), "TENANT": ("TENANT",)}),
        "tenantId": Field(
            sql=f"CASE WHEN v.scope = 'GLOBAL' THEN NULL ELSE {tenant('v.tenant').sql} END",
        ),
        "metadata": Field(sql="v.metadata", shown=lambda data: decode(bytes(data))),
        "kind": Field(sql="'JSON'", kind="word", words={"JSON": ("JSON",), "SECRET_REFERENCE": ("-",)}),
        "isTruncated": Field(sql=f"CASE WHEN length(v.value) > {SHORT} THEN 1 ELSE 0 END", kind="truth"),
    },
)


def _metadata(given: dict[str, Any] | None) -> dict[str, Json] | None:
    if given is None:
        return None
    if len(given) > _MOST_METADATA:
        raise bad("metadata", "too_many", most=_MOST_METADATA)
    clean: dict[str, Json] = dict(normalise(given, "metadata"))
    for name, value in clean.items():
        if isinstance(value, bool | dict | list) or value is None:
            raise bad(f"metadata.{name[:60]}", "not_text")
    if len(encode(clean)) > shared.MOST_BYTES:
        raise bad("metadata", "not_between", least=0, most=shared.MOST_BYTES)
    return clean


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid("api.bad_name", field="name")
    return name


def _global(name: str) -> Place:
    return Place("GLOBAL", "", _named(name))


def _of_tenant(viewer: Viewer, tenant_id: str, name: str) -> Place:
    return Place("TENANT", shapes.known_tenant(tenant_id, viewer.tenant), _named(name))


def _shown(house: House, place: Place) -> dict[str, Any]:
    with house.db.reading() as c:
        items = found(c, VARIABLES, None, where="v.scope = ? AND v.tenant = ? AND v.name = ?", params=place.params)[
            "items"
        ]
    if not items:
        raise NotFound("runtime.no_such_variable", name=place.name)
    return {name: value for name, value in items[0].items() if name != "isTruncated"}


def _create(house: House, viewer: Viewer, place: Place, data: NewVariable) -> dict[str, Any]:
    if data.kind != "JSON":
        if data.kind != "SECRET_REFERENCE":
            raise bad("kind", "none_of", known="JSON, SECRET_REFERENCE")
        raise NotSupported("api.not_supported", what="kind SECRET_REFERENCE")
    value = normalise(data.value, "value")
    work = shared.create(place, value, _metadata(data.metadata) or {}, by=viewer.login, tenant=viewer.tenant)
    house.runtime.writer.call(work)
    return _shown(house, place)


def _update(house: House, viewer: Viewer, place: Place, data: NewValue) -> dict[str, Any]:
    value = normalise(data.value, "value")
    work = shared.update(place, value, _metadata(data.metadata), by=viewer.login, tenant=viewer.tenant)
    house.runtime.writer.call(work)
    return _shown(house, place)


@post("/v2/cluster-variables/global", status_code=200)
@in_thread
def create_global_variable(house: House, viewer: Viewer, data: JSONBody[NewVariable]) -> dict[str, Any]:
    """A variable of the cluster. 409 if there is one of that name."""
    viewer.must("operate")
    return _create(house, viewer, _global(data.name), data)


@post("/v2/cluster-variables/tenants/{tenant_id:str}", status_code=200)
@in_thread
def create_tenant_variable(
    house: House, viewer: Viewer, tenant_id: FromPath[str], data: JSONBody[NewVariable]
) -> dict[str, Any]:
    """A variable of a tenant; there it stands before the cluster's in `camunda.vars.env`."""
    viewer.must("operate")
    return _create(house, viewer, _of_tenant(viewer, tenant_id, data.name), data)


@get("/v2/cluster-variables/global/{name:str}")
@in_thread
def get_global_variable(house: House, viewer: Viewer, name: FromPath[str]) -> dict[str, Any]:
    """One variable of the cluster with its whole value."""
    viewer.must("monitor")
    return _shown(house, _global(name))


@get("/v2/cluster-variables/tenants/{tenant_id:str}/{name:str}")
@in_thread
def get_tenant_variable(house: House, viewer: Viewer, tenant_id: FromPath[str], name: FromPath[str]) -> dict[str, Any]:
    """One variable of a tenant with its whole value."""
    viewer.must("monitor")
    return _shown(house, _of_tenant(viewer, tenant_id, name))


@put("/v2/cluster-variables/global/{name:str}")
@in_thread
def update_global_variable(
    house: House, viewer: Viewer, name: FromPath[str], data: JSONBody[NewValue]
) -> dict[str, Any]:
    """Another value. Instances that read it afterwards see that one."""
    viewer.must("operate")
    return _update(house, viewer, _global(name), data)


@put("/v2/cluster-variables/tenants/{tenant_id:str}/{name:str}")
@in_thread
def update_tenant_variable(
    house: House, viewer: Viewer, tenant_id: FromPath[str], name: FromPath[str], data: JSONBody[NewValue]
) -> dict[str, Any]:
    """Another value of a tenant's variable."""
    viewer.must("operate")
    return _update(house, viewer, _of_tenant(viewer, tenant_id, name), data)


@delete("/v2/cluster-variables/global/{name:str}")
@in_thread
def delete_global_variable(house: House, viewer: Viewer, name: FromPath[str]) -> None:
    """Delete a variable; expressions that read it find null."""
    viewer.must("operate")
    house.runtime.writer.call(shared.delete(_global(name), by=viewer.login, tenant=viewer.tenant))


@delete("/v2/cluster-variables/tenants/{tenant_id:str}/{name:str}")
@in_thread
def delete_tenant_variable(house: House, viewer: Viewer, tenant_id: FromPath[str], name: FromPath[str]) -> None:
    """Delete a tenant's variable."""
    viewer.must("operate")
    place = _of_tenant(viewer, tenant_id, name)
    house.runtime.writer.call(shared.delete(place, by=viewer.login, tenant=viewer.tenant))


@post("/v2/cluster-variables/search", status_code=200)
@in_thread
def search_cluster_variables(
    house: House,
    viewer: Viewer,
    data: JSONBody[Query | None] = None,
    truncate_values: Annotated[bool, QueryParameter(name="truncateValues")] = True,  # noqa: FBT002
) -> dict[str, Any]:
    """Find variables; long values are cut unless `truncateValues` is false."""
    viewer.must("monitor")
    where = "v.scope = 'GLOBAL' OR v.tenant = ?"
    params: list[Any] = [viewer.tenant]
    with house.db.reading() as c:
        if data and data.filter and "metadata" in data.filter:
            rest = dict(data.filter)
            wanted = rest.pop("metadata")
            rows = c.rows(f"SELECT v.key, v.metadata FROM cluster_variable v WHERE {where}", params)  # noqa: S608
            keys = [key for key, metadata in rows if fits(decode(bytes(metadata)), wanted)]
            where, params = f"({where}) AND v.key IN ??", [*params, keys]
            data = msgspec.structs.replace(data, filter=rest)
        answer = found(c, VARIABLES, data, where=where, params=params)
    for item in answer["items"]:
        if not truncate_values:
            item["isTruncated"] = False
        elif item["isTruncated"]:
            item["value"] = item["value"][:SHORT]
    return answer


HANDLERS = [
    create_global_variable,
    create_tenant_variable,
    get_global_variable,
    get_tenant_variable,
    update_global_variable,
    update_tenant_variable,
    delete_global_variable,
    delete_tenant_variable,
    search_cluster_variables,
]
