"""Leases in a batch: a command about a job may say under which lease it was done; a late worker changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lingqu.kernel.errors import Conflict
from lingqu.runtime.work import CaseWork, Held
from lingqu.store import Connection


def held(c: Connection, works: Sequence[CaseWork]) -> dict[int, int]:
    """The leases of the jobs of works that name one; the job rows are locked until the commit."""
    jobs = sorted(map(_job, works))
    return {row[0]: row[1] for row in c.lock_rows("job", "key", jobs, columns=("lease",))}


def check(c: Connection, work: CaseWork, leases: Mapping[int, int]) -> None:
    """Raises Held while the job is being given out, Conflict if it was given to somebody else."""
    job = _job(work)
    if leases.get(job) == work.lease:
        return
    if job not in leases and c.row("SELECT 1 FROM job WHERE key = ?", [job]) is not None:
        raise Held
    raise Conflict("runtime.lease_lost", job=str(job), given=work.lease)


def _job(work: CaseWork) -> int:
    """The job that a leased command is about."""
    return int(work.command.job)  # type: ignore[union-attr]  # only commands about jobs have a lease
