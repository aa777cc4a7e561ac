"""Batch operations: one operation on many things. What it is done to is fixed when it is made; each item is done
once, in one transaction with the note that it is done, whatever crashes in between.

    CREATED by a filter → items ACTIVE → each COMPLETED or FAILED (with its reason), or CANCELED with the operation
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.engine.commands import Command
from lingqu.kernel.errors import Conflict, NotFound, Unprocessable
from lingqu.runtime import blobs
from lingqu.runtime.job_changes import JobChange
from lingqu.runtime.operation_log import note
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import formats

Kind: TypeAlias = Literal[
    "CANCEL_PROCESS_INSTANCE",
    "MODIFY_PROCESS_INSTANCE",
    "MIGRATE_PROCESS_INSTANCE",
    "RESOLVE_INCIDENT",
    "SUSPEND_PROCESS_INSTANCE",
    "RESUME_PROCESS_INSTANCE",
    "DELETE_PROCESS_INSTANCE",
    "UPDATE_JOB",
    "DELETE_DECISION_INSTANCE",
]
#: Items of one operation at most.
MOST = 200_000
_INSTANCES = "instance i JOIN definition d ON d.key = i.definition"


class _Items(msgspec.Struct, frozen=True):
    """Where the items of an operation are found: what its filter is about, and to which of it it can be done."""

    fit: str
    source: str = _INSTANCES
    what: str = "i.key AS item, i.key AS instance, i.root AS root"


_ITEMS: dict[str, _Items] = {
    "CANCEL_PROCESS_INSTANCE": _Items("i.status IN (0, 3) AND i.parent = 0"),  # called ones end with their callers
    "MODIFY_PROCESS_INSTANCE": _Items("i.status IN (0, 3)"),
    "MIGRATE_PROCESS_INSTANCE": _Items("i.status IN (0, 3)"),
    "RESOLVE_INCIDENT": _Items(
        "i.status IN (0, 3)",
        f"{_INSTANCES} JOIN incident o ON o.instance = i.key AND o.resolved_at IS NULL",
        "o.key AS item, i.key AS instance, i.root AS root",
    ),
    "SUSPEND_PROCESS_INSTANCE": _Items("i.status = 0"),
    "RESUME_PROCESS_INSTANCE": _Items("i.status = 3"),
    "DELETE_PROCESS_INSTANCE": _Items("i.status IN (1, 2)"),
    "UPDATE_JOB": _Items(
        "j.state IN (0, 2, 5)",
        "job j JOIN instance i ON i.key = j.instance JOIN definition d ON d.key = j.definition"
        " JOIN element e ON e.definition = j.definition AND e.ordinal = j.element",
        "j.key AS item, j.instance AS instance, j.root AS root",
    ),
    "DELETE_DECISION_INSTANCE": _Items(
        "1 = 1",
        "decision x JOIN definition d ON d.key = x.definition LEFT JOIN instance i ON i.key = x.instance",
        "DISTINCT x.evaluation AS item, x.instance AS instance, x.root AS root",
    ),
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
    """A batch operation that is asked for. `where` is SQL over what its items are found among (`_ITEMS`).

    `command` is done to each instance, `change` to each job; None where the item itself says what is done.
    """

    kind: Kind
    command: Command | None = None
    change: JobChange | None = None
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
        format_, plan = _plan(tx, wanted)
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


def _plan(tx: Tx, wanted: Wanted) -> tuple[int, bytes]:
    """What is done to each item: a command in its format, or the change of a job as JSON (format 0)."""
    if wanted.command is not None:
        return blobs.letter.encode(wanted.command, formats.allowed(tx.c))
    return 0, blobs.to_json(wanted.change) if wanted.change is not None else b""


def _items(tx: Tx, key: int, wanted: Wanted) -> int:
    """The items are those that the filter finds now; what comes later is not of this operation."""
    among = _ITEMS[wanted.kind]
    found = tx.c.run(
        "INSERT INTO batch_item (batch, item, instance, root, state, at, error)"  # noqa: S608 - ours, and a listing's
        f" SELECT ?, f.item, f.instance, f.root, 0, NULL, '' FROM (SELECT {among.what} FROM {among.source}"
        f" WHERE ({wanted.where}) AND {among.fit} LIMIT ?) AS f",
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


def count(tx: Tx, key: int, item: int, state: ItemState, error: str) -> None:
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
