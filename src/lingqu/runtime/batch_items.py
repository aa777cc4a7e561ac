"""What a batch operation does to one of its items, in one transaction with the note that it is done."""

from __future__ import annotations

import msgspec

from lingqu.engine.commands import Command, ResolveIncident
from lingqu.kernel.errors import Rejected
from lingqu.kernel.keys import counter_of
from lingqu.runtime import blobs, deletion, evaluating
from lingqu.runtime.batches import ItemState, count
from lingqu.runtime.job_changes import JobChange, change
from lingqu.runtime.work import CaseWork, RowWork, Tx


class Job(msgspec.Struct, frozen=True):
    """An operation at work, with its plan decoded."""

    key: int
    tenant: str
    kind: str
    person: str
    command: Command | None = None
    change: JobChange | None = None

    @property
    def batch(self) -> tuple[int, str]:
        return self.key, self.kind


def planned(row: tuple[int, str, str, str, int, bytes]) -> Job:
    """The operation that a row (key, tenant, kind, person, format, plan) tells of."""
    key, tenant, kind, person, format_, plan = row
    data = bytes(plan)
    if format_ == 0:
        return Job(key, tenant, kind, person, change=blobs.from_json(data, JobChange) if data else None)
    return Job(key, tenant, kind, person, command=blobs.letter.decode(format_, data))


def item_work(job: Job, item: int, instance: int) -> RowWork:
    """Do one item and note that it is done, or neither. Raises Stopped, or what the operation is refused with."""

    def run(tx: Tx) -> None:
        count(tx, job.key, item, ItemState.COMPLETED, "")
        match job.kind:
            case "DELETE_PROCESS_INSTANCE":
                deletion.delete(tx, instance, by=job.person, batch=job.batch)
            case "DELETE_DECISION_INSTANCE":
                evaluating.forget(tx, job.tenant, item)
            case "UPDATE_JOB":
                change(tx, item, job.change or JobChange(), by=job.person, batch=job.batch)
            case _:
                tx.also(CaseWork(instance=instance, command=_command(job, item), batch=job.batch))

    return RowWork(run=run, apart=True)


def _command(job: Job, item: int) -> Command:
    if job.kind == "RESOLVE_INCIDENT":
        return ResolveIncident(at=0, by=job.person, incident=counter_of(item))
    if job.command is None:
        raise TypeError(f"Expected batch operation {job.key} to have a command, but it has none")
    return job.command


def failed_work(job: Job, item: int, error: BaseException) -> RowWork:
    """Note that an item cannot be done, and why."""
    text = str(error) if isinstance(error, Rejected) else f"internal error: {type(error).__name__}"
    return RowWork(run=lambda tx: count(tx, job.key, item, ItemState.FAILED, text[:2000]), apart=True)
