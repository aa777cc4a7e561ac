"""Deletion of instances that have ended: every row of them, their history too. What was done by whom stays in books."""

from __future__ import annotations

from collections.abc import Collection

from lingqu.kernel.errors import Conflict, NotFound
from lingqu.runtime.operation_log import note
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Connection
from lingqu.store.tables import metadata

#: Books that outlive an instance: what was done to other systems, and what operators did.
_STAYS = frozenset({"effect", "document", "operation_log", "batch_item", "message"})
_OF_TASKS = ("task_draft",)
_OF_INSTANCE = tuple(
    table.name for table in metadata.sorted_tables if "instance" in table.columns and table.name not in _STAYS
)


def erase(c: Connection, instances: Collection[int], *, besides: Collection[str] = ()) -> None:
    """Delete every row of these instances; `besides`: tables that are left alone."""
    keys = list(instances)
    for table in _OF_TASKS:
        c.run(f"DELETE FROM {table} WHERE task IN (SELECT key FROM task WHERE instance IN ??)", [keys])  # noqa: S608
    c.run("DELETE FROM kept_file_link WHERE file IN (SELECT key FROM kept_file WHERE instance IN ??)", [keys])
    for table in _OF_INSTANCE:
        if table not in besides:
            c.run(f"DELETE FROM {table} WHERE instance IN ??", [keys])  # noqa: S608 - our tables
    c.run("DELETE FROM instance WHERE key IN ??", [keys])


def delete(tx: Tx, instance: int, *, by: str, batch: tuple[int, str] = (0, "")) -> None:
    """Delete one ended instance. Raises NotFound; Conflict while it runs."""
    c = tx.c
    row = c.row(
        "SELECT tenant, status, root, definition, process_id FROM instance WHERE key = ?" + c.for_update,  # noqa: S608
        [instance],
    )
    if row is None:
        raise NotFound("runtime.no_such_instance", key=str(instance))
    tenant, status, *rest = row
    if status not in (1, 2):
        raise Conflict("runtime.not_ended", key=str(instance))
    erase(c, [instance])
    note(
        tx,
        tenant=tenant,
        by=by,
        operation="DELETE",
        entity="PROCESS_INSTANCE",
        entity_key=instance,
        detail={},
        batch=batch,
        instance=(instance, rest[0], rest[1], rest[2]),
    )


def deletion_work(instance: int, by: str) -> RowWork:
    """The work that deletes one ended instance."""
    return RowWork(run=lambda tx: delete(tx, instance, by=by), apart=True)
