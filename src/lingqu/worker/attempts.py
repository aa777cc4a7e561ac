"""One attempt at a job: the handler runs, its lease is kept up, and what came of it becomes an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import copy_context
from functools import partial
from typing import Any

import structlog

from lingqu.worker.client import Client, Refused, Unreachable, pause
from lingqu.worker.errors import BpmnError, JobError
from lingqu.worker.figures import Figures
from lingqu.worker.handlers import Handler, message_of
from lingqu.worker.jobs import Job
from lingqu.worker.outcomes import Completed, Failed, Outcome, Thrown

_log = structlog.get_logger(__name__)

#: Share of the lease after which it is made longer.
RENEW = 0.4


async def attempt(handler: Handler, job: Job, threads: Executor) -> Outcome:
    """Run the handler. Only cancelling it raises; whatever else happens is an outcome."""
    try:
        arguments = handler.arguments(job)
        result = await _called(handler, arguments, threads)
        return Completed(job=job.job_key, lease=job.job_lease_token, variables=handler.variables(result))
    except BpmnError as thrown:
        return Thrown(
            job=job.job_key,
            lease=job.job_lease_token,
            code=thrown.code,
            message=thrown.message,
            variables=thrown.variables,
        )
    except JobError as failed:
        return _failed(handler, job, failed.message, failed)
    except Exception as wrong:  # noqa: BLE001 - a handler's own fault: the attempt has failed
        _log.warning("handler failed", type=job.type, job=job.job_key, exc_info=wrong)
        return _failed(handler, job, message_of(wrong), JobError(""))


async def _called(handler: Handler, arguments: dict[str, Any], threads: Executor) -> Any:
    if handler.awaits:
        return await handler.call(**arguments)
    call: Callable[[], Any] = partial(copy_context().run, partial(handler.call, **arguments))
    return await asyncio.get_running_loop().run_in_executor(threads, call)


def _failed(handler: Handler, job: Job, message: str, said: JobError) -> Failed:
    retries = max(0, job.retries - 1) if said.retries is None else said.retries
    wait = handler.backoff(_failures(retries)) if said.backoff is None else said.backoff
    return Failed(
        job=job.job_key,
        lease=job.job_lease_token,
        retries=retries,
        message=message,
        backoff=round(wait * 1000) if retries else 0,
        variables=said.variables,
    )


def _failures(left: int) -> int:
    """How many attempts of three (what the model gives if it says nothing) have failed, this one included."""
    return max(1, 3 - left)


async def keep(client: Client, job: Job, seconds: float, figures: Figures) -> None:
    """Make the lease longer again and again, until cancelled or until it is somebody else's."""
    failed = 0
    while True:
        await asyncio.sleep(pause(failed) if failed else seconds * RENEW)
        try:
            await client.hold(job, seconds)
        except Unreachable:
            failed += 1
            figures.reconnects.inc()
        except Refused as refused:
            _log.warning("lease cannot be made longer", type=job.type, job=job.job_key, why=str(refused))
            return
        else:
            failed = 0
            figures.extended.labels(job.type).inc()
