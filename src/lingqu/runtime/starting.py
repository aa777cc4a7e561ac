"""How instances start: by hand, by a message, by a timer. Start events belong to the newest version only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from lingqu.engine.clocks import Clocks
from lingqu.engine.commands import StartInstance
from lingqu.engine.program import Node
from lingqu.engine.timers import start_due
from lingqu.kernel.errors import Invalid, NotFound, Unprocessable
from lingqu.kernel.keys import local_key
from lingqu.kernel.values import Json
from lingqu.runtime.blobs import from_json
from lingqu.runtime.definitions import Definition, Definitions, latest, version_of
from lingqu.runtime.projectors.waits import CONDITION, MESSAGE, SIGNAL
from lingqu.runtime.work import CaseDone, CaseWork, GuardClaim, Tx

#: Plane of a timer that starts instances; its `instance` is the definition's key.
START_TIMER = 2


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """An instance that was started. `version`: of the definition."""

    instance: int
    definition: int
    process_id: str
    version: int
    title: str


def set_starts(tx: Tx, definition: Definition, clocks: Clocks) -> None:
    """Move message, signal and timer start events to this version: older ones start nothing any more."""
    tenant, process = definition.tenant, definition.process_id
    older = "SELECT key FROM definition WHERE tenant = ? AND kind = 'process' AND id = ?"
    tx.c.run(f"DELETE FROM subscription WHERE start = 1 AND definition IN ({older})", [tenant, process])  # noqa: S608 - no input
    tx.c.run(f"DELETE FROM timer WHERE plane = ? AND definition IN ({older})", [START_TIMER, tenant, process])  # noqa: S608 - no input
    program = definition.program
    for ordinal in program.root.starts:
        node = program.node(ordinal)
        if node.trigger.kind in ("message", "signal"):
            _subscribe(tx, definition, node)
        elif node.trigger.kind == "condition":
            _await(tx, definition, node)
        elif node.trigger.kind == "timer":
            _schedule(tx, definition, node, clocks)


def _await(tx: Tx, definition: Definition, node: Node) -> None:
    """A conditional start event: whoever brings variables has it judged (`conditionals`)."""
    _insert(tx, definition, node, CONDITION, node.id)


def _subscribe(tx: Tx, definition: Definition, node: Node) -> None:
    name = node.trigger.name.value({}, tx.now) if node.trigger.name is not None else None
    if not isinstance(name, str) or not name:
        raise Invalid("runtime.bad_resource", file=definition.process_id, reason=f"{node.id} has no message name")
    _insert(tx, definition, node, SIGNAL if node.trigger.kind == "signal" else MESSAGE, name)


def _insert(tx: Tx, definition: Definition, node: Node, kind: int, name: str) -> None:
    row = {
        "key": local_key(definition.key, node.ordinal),
        "kind": kind,
        "start": 1,
        "tenant": definition.tenant,
        "instance": definition.key,
        "definition": definition.key,
        "process_id": definition.process_id,
        "element": node.ordinal,
        "owner": 0,
        "name": name,
        "correlation": "",
        "keyless": int(kind == MESSAGE),
        "once": int(node.every),  # one of all that it takes: an instance that waits for it comes first
        "opened_at": tx.now,
    }
    tx.c.insert("subscription", tuple(row), [tuple(row.values())])


def _schedule(tx: Tx, definition: Definition, node: Node, clocks: Clocks) -> None:
    due, remaining = start_due(node.trigger, tx.now, clocks)
    row = {
        "key": local_key(definition.key, node.ordinal),
        "plane": START_TIMER,
        "tenant": definition.tenant,
        "instance": definition.key,
        "definition": definition.key,
        "element": node.ordinal,
        "owner": 0,
        "due": due,
        "remaining": remaining,
    }
    tx.c.insert("timer", tuple(row), [tuple(row.values())])


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The process that somebody wants to start: by key, by id (the newest version), or by id and version or tag."""

    process_id: str = ""
    definition: int = 0
    version: int | None = None
    tag: str = ""
    tenant: str = ""


def start(
    definitions: Definitions,
    new_key: Callable[[], int],
    wanted: Wanted,
    *,
    guard: GuardClaim | None = None,
    **given: Any,
) -> CaseWork:
    """The work that starts an instance at its none start event. `given`: fields of StartInstance. Raises NotFound.

    The newest version is the newest in the transaction that starts the instance.
    """
    definition, tenant = wanted.definition, wanted.tenant
    if not definition and not wanted.process_id:
        raise NotFound("runtime.no_such_process", process="")
    if not definition and wanted.version is not None:
        definition = definitions.version(tenant, wanted.process_id, wanted.version)
    if not definition and wanted.tag:
        definition = definitions.tagged(tenant, wanted.process_id, wanted.tag)
    if definition:
        tenant = definitions.get(definition).tenant  # compiled here, before queueing
    if guard is not None and guard.read is None:
        guard = GuardClaim(guard.scope, guard.id, guard.expires, lambda answer: from_json(answer, Started))
    instance = new_key()
    return CaseWork(
        instance=instance,
        command=StartInstance(at=0, definition=definition, tenant=tenant, root=instance, **given),
        guard=guard,
        answer=lambda done: started(done, definitions.get(done.case.engine.head.definition)),
        latest=None if definition else (tenant, wanted.process_id),
    )


def start_work(
    instance: int, definition: Definition, *, variables: dict[str, Json], element: int = -1, by: str = "", **given: Any
) -> CaseWork:
    """The same for a definition at hand, at a start event (-1: the none start event). Raises Unprocessable."""
    if element < 0 and not definition.program.begins and not definition.program.plain_starts:
        raise Unprocessable("runtime.no_start", process=definition.process_id)
    command = StartInstance(
        at=0,
        by=by,
        definition=definition.key,
        tenant=definition.tenant,
        variables=variables,
        element=element,
        root=instance,
        **given,
    )
    return CaseWork(instance=instance, command=command, answer=lambda done: started(done, definition))


def started(done: CaseDone, definition: Definition) -> Started:
    """What is told to who started it."""
    return Started(
        instance=done.instance,
        definition=definition.key,
        process_id=definition.process_id,
        version=definition.version,
        title=done.case.engine.head.title,
    )


def newest(tx: Tx, tenant: str, process_id: str, version: int | None = None) -> int:
    """The key of a process's newest (or given) version, in this transaction. Raises NotFound."""
    if version is not None:
        return version_of(tx.c, tenant, process_id, version)
    key = latest(tx.c, [(tenant, process_id)])[tenant, process_id]
    if not key:
        raise NotFound("runtime.no_such_process", process=process_id)
    return key
