"""Job rows. The lease lives only here: activation writes it, no event tells of it."""

from enum import IntEnum

from lingqu.engine.events import (
    IncidentRaised,
    IncidentResolved,
    InstanceResumed,
    InstanceSuspended,
    JobCancelled,
    JobCompleted,
    JobCreated,
    JobErrorThrown,
    JobFailed,
    JobRetriesSet,
)
from lingqu.engine.state import NOWHERE
from lingqu.runtime.projection import Projection, on


class JobState(IntEnum):
    """Where a job stands. An OPEN one may be given out when `ready_at` has come: a lease or a backoff is just that."""

    OPEN = 0
    COMPLETED = 1
    FAILED = 2  # no retries left: an incident waits
    ERROR_THROWN = 3
    CANCELLED = 4
    PAUSED = 5  # its instance is suspended: not given out; whoever has it may still answer


@on(JobCreated)
def job_created(event: JobCreated, ctx: Projection) -> None:
    ctx.insert(
        "job",
        key=ctx.key(event.n),
        tenant=ctx.tenant,
        instance=ctx.instance,
        root=ctx.root,
        definition=ctx.definition,
        element=ctx.element(event.owner),
        owner=event.owner,
        type=event.type,
        state=int(JobState.OPEN),
        retries=event.retries,
        priority=event.priority,
        lease=0,
        worker="",
        ready_at=ctx.at,
        created_at=ctx.at,
        ended_at=None,
        error="",
        listener=event.listener,
        listener_index=event.index,
    )


@on(JobCompleted)
def job_completed(event: JobCompleted, ctx: Projection) -> None:
    ctx.update("job", ctx.key(event.n), state=int(JobState.COMPLETED), ended_at=ctx.at)


@on(JobFailed)
def job_failed(event: JobFailed, ctx: Projection) -> None:
    """Whoever had the last attempt stays named."""
    again = event.retries > 0
    ctx.update(
        "job",
        ctx.key(event.n),
        state=int(JobState.OPEN if again else JobState.FAILED),
        retries=event.retries,
        **({"worker": ""} if again else {}),
        ready_at=event.retry_at or ctx.at,
        error=event.error,
    )


@on(JobErrorThrown)
def job_error_thrown(event: JobErrorThrown, ctx: Projection) -> None:
    ctx.update("job", ctx.key(event.n), state=int(JobState.ERROR_THROWN), ended_at=ctx.at, error=event.error)


@on(JobRetriesSet)
def job_retries_set(event: JobRetriesSet, ctx: Projection) -> None:
    """A failed job stays so until its incident is resolved."""
    ctx.update("job", ctx.key(event.n), retries=event.retries)


@on(IncidentRaised)
def job_stopped(event: IncidentRaised, ctx: Projection) -> None:
    if event.job != NOWHERE:
        ctx.update("job", ctx.key(event.job), state=int(JobState.FAILED))


@on(IncidentResolved)
def job_released(event: IncidentResolved, ctx: Projection) -> None:
    if event.job != NOWHERE:
        ctx.update("job", ctx.key(event.job), state=int(JobState.OPEN), ready_at=ctx.at, worker="")


@on(JobCancelled)
def job_cancelled(event: JobCancelled, ctx: Projection) -> None:
    ctx.update("job", ctx.key(event.n), state=int(JobState.CANCELLED), ended_at=ctx.at)


@on(InstanceSuspended)
def jobs_paused(event: InstanceSuspended, ctx: Projection) -> None:
    for job in event.jobs:
        ctx.update("job", ctx.key(job), state=int(JobState.PAUSED))


@on(InstanceResumed)
def jobs_go_on(event: InstanceResumed, ctx: Projection) -> None:
    for job in event.jobs:
        ctx.update("job", ctx.key(job), state=int(JobState.OPEN))
