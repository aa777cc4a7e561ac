"""Jobs: activate (long poll), complete, fail, throw an error, change retries."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, patch, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import LongText, bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.job_listing import event_of, kind_of
from lingqu.api.v2.listener_results import listener_answer
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.api.wire import gone
from lingqu.engine.commands import CompleteJob, FailJob, ThrowJobError
from lingqu.kernel.errors import Invalid
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json, normalise
from lingqu.runtime import ActivatedJob, JobChange

MOST_JOBS = 1_000
MOST_WAIT = 60_000  # ms
HIGHEST = (1 << 31) - 1  # priority
LONGEST_LEASE = 30 * 24 * 3_600_000  # ms


class Activation(Body):
    """`timeout`: how long the worker holds the jobs, ms. `requestTimeout`: how long to wait for one, ms; < 0: not."""

    type: str
    timeout: int
    max_jobs_to_activate: int
    worker: str = ""
    fetch_variable: list[str] | None = None
    request_timeout: int = 0
    tenant_ids: list[str] | None = None
    tenant_filter: str | None = None
    with_lease: bool | None = None


class Completion(Body):
    variables: dict[str, Any] | None = None
    result: dict[str, Any] | None = None
    job_lease_token: str | None = None
    business_id: str | None = None


class Failure(Body):
    retries: int = 0
    error_message: LongText = ""
    retry_back_off: int = 0
    variables: dict[str, Any] | None = None
    job_lease_token: str | None = None


class Error(Body):
    error_code: str
    error_message: LongText | None = None
    variables: dict[str, Any] | None = None
    job_lease_token: str | None = None


class Changeset(Body):
    retries: int | None = None
    timeout: int | None = None
    priority: int | None = None


class Update(Body):
    changeset: Changeset
    operation_reference: OperationReference | None = None
    job_lease_token: str | None = None


@post("/v2/jobs/activation", status_code=200)
async def activate_jobs(
    house: House, viewer: Viewer, request: Request[Any, Any, Any], data: JSONBody[Activation]
) -> dict[str, Any]:
    """Lease jobs of a type to a worker; waits for the first one if there is none. Who goes away leases nothing."""
    viewer.must("operate")
    check_wish(data.type, data.timeout, "maxJobsToActivate", data.max_jobs_to_activate)
    wait = MOST_WAIT if data.request_timeout == 0 else min(data.request_timeout, MOST_WAIT)
    leaving = asyncio.ensure_future(gone(request))
    try:
        jobs = await house.runtime.wait_for_jobs(
            [data.type],
            worker=data.worker,
            timeout_ms=data.timeout,
            limit=data.max_jobs_to_activate,
            variables=data.fetch_variable or None,
            tenant=viewer.tenant,
            wait_ms=max(wait, 0),
            gone=leaving,
        )
    finally:
        leaving.cancel()
    return {"jobs": [told(job, leased=bool(data.with_lease)) for job in jobs]}


def check_wish(job_type: str, timeout: int, limit_name: str, limit: int) -> None:
    """Raises Invalid for a type, lease (ms) or number of jobs that nobody can be given."""
    if not job_type:
        raise Invalid("api.field_missing", field="type")
    for name, value, most in ((limit_name, limit, MOST_JOBS), ("timeout", timeout, LONGEST_LEASE)):
        if not 0 < value <= most:
            raise bad(name, "not_between", least=1, most=most)


def told(job: ActivatedJob, *, leased: bool) -> dict[str, Any]:
    return {
        "jobKey": str(job.key),
        "type": job.type,
        "processInstanceKey": str(job.instance),
        "processDefinitionId": job.process_id,
        "processDefinitionVersion": job.version,
        "processDefinitionKey": str(job.definition),
        "rootProcessInstanceKey": str(job.root),
        "elementId": job.element_id,
        "elementInstanceKey": str(job.element_instance),
        "customHeaders": dict(job.headers),
        "worker": job.worker,
        "retries": job.retries,
        "deadline": job.deadline,
        "variables": job.variables,
        "tenantId": shapes.tenant(job.tenant),
        "physicalTenantId": "default",
        "kind": kind_of(job.listener, job.element_kind),
        "listenerEventType": event_of(job.listener),
        "userTask": None,
        "tags": list(job.tags),
        "businessId": job.business_id or None,
        "priority": job.priority,
        "jobLeaseToken": str(job.lease) if leased else None,
    }


def lease_of(token: str | None) -> int | None:
    return parse_key(token, "jobLeaseToken") if token is not None else None


def variables_of(given: dict[str, Any] | None) -> dict[str, Json]:
    return dict(normalise(given or {}, "variables"))


def completion(job: int, given: Completion, by: str) -> CompleteJob:
    """The command that completes a job. Raises Invalid."""
    variables = variables_of(given.variables)
    return CompleteJob(at=0, by=by, job=job, variables=variables, **listener_answer(given.result))


@post("/v2/jobs/{key:str}/completion", status_code=204)
async def complete_job(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Completion | None] = None
) -> None:
    """The work is done; its variables go into the process."""
    viewer.must("operate")
    data = data or Completion()
    command = completion(parse_key(key, "jobKey"), data, viewer.login)
    await house.runtime.writer.ask(house.runtime.job_command(command, lease=lease_of(data.job_lease_token)))


@post("/v2/jobs/{key:str}/failure", status_code=204)
async def fail_job(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Failure | None] = None) -> None:
    """The attempt failed; with no retries left an incident is raised."""
    viewer.must("operate")
    data = data or Failure()
    if data.retries < 0:
        raise bad("retries", "too_small", least=0)
    command = FailJob(
        at=0,
        by=viewer.login,
        job=parse_key(key, "jobKey"),
        retries=data.retries,
        error=data.error_message,
        retry_at=house.runtime.now() + data.retry_back_off if data.retry_back_off > 0 else 0,
        variables=variables_of(data.variables),
    )
    await house.runtime.writer.ask(house.runtime.job_command(command, lease=lease_of(data.job_lease_token)))


@post("/v2/jobs/{key:str}/error", status_code=204)
async def throw_job_error(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Error]) -> None:
    """A BPMN error: caught by a boundary event or event sub-process, else an incident."""
    viewer.must("operate")
    command = ThrowJobError(
        at=0,
        by=viewer.login,
        job=parse_key(key, "jobKey"),
        code=data.error_code,
        error=data.error_message or "",
        variables=variables_of(data.variables),
    )
    await house.runtime.writer.ask(house.runtime.job_command(command, lease=lease_of(data.job_lease_token)))


@patch("/v2/jobs/{key:str}", status_code=204)
async def update_job(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Update]) -> None:
    """Change the retries, the lease's end (ms from now; 0 gives the job back) and the priority, all or nothing."""
    viewer.must("operate")
    number, lease = parse_key(key, "jobKey"), lease_of(data.job_lease_token)
    await house.runtime.writer.ask(
        house.runtime.change_job(number, wanted_change(data.changeset), by=viewer.login, lease=lease)
    )


def wanted_change(given: Changeset) -> JobChange:
    """The change that a changeset means. Raises Invalid."""
    if given.retries is None and given.timeout is None and given.priority is None:
        raise Invalid("api.field_missing", field="changeset")
    for name, value, least, most in (
        ("retries", given.retries, 1, HIGHEST),
        ("timeout", given.timeout, 0, LONGEST_LEASE),
        ("priority", given.priority, -HIGHEST - 1, HIGHEST),
    ):
        if value is not None and not least <= value <= most:
            raise bad(f"changeset.{name}", "not_between", least=least, most=most)
    return JobChange(retries=given.retries, timeout=given.timeout, priority=given.priority)


HANDLERS = [activate_jobs, complete_job, fail_job, throw_job_error, update_job]
