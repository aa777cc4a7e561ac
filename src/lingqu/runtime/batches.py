"""Batch operations: one operation on many instances. What it is done to is fixed when it is made; each item is done
once, in one transaction with the note that it is done, whatever crashes in between.

    CREATED by a filter → items ACTIVE → each COMPLETED or FAILED (with its reason), or CANCELED with the operation
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.engine.commands import Command, ResolveIncident
from lingqu.kernel.errors import Conflict, NotFound, Rejected, Unprocessable
from lingqu.kernel.keys import counter_of
from lingqu.runtime import blobs, deletion
from lingqu.runtime.operation_log import note
from lingqu.runtime.work import CaseWork, RowWork, Tx
from lingqu.store import formats

Kind: TypeAlias = Literal[
    "CANCEL_PROCESS_INSTANCE",
    "MODIFY_PROCESS_INSTANCE",
    "MIGRATE_PROCESS_INSTANCE",
    "RESOLVE_INCIDENT",
    "SUSPEND_PROCESS_INSTANCE",
    "RESUME_PROCESS_INSTANCE",
    "DELETE_PROCESS_INSTANCE",
]
#: Items of one operation at most.
MOST = 200_000
#: Which of the instances that a filter finds an operation can be done to.
_FIT: dict[str, str] = {
    "CANCEL_PROCESS_INSTANCE": "i.status IN (0, 3) AND i.parent = 0",  # called ones end with their callers
    "MODIFY_PROCESS_INSTANCE": "i.status IN (0, 3)",
    "MIGRATE_PROCESS_INSTANCE": "i.status IN (0, 3)",
    "RESOLVE_INCIDENT": "i.status IN (0, 3)",
    "SUSPEND_PROCESS_INSTANCE": "i.status = 0",
    "RESUME_PROCESS_INSTANCE": "i.status = 3",
    "DELETE_PROCESS_INSTANCE": "i.status IN (1, 2)",
}


class State(IntEnum):
    """Where a batch operation stands."""

    ACTIVE = 1
    SUSPENDED = 2
    COMPLETED = 3
    CANCELED = 4
    PARTIALLY_COMPLETED = 5  # some items failed
    FAILED = 6  # all did


class ItemState(IntEnum):
    """Where an item stands."""

    ACTIVE = 0
    COMPLETED = 1
    FAILED = 2
    CANCELED = 3


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A batch operation that is asked for. `where` is SQL over instances i and their definitions d.

    `command` is done to each instance; None where the item itself says what is done.
    """

    kind: Kind
    command: Command | None
    where: str
    params: Sequence[Any]
    tenant: str
    by: str


class Stopped(Conflict):
    """The operation is not at work any more, or the item was done by another node: nothing is to be done."""


def create(wanted: Wanted) -> RowWork:
    """Make the operation with its items. Answers (key, number of items). Raises Unprocessable if there are too many."""

    def run(tx: Tx) -> tuple[int, int]:
        key = tx.new_key()
        total = _items(tx, key, wanted)
        format_, plan = (
            (0, b"") if wanted.command is None else blobs.letter.encode(wanted.command, formats.allowed(tx.c))
        )
        row = {
            "key": key,
            "tenant": wanted.tenant,
            "kind": wanted.kind,
            "state": int(State.ACTIVE if total else State.COMPLETED),
            "person": wanted.by,
            "format": format_,
            "plan": plan,
            "total": total,
            "done": 0,
            "failed": 0,
            "created_at": tx.now,
            "started_at": tx.now,
            "ended_at": None if total else tx.now,
            "taken_by": 0,
            "taken_until": 0,
        }
        tx.c.insert("batch_operation", tuple(row), [tuple(row.values())])
        _note(tx, key, wanted.tenant, wanted.kind, wanted.by, "CREATE", {"items": total})
        return key, total

    return RowWork(run=run)


def _items(tx: Tx, key: int, wanted: Wanted) -> int:
    """The items are those that the filter finds now; what comes later is not of this operation."""
    instances = "instance i JOIN definition d ON d.key = i.definition"
    what = "i.key, i.key, i.root"
    where = f"({wanted.where}) AND {_FIT[wanted.kind]}"
    if wanted.kind == "RESOLVE_INCIDENT":
        instances += " JOIN incident x ON x.instance = i.key AND x.resolved_at IS NULL"
        what = "x.key, i.key, i.root"
    found = tx.c.run(
        "INSERT INTO batch_item (batch, item, instance, root, state, at, error)"  # noqa: S608 - ours, and a listing's
        f" SELECT ?, {what}, 0, NULL, '' FROM {instances} WHERE {where} LIMIT ?",
        [key, *wanted.params, MOST + 1],
    )
    if found > MOST:
        raise Unprocessable("runtime.batch_too_large", most=MOST)
    return found


