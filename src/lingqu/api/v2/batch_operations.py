"""Batch operations as they are looked at, with their items, stopped and let go on."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.audit_logs import actor
from lingqu.api.v2.fields import OPERATION_TYPES, Field, Listing, key, moment, named, number, text, words
from lingqu.api.v2.search import Query, found, one
from lingqu.api.wire import in_thread
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key

BATCHES = Listing(
    source="batch_operation b",
    key="b.key",
    tenant="b.tenant",
    fields={
        "batchOperationKey": key("b.key"),
        "state": words(
            "b.state",
            CREATED=0,
            ACTIVE=1,
            SUSPENDED=2,
            COMPLETED=3,
            CANCELED=4,
            PARTIALLY_COMPLETED=5,
            FAILED=6,
        ),
        "batchOperationType": named("b.kind", *OPERATION_TYPES),
        "operationType": named("b.kind", *OPERATION_TYPES, hidden=True),
        "startDate": moment("b.started_at"),
        "endDate": moment("b.ended_at"),
        "actorType": actor("b.person"),
        "actorId": text("b.person", null=True),
        "operationsTotalCount": number("b.total"),
        "operationsFailedCount": number("b.failed"),
        "operationsCompletedCount": number("b.done"),
        "errors": Field(sql="NULL", shown=lambda _: []),
    },
)

ITEMS = Listing(
    source="batch_item x JOIN batch_operation b ON b.key = x.batch",
    key="x.item",
    more_keys=("x.batch",),
    tenant="b.tenant",
    fields={
        "operationType": named("b.kind", *OPERATION_TYPES),
        "batchOperationKey": key("x.batch"),
        "itemKey": key("x.item"),
        "processInstanceKey": key("x.instance"),
        "rootProcessInstanceKey": key("x.root"),
        "state": words("x.state", ACTIVE=0, COMPLETED=1, FAILED=2, CANCELED=3),
        "processedDate": moment("x.at"),
        "errorMessage": text("x.error", null=True),
    },
)


def _must_see(viewer: Viewer) -> tuple[str, list[object]]:
    """Who sees every instance sees every operation."""
    viewer.must("monitor")
    return "b.tenant = ?", [viewer.tenant]


@post("/v2/batch-operations/search", status_code=200)
@in_thread
def search_batch_operations(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find batch operations."""
    where, params = _must_see(viewer)
    with house.db.reading() as c:
        return found(c, BATCHES, data, where=where, params=params)


@get("/v2/batch-operations/{key:str}")
@in_thread
def get_batch_operation(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One batch operation and how far it is."""
    where, params = _must_see(viewer)
    with house.db.reading() as c:
        item = one(c, BATCHES, parse_key(key, "batchOperationKey"), where=where, params=params)
    if item is None:
        raise NotFound("api.not_found", what="batch operation", key=key)
    return dict(item)


@post("/v2/batch-operation-items/search", status_code=200)
@in_thread
def search_batch_items(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find items of batch operations, with what became of each."""
    where, params = _must_see(viewer)
    with house.db.reading() as c:
        return found(c, ITEMS, data, where=where, params=params)


@post("/v2/batch-operations/{key:str}/cancellation", status_code=204)
@in_thread
def cancel_batch_operation(house: House, viewer: Viewer, key: FromPath[str]) -> None:
    """Stop for good; what is done stays done."""
    viewer.must("operate")
    house.runtime.change_batch(parse_key(key, "batchOperationKey"), viewer.tenant, "CANCEL", viewer.login)


@post("/v2/batch-operations/{key:str}/suspension", status_code=204)
@in_thread
def suspend_batch_operation(house: House, viewer: Viewer, key: FromPath[str]) -> None:
    """Let it rest."""
    viewer.must("operate")
    house.runtime.change_batch(parse_key(key, "batchOperationKey"), viewer.tenant, "SUSPEND", viewer.login)


@post("/v2/batch-operations/{key:str}/resumption", status_code=204)
@in_thread
def resume_batch_operation(house: House, viewer: Viewer, key: FromPath[str]) -> None:
    """Let it go on."""
    viewer.must("operate")
    house.runtime.change_batch(parse_key(key, "batchOperationKey"), viewer.tenant, "RESUME", viewer.login)


HANDLERS = [
    search_batch_operations,
    get_batch_operation,
    search_batch_items,
    cancel_batch_operation,
    suspend_batch_operation,
    resume_batch_operation,
]
