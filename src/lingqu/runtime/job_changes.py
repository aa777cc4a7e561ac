"""Changes of a job that stays: its retries, the end of its lease, its rank. All that is asked for, or nothing."""

from __future__ import annotations

import msgspec

from lingqu.engine.commands import SetJobRetries
from lingqu.kernel.keys import instance_of
from lingqu.runtime import holding, jobs
from lingqu.runtime.work import CaseWork, RowWork, Tx


class JobChange(msgspec.Struct, frozen=True, kw_only=True):
    """None: as it is. `timeout`: ms from now; 0 gives the job back. Jobs of a higher priority are given out first."""

    retries: int | None = None
    timeout: int | None = None
    priority: int | None = None


def change(
    tx: Tx, job: int, wanted: JobChange, *, by: str, lease: int | None = None, batch: tuple[int, str] = (0, "")
) -> None:
    """Change a job; with `lease` only if it was not given to somebody else. Raises NotFound, Conflict."""
    if wanted.timeout is not None:
        jobs.extend(job, wanted.timeout, lease)(tx)
    if wanted.priority is not None:
        holding.set_priority(job, wanted.priority, lease)(tx)
    if wanted.retries is not None:
        command = SetJobRetries(at=0, by=by, job=job, retries=wanted.retries)
        tx.also(CaseWork(instance=instance_of(job), command=command, lease=lease, batch=batch))


def change_work(job: int, wanted: JobChange, *, by: str, lease: int | None = None) -> RowWork:
    """The same as a work of its own."""
    return RowWork(run=lambda tx: change(tx, job, wanted, by=by, lease=lease), apart=True)