def _note(  # noqa: PLR0917 - the fields of a line
    tx: Tx, key: int, tenant: str, kind: str, by: str, operation: str, detail: dict[str, Any]
) -> None:
    note(
        tx,
        tenant=tenant,
        by=by,
        operation=operation,
        entity="BATCH",
        entity_key=key,
        detail=detail,
        batch=(key, kind),
    )


def change(key: int, tenant: str, verb: Literal["CANCEL", "SUSPEND", "RESUME"], by: str) -> RowWork:
    """Cancel, suspend or resume an operation; what is done already stays done. Raises NotFound, Conflict."""
    before, after = {
        "CANCEL": ((State.ACTIVE, State.SUSPENDED), State.CANCELED),
        "SUSPEND": ((State.ACTIVE,), State.SUSPENDED),
        "RESUME": ((State.SUSPENDED,), State.ACTIVE),
    }[verb]

    def run(tx: Tx) -> None:
        row = tx.c.row(
            "SELECT kind, state FROM batch_operation WHERE key = ? AND tenant = ?" + tx.c.for_update,  # noqa: S608
            [key, tenant],
        )
        if row is None:
            raise NotFound("runtime.no_such_batch", key=str(key))
        if row[1] not in before:
            raise Conflict("runtime.batch_is_over", key=str(key), state=State(row[1]).name)
        ended = tx.now if after is State.CANCELED else None
        tx.c.run("UPDATE batch_operation SET state = ?, ended_at = ? WHERE key = ?", [int(after), ended, key])
        if after is State.CANCELED:
            tx.c.run(
                "UPDATE batch_item SET state = ?, at = ? WHERE batch = ? AND state = ?",
                [int(ItemState.CANCELED), tx.now, key, int(ItemState.ACTIVE)],
            )
        _note(tx, key, tenant, row[0], by, verb, {})

    return RowWork(run=run, apart=True)


class Job(msgspec.Struct, frozen=True):
    """An operation at work: `command` as stored, decoded."""

    key: int
    kind: str
    person: str
    command: Command | None


def item_work(job: Job, item: int, instance: int) -> RowWork:
    """Do one item and note that it is done, or neither. Raises Stopped, or what the operation is refused with."""

    def run(tx: Tx) -> None:
        _count(tx, job.key, item, ItemState.COMPLETED, "")
        if job.kind == "DELETE_PROCESS_INSTANCE":
            deletion.delete(tx, instance, by=job.person, batch=(job.key, job.kind))
            return
        command = job.command
        if job.kind == "RESOLVE_INCIDENT":
            command = ResolveIncident(at=0, by=job.person, incident=counter_of(item))
        if command is None:
            raise TypeError(f"Expected batch operation {job.key} to have a command, but it has none")
        tx.also(CaseWork(instance=instance, command=command, batch=(job.key, job.kind)))

    return RowWork(run=run, apart=True)


def failed_work(job: Job, item: int, error: BaseException) -> RowWork:
    """Note that an item cannot be done, and why."""
    text = str(error) if isinstance(error, Rejected) else f"internal error: {type(error).__name__}"
    return RowWork(run=lambda tx: _count(tx, job.key, item, ItemState.FAILED, text[:2000]), apart=True)


def _count(tx: Tx, key: int, item: int, state: ItemState, error: str) -> None:
    """Mark the item, first its operation: always in this order. Raises Stopped if that is not to be."""
    column = "done" if state is ItemState.COMPLETED else "failed"
    going = tx.c.run(
        f"UPDATE batch_operation SET {column} = {column} + 1 WHERE key = ? AND state = ?",  # noqa: S608 - one of two
        [key, int(State.ACTIVE)],
    )
    marked = going and tx.c.run(
        "UPDATE batch_item SET state = ?, at = ?, error = ? WHERE batch = ? AND item = ? AND state = ?",
        [int(state), tx.now, error, key, item, int(ItemState.ACTIVE)],
    )
    if not marked:
        raise Stopped("runtime.batch_stopped", key=str(key))


def finish_work(key: int) -> RowWork:
    """The operation is over if no item is left."""

    def run(tx: Tx) -> None:
        tx.c.run(
            "UPDATE batch_operation SET ended_at = ?, state = CASE WHEN failed = 0 THEN ? WHEN done = 0 THEN ? ELSE ?"
            " END WHERE key = ? AND state = ? AND NOT EXISTS"
            " (SELECT 1 FROM batch_item b WHERE b.batch = batch_operation.key AND b.state = ?)",
            [
                tx.now,
                int(State.COMPLETED),
                int(State.FAILED),
                int(State.PARTIALLY_COMPLETED),
                key,
                int(State.ACTIVE),
                int(ItemState.ACTIVE),
            ],
        )

    return RowWork(run=run, apart=True)
