"""What a worker holds: given back before the lease is over, ranked, and fed to a stream as it finishes.

Like the lease itself all of it lives in the job row alone; no event tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from lingqu.kernel.errors import Conflict, NotFound
from lingqu.runtime.handing import Holds
from lingqu.runtime.jobs import ActivatedJob
from lingqu.runtime.projectors.jobs import JobState
from lingqu.runtime.work import Tx


class Fed(msgspec.Struct, frozen=True, kw_only=True):
    """What a stream holds now: `jobs` were leased just now, `held` are those of before that are not finished."""

    jobs: list[ActivatedJob]
    held: dict[int, int]


def give_back(holds: Holds) -> Callable[[Tx], None]:
    """The transaction that ends these leases now; what somebody else has taken in the meantime stays theirs."""

    def run(tx: Tx) -> None:
        for key, lease in sorted(holds.items()):
            tx.c.run(
                "UPDATE job SET ready_at = ?, worker = '' WHERE key = ? AND lease = ? AND state = ?",
                [tx.now, key, lease, int(JobState.OPEN)],
            )

    return run


def set_priority(job: int, priority: int, lease: int | None) -> Callable[[Tx], None]:
    """The transaction that ranks a job that is not over: higher ones are given out first."""

    def run(tx: Tx) -> None:
        row = tx.c.row("SELECT lease, state FROM job WHERE key = ?" + tx.c.for_update, [job])  # noqa: S608 - no input
        if row is None or row[1] not in (JobState.OPEN, JobState.PAUSED, JobState.FAILED):
            raise NotFound("engine.job_not_found", key=str(job))
        if lease is not None and row[0] != lease:
            raise Conflict("runtime.lease_lost", job=str(job), given=lease)
        tx.c.run("UPDATE job SET priority = ? WHERE key = ?", [priority, job])

    return run


def feed(
    holds: Holds, limit: int, activate: Callable[[int], Callable[[Tx], list[ActivatedJob]]]
) -> Callable[[Tx], Fed]:
    """The transaction that fills a stream up to `limit` unfinished jobs. `activate` leases up to so many."""

    def run(tx: Tx) -> Fed:
        held = _still(tx, holds)
        room = limit - len(held)
        return Fed(jobs=activate(room)(tx) if room > 0 else [], held=held)

    return run


def _still(tx: Tx, holds: Holds) -> dict[int, int]:
    """Those that are still held: not over, not failed, not run out, not given to somebody else."""
    if not holds:
        return {}
    rows: Iterable[tuple[int, int]] = tx.c.rows(
        "SELECT key, lease FROM job WHERE key IN ?? AND state IN ?? AND ready_at > ? AND worker <> ''",
        [sorted(holds), [int(JobState.OPEN), int(JobState.PAUSED)], tx.now],
    )
    return {key: lease for key, lease in rows if holds[key] == lease}
