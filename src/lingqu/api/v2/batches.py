"""Batch operations as they are made: over a filter of process instances, of jobs, of decision instances."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2.decision_listings import DECISION_INSTANCES
from lingqu.api.v2.filters import Conditions, narrowed
from lingqu.api.v2.instance_listing import PROCESS_INSTANCES, one_name
from lingqu.api.v2.job_listing import JOBS
from lingqu.api.v2.jobs import Changeset, wanted_change
from lingqu.api.v2.operations import MigrationPlan, Reference, migration
from lingqu.api.v2.search import one
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import Viewer as Who
from lingqu.directory.viewer import sees_instance
from lingqu.engine.commands import CancelInstance, Command, ModifyInstance, Movement, ResumeInstance, SuspendInstance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key
from lingqu.runtime.batches import Kind, Wanted


class Filtered(Body):
    """The instances: a filter as the search of process instances takes it."""

    filter: dict[str, Any]
    operation_reference: OperationReference | None = None


class MoveInstruction(Body):
    source_element_id: str
    target_element_id: str


class Modified(Filtered, kw_only=True):
    move_instructions: list[MoveInstruction]


class Migrated(Filtered, kw_only=True):
    migration_plan: MigrationPlan


def start(house: House, viewer: Viewer, kind: Kind, filter_: dict[str, Any], command: Command | None) -> dict[str, Any]:
    """Make an operation on the instances that a filter finds."""
    conditions = narrowed(PROCESS_INSTANCES, one_name(filter_))
    return _made(house, viewer, conditions, sees_instance(viewer), kind=kind, command=command)


def _made(
    house: House, viewer: Who, narrowing: Conditions, seen: tuple[str, list[object]], **wanted: Any
) -> dict[str, Any]:
    (conditions, values), (where, params) = narrowing, seen
    made, _ = house.runtime.start_batch(
        Wanted(
            **wanted,
            where=" AND ".join([f"({where})", *conditions]),
            params=(*params, *values),
            tenant=viewer.tenant,
            by=viewer.login,
        )
    )
    return {"batchOperationKey": str(made), "batchOperationType": wanted["kind"]}


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


class JobsChanged(Filtered, kw_only=True):
    changeset: Changeset


@post("/v2/jobs/batch-update", status_code=200)
@in_thread
def update_jobs(house: House, viewer: Viewer, data: JSONBody[JobsChanged]) -> dict[str, Any]:
    """Change retries, lease or priority of all jobs of a filter that are not over; `filter` as the search of jobs."""
    viewer.must("operate")
    change = wanted_change(data.changeset)
    conditions = narrowed(JOBS, data.filter)
    return _made(house, viewer, conditions, sees_instance(viewer), kind="UPDATE_JOB", change=change)


@post("/v2/decision-instances/deletion", status_code=200)
@in_thread
def delete_decision_instances(house: House, viewer: Viewer, data: JSONBody[Filtered]) -> dict[str, Any]:
    """Delete all that is kept of the evaluations of a filter; `filter` as the search of decision instances."""
    viewer.must("operate")
    conditions = narrowed(DECISION_INSTANCES, data.filter)
    return _made(house, viewer, conditions, ("x.tenant = ?", [viewer.tenant]), kind="DELETE_DECISION_INSTANCE")


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
    update_jobs,
    delete_decision_instances,
]
