"""Business ids: given at the start or once later; unique among the running instances of a process, if that is wanted.

A guard `business-id` (tenant/process/id) holds the instance that has the id, and the batch in which it began; who comes
second takes it over if that instance has ended. Only instances at the top are looked at: what they call may bear the
same id.
"""

from __future__ import annotations

import msgspec

from lingqu.engine.commands import AssignBusinessId, StartInstance
from lingqu.engine.formulas import Budget
from lingqu.engine.titles import title_of
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.runtime.definitions import Definition, Definitions
from lingqu.runtime.starting import Started, newest
from lingqu.runtime.work import CaseWork, RowWork, Tx

SCOPE = "business-id"


def unique_start(work: CaseWork, definitions: Definitions, zone: str) -> RowWork:
    """The same start, refused with Conflict while another instance of the process with its business id runs."""
    command = work.command
    if not isinstance(command, StartInstance):
        raise TypeError(f"Expected a StartInstance, but it is {type(command).__name__}")

    def run(tx: Tx) -> Started:
        key = command.definition or newest(tx, *(work.latest or ("", "")))
        definition = definitions.get(key, tx.c)
        holder = claim(tx, definition, command.business_id, work.instance)
        if holder:
            process = definition.process_id
            raise Conflict(
                "runtime.business_id_taken", business_id=command.business_id, process=process, key=str(holder)
            )
        tx.also(CaseWork(instance=work.instance, command=msgspec.structs.replace(command, definition=key)))
        return Started(
            instance=work.instance,
            definition=key,
            process_id=definition.process_id,
            version=definition.version,
            title=title_of(definition.program.title, command.variables, tx.now, zone, Budget()),
        )

    return RowWork(run=run, guard=work.guard, takes=command.business_id)


def claim(tx: Tx, definition: Definition, business_id: str, instance: int) -> int:
    """Take the id for an instance that is to be started in this transaction: 0, or the instance that has it."""
    name = f"{definition.tenant}/{definition.process_id}/{business_id}"
    ours = _held(instance, tx)
    row = (SCOPE, name, ours, tx.now, None)
    if tx.c.insert("guard", ("scope", "id", "answer", "at", "expires"), [row], ignore=True, returning=("id",)):
        return 0
    found = tx.c.row("SELECT answer FROM guard WHERE scope = ? AND id = ?", [SCOPE, name])
    held = bytes(found[0]) if found is not None else b""
    holder = int(held.partition(b" ")[0] or 0)
    if held == _held(holder, tx):  # taken by an earlier start of this very batch, whose rows are not there yet
        return holder
    if tx.c.row("SELECT 1 FROM instance WHERE key = ? AND status IN (0, 3)", [holder]):
        return holder
    mine = "UPDATE guard SET answer = ? WHERE scope = ? AND id = ? AND answer = ?"
    if tx.c.run(mine, [ours, SCOPE, name, held]):
        return 0
    found = tx.c.row("SELECT answer FROM guard WHERE scope = ? AND id = ?", [SCOPE, name])  # another node was faster
    return int(bytes(found[0]).partition(b" ")[0]) if found is not None else holder


def _held(instance: int, tx: Tx) -> bytes:
    """What a guard holds: the instance, and the batch in which it was started."""
    return f"{instance} {tx.commit[0]}/{tx.commit[1]}".encode()


def assign(instance: int, business_id: str, *, tenant: str, by: str, unique: bool) -> RowWork:
    """Give a running instance a business id, once; the same again changes nothing. Raises NotFound, Conflict.

    Where ids are unique it is refused: whether another instance has it would be known too late.
    """

    def run(tx: Tx) -> None:
        row = tx.c.row(
            "SELECT business_id FROM instance WHERE key = ? AND tenant = ?" + tx.c.for_update,  # noqa: S608 - no input
            [instance, tenant],
        )
        if row is None:
            raise NotFound("runtime.no_such_instance", key=str(instance))
        if unique:
            raise Conflict("runtime.business_ids_unique")
        if row[0] == business_id:
            return
        if row[0]:
            raise Conflict("runtime.business_id_given", key=str(instance), given=row[0])
        tx.also(CaseWork(instance=instance, command=AssignBusinessId(at=0, by=by, business_id=business_id)))

    return RowWork(run=run, apart=True)
