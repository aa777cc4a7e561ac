"""Batch operations: made over a filter of process instances, looked at with their items, stopped and let go on."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2.listings import PROCESS_INSTANCES, key, moment, text, words
from lingqu.api.v2.operations import MigrationPlan, Reference, migration
from lingqu.api.v2.search import Field, Listing, Query, found, narrowed, one
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.engine.commands import CancelInstance, Command, ModifyInstance, Movement, ResumeInstance, SuspendInstance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key
from lingqu.runtime.batches import Kind, Wanted

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
        "batchOperationType": text("b.kind"),
        "operationType": text("b.kind", hidden=True),
        "startDate": moment("b.started_at"),
        "endDate": moment("b.ended_at"),
        "actorType": Field(sql="CASE WHEN b.person = '' THEN 'ANONYMOUS' ELSE 'USER' END"),
        "actorId": text("b.person", null=True),
        "operationsTotalCount": Field(sql="b.total", kind="number"),
        "operationsFailedCount": Field(sql="b.failed", kind="number"),
        "operationsCompletedCount": Field(sql="b.done", kind="number"),
        "errors": Field(sql="NULL", shown=lambda _: []),
    },
)

ITEMS = Listing(
    source="batch_item x JOIN batch_operation b ON b.key = x.batch",
    key="x.item",
    tenant="b.tenant",
    fields={
        "operationType": text("b.kind"),
        "batchOperationKey": key("x.batch"),
        "itemKey": key("x.item"),
        "processInstanceKey": key("x.instance"),
        "rootProcessInstanceKey": key("x.root"),
        "state": words("x.state", ACTIVE=0, COMPLETED=1, FAILED=2, CANCELED=3),
        "processedDate": moment("x.at"),
        "errorMessage": text("x.error", null=True),
    },
)


class Filtered(msgspec.Struct, kw_only=True, rename="camel"):
    """The instances: a filter as the search of process instances takes it."""

    filter: dict[str, Any]
    operation_reference: int | None = None


class MoveInstruction(msgspec.Struct, kw_only=True, rename="camel"):
    source_element_id: str
    target_element_id: str


class Modified(Filtered, kw_only=True):
    move_instructions: list[MoveInstruction]


class Migrated(Filtered, kw_only=True):
    migration_plan: MigrationPlan


def start(house: House, viewer: Viewer, kind: Kind, filter_: dict[str, Any], command: Command | None) -> dict[str, Any]:
    conditions, values = narrowed(PROCESS_INSTANCES, filter_)
    seen, params = sees_instance(viewer)
    made, _ = house.runtime.start_batch(
        Wanted(
            kind=kind,
            command=command,
            where=" AND ".join([f"({seen})", *conditions]),
            params=(*params, *values),
            tenant=viewer.tenant,
            by=viewer.login,
        )
    )
    return {"batchOperationKey": str(made), "batchOperationType": kind}


@post("/v2/process-instances/cancellation", status_code=200)
@in_thread
def cancel_instances(house: House, viewer: Viewer, data: JSONBody[Filtered]) -> dict[str, Any]:
    """Cancel all instances of a filter, as a batch operation; called ones end with their callers."""
    viewer.must("operate")
    command = CancelInstance(at=0, by=viewer.login)
    return start(house, viewer, "CANCEL_PROCESS_INSTANCE", data.filter, command)


@post("/v2/process-instances/suspension", status_code=200)
@in_thread
def suspend_instances(house: House, viewer: Viewer, data: JSONBody[Filtered]) -> dict[str, Any]:
    """Suspend all running instances of a filter."""
    viewer.must("operate")
    command = SuspendInstance(at=0, by=viewer.login)
    return start(house, viewer, "SUSPEND_PROCESS_INSTANCE", data.filter, command)


@post("/v2/process-instances/resumption", status_code=200)
@in_thread
def resume_instances(house: House, viewer: Viewer, data: JSONBody[Filtered]) -> dict[str, Any]:
    """Let all suspended instances of a filter go on."""
    viewer.must("operate")
    command = ResumeInstance(at=0, by=viewer.login)
    return start(house, viewer, "RESUME_PROCESS_INSTANCE", data.filter, command)


@post("/v2/process-instances/modification", status_code=200)
@in_thread
def modify_instances(house: House, viewer: Viewer, data: JSONBody[Modified]) -> dict[str, Any]:
    """Move tokens in all instances of a filter; an instance in which the source is not active is a failed item."""
    viewer.must("operate")
    if not data.move_instructions:
        raise bad("moveInstructions", "not_list")
    moves = tuple(
        Movement(source=one.source_element_id, target=one.target_element_id, within="parent")
        for one in data.move_instructions
    )
    command = ModifyInstance(at=0, by=viewer.login, move=moves)
    return start(house, viewer, "MODIFY_PROCESS_INSTANCE", data.filter, command)


@post("/v2/process-instances/migration", status_code=200)
@in_thread
def migrate_instances(house: House, viewer: Viewer, data: JSONBody[Migrated]) -> dict[str, Any]:
    """Migrate all instances of a filter; one that cannot go is a failed item that says why."""
    viewer.must("operate")
    command = migration(house, viewer, data.migration_plan)
    return start(house, viewer, "MIGRATE_PROCESS_INSTANCE", data.filter, command)


@post("/v2/process-instances/incident-resolution", status_code=200)
@in_thread
def resolve_incidents(house: House, viewer: Viewer, data: JSONBody[Filtered]) -> dict[str, Any]:
    """Resolve all open incidents of the instances of a filter."""
    viewer.must("operate")
    return start(house, viewer, "RESOLVE_INCIDENT", data.filter, None)


@post("/v2/process-instances/{key:str}/incident-resolution", status_code=200)
@in_thread
def resolve_instance_incidents(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """Resolve all open incidents of one instance."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    with house.db.reading() as c:
        where, params = sees_instance(viewer)
        if one(c, PROCESS_INSTANCES, number, where=where, params=params) is None:
            raise NotFound("api.not_found", what="process instance", key=key)
    return start(house, viewer, "RESOLVE_INCIDENT", {"processInstanceKey": key}, None)


@post("/v2/process-instances/deletion", status_code=200)
@in_thread
def delete_instances(house: House, viewer: Viewer, data: JSONBody[Filtered]) -> dict[str, Any]:
    """Delete all ended instances of a filter with their history."""
    viewer.must("administer")
    return start(house, viewer, "DELETE_PROCESS_INSTANCE", data.filter, None)


@post("/v2/process-instances/{key:str}/deletion", status_code=204)
async def delete_instance(
    house: House,
    viewer: Viewer,
    key: FromPath[str],
    data: JSONBody[Reference | None] = None,  # noqa: ARG001 - the body has nothing that we need
) -> None:
    """Delete an ended instance with its history; the line in the audit log stays."""
    viewer.must("administer")
    number = parse_key(key, "processInstanceKey")
    await house.runtime.writer.ask(house.runtime.delete(number, by=viewer.login))


# ---- looking at them ----------------------------------------------------------------------------------------------


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
    cancel_instances,
    suspend_instances,
    resume_instances,
    modify_instances,
    migrate_instances,
    resolve_incidents,
    resolve_instance_incidents,
    delete_instances,
    delete_instance,
    search_batch_operations,
    get_batch_operation,
    search_batch_items,
    cancel_batch_operation,
    suspend_batch_operation,
    resume_batch_operation,
]
