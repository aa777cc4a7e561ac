"""Process instances: get, search, cancel, give a business id."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.instance_listing import PROCESS_INSTANCES, one_name
from lingqu.api.v2.related import by_values
from lingqu.api.v2.search import Query, found, one, seen
from lingqu.api.v2.shapes import Body, BusinessId, OperationReference
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.engine.commands import CancelInstance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key


class Cancelled(Body):
    operation_reference: OperationReference | None = None


@get("/v2/process-instances/{key:str}")
@in_thread
def get_process_instance(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One instance."""
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        item = one(c, PROCESS_INSTANCES, parse_key(key, "processInstanceKey"), where=where, params=params)
    if item is None:
        raise NotFound("api.not_found", what="process instance", key=key)
    return dict(item)


@post("/v2/process-instances/search", status_code=200)
@in_thread
def search_process_instances(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find instances."""
    wanted = one_name((data.filter if data else None) or {})
    if by_values(wanted):
        viewer.must("monitor")  # what can be searched by can be guessed
    where, params = seen(PROCESS_INSTANCES, viewer)
    with house.db.reading() as c:
        return found(c, PROCESS_INSTANCES, data, where=where, params=params)


@post("/v2/process-instances/{key:str}/cancellation", status_code=204)
async def cancel_process_instance(
    house: House,
    viewer: Viewer,
    key: FromPath[str],
    data: JSONBody[Cancelled | None] = None,  # noqa: ARG001 - the body has nothing that we need
) -> None:
    """Cancel an instance with all that it has called."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    await house.runtime.writer.ask(house.runtime.command(number, CancelInstance(at=0, by=viewer.login)))


class BusinessIdAssignment(Body):
    business_id: BusinessId


@post("/v2/process-instances/{key:str}/business-id-assignment", status_code=204)
async def assign_business_id(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[BusinessIdAssignment]
) -> None:
    """Give a running instance that has none a business id, once; the same again changes nothing."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    work = house.runtime.assign_business_id(number, data.business_id, tenant=viewer.tenant, by=viewer.login)
    await house.runtime.writer.ask(work)


HANDLERS = [get_process_instance, search_process_instances, cancel_process_instance, assign_business_id]
