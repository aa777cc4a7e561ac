"""The log of operations: a line of what an operator did to an instance, in the transaction in which it was done.

The history of the instance tells all that it caused; the line tells who wanted what, is searched for, and stays when
the instance is deleted. Names of variables are told, their values are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine.letters import CALLER_ENDED
from lingqu.kernel.keys import counter_of, local_key
from lingqu.kernel.values import encode
from lingqu.runtime.work import CaseDone, Tx

#: A command: the operation, what it is done to, the local counter of that, details.
_Told = tuple[str, str, int, dict[str, Any]]

COLUMNS = (
    "key",
    "tenant",
    "at",
    "person",
    "operation",
    "entity",
    "entity_key",
    "instance",
    "root",
    "definition",
    "process_id",
    "batch",
    "batch_kind",
    "detail",
)


def _modified(command: c.ModifyInstance) -> dict[str, Any]:
    return {
        "activate": [one.element for one in command.activate],
        "move": [[one.source or one.instance, one.target] for one in command.move],
        "terminate": [one.element or one.instance for one in command.terminate],
    }


_LINES: Mapping[type[Any], Callable[[Any], _Told | None]] = {
    c.CancelInstance: lambda w: (
        None if w.reason == CALLER_ENDED else ("CANCEL", "PROCESS_INSTANCE", 0, {"reason": w.reason})
    ),
    c.SuspendInstance: lambda w: None if w.by_caller else ("SUSPEND", "PROCESS_INSTANCE", 0, {"reason": w.reason}),
    c.ResumeInstance: lambda w: None if w.by_caller else ("RESUME", "PROCESS_INSTANCE", 0, {}),
    c.ModifyInstance: lambda w: ("MODIFY", "PROCESS_INSTANCE", 0, _modified(w)),
    c.MigrateInstance: lambda w: (
        "MIGRATE",
        "PROCESS_INSTANCE",
        0,
        {"to": str(w.definition), "mapping": [list(pair) for pair in w.mapping]},
    ),
    c.Rewind: lambda w: ("MODIFY", "PROCESS_INSTANCE", 0, {"rewind": w.target, "reason": w.reason}),
    c.SetVariables: lambda w: ("UPDATE", "VARIABLE", counter_of(w.scope), {"variables": sorted(w.variables)}),
    c.SetJobRetries: lambda w: ("UPDATE", "JOB", counter_of(w.job), {"retries": w.retries}),
    c.AssignTask: lambda w: (
        ("ASSIGN", "USER_TASK", counter_of(w.task), {"assignee": w.assignee})
        if w.assignee
        else ("UNASSIGN", "USER_TASK", counter_of(w.task), {})
    ),
    c.UpdateTask: lambda w: ("UPDATE", "USER_TASK", counter_of(w.task), {}),
    c.CompleteTask: lambda w: ("COMPLETE", "USER_TASK", counter_of(w.task), {"variables": sorted(w.variables)}),
    c.ResolveIncident: lambda w: ("RESOLVE", "INCIDENT", counter_of(w.incident), {}),
}


def line(
    command: Any, done: CaseDone, *, key: Callable[[], int], process_id: str, batch: tuple[int, str]
) -> dict[str, Any] | None:
    """The row of a command that somebody asked for; None for what is no operation."""
    told = _LINES.get(type(command))
    what = told(command) if told is not None and command.by else None
    if what is None:
        return None
    operation, entity, counter, detail = what
    head = done.case.engine.head
    return {
        "key": key(),
        "tenant": head.tenant,
        "at": done.at,
        "person": command.by,
        "operation": operation,
        "entity": entity,
        "entity_key": local_key(done.instance, counter),
        "instance": done.instance,
        "root": head.root,
        "definition": head.definition,
        "process_id": process_id,
        "batch": batch[0],
        "batch_kind": batch[1],
        "detail": encode(detail),
    }


def note(
    tx: Tx,
    *,
    tenant: str,
    by: str,
    operation: str,
    entity: str,
    entity_key: int,
    detail: dict[str, Any],
    batch: tuple[int, str] = (0, ""),
    instance: tuple[int, int, int, str] = (0, 0, 0, ""),
) -> None:
    """A line of an operation that is no command. `instance`: key, root, definition, process id."""
    row = (tx.new_key(), tenant, tx.now, by, operation, entity, entity_key, *instance, *batch, encode(detail))
    tx.c.insert("operation_log", COLUMNS, [row])
