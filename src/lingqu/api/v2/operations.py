"""Operations on one running instance: suspend, resume, modify, migrate."""

from __future__ import annotations

import asyncio

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2 import modification
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.engine.commands import MigrateInstance, ResumeInstance, SuspendInstance
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key


class Reference(Body):
    """The body of an operation that needs no more than its path."""

    operation_reference: OperationReference | None = None


@post("/v2/process-instances/{key:str}/suspension", status_code=204)
async def suspend_process_instance(
    house: House,
    viewer: Viewer,
    key: FromPath[str],
    data: JSONBody[Reference | None] = None,  # noqa: ARG001 - the body has nothing that we need
) -> None:
    """Hold an instance still, and all that it has called. What comes meanwhile waits."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    await house.runtime.writer.ask(house.runtime.command(number, SuspendInstance(at=0, by=viewer.login)))


@post("/v2/process-instances/{key:str}/resumption", status_code=204)
async def resume_process_instance(
    house: House,
    viewer: Viewer,
    key: FromPath[str],
    data: JSONBody[Reference | None] = None,  # noqa: ARG001 - the same
) -> None:
    """Let a suspended instance go on, first with what waited."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    await house.runtime.writer.ask(house.runtime.command(number, ResumeInstance(at=0, by=viewer.login)))


@post("/v2/process-instances/{key:str}/modification", status_code=204)
async def modify_process_instance(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[modification.Modification]
) -> None:
    """Activate elements, move tokens, end element instances: all of it or nothing."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    await house.runtime.writer.ask(house.runtime.command(number, modification.command(data, viewer.login)))


class Mapping(Body):
    source_element_id: str
    target_element_id: str


class MigrationPlan(Body):
    """Every element at which something waits must be mapped; nothing is guessed."""

    target_process_definition_key: str
    mapping_instructions: list[Mapping]


class Migration(MigrationPlan, kw_only=True):
    operation_reference: OperationReference | None = None


def migration(house: House, viewer: Viewer, data: MigrationPlan) -> MigrateInstance:
    """The command. Raises NotFound if the target is no process of the viewer's tenant."""
    target = parse_key(data.target_process_definition_key, "targetProcessDefinitionKey")
    with house.db.reading() as c:
        known = c.row(
            "SELECT 1 FROM definition WHERE key = ? AND tenant = ? AND kind = 'process'", (target, viewer.tenant)
        )
    if known is None:
        raise NotFound("api.not_found", what="process definition", key=str(target))
    return MigrateInstance(
        at=0,
        by=viewer.login,
        definition=target,
        mapping=tuple((one.source_element_id, one.target_element_id) for one in data.mapping_instructions),
        automatic=False,
    )


@post("/v2/process-instances/{key:str}/migration", status_code=204)
async def migrate_process_instance(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Migration]) -> None:
    """Let an instance go on in another version of its process."""
    viewer.must("operate")
    number = parse_key(key, "processInstanceKey")
    command = await asyncio.to_thread(migration, house, viewer, data)
    await house.runtime.writer.ask(house.runtime.command(number, command))


HANDLERS = [
    suspend_process_instance,
    resume_process_instance,
    modify_process_instance,
    migrate_process_instance,
]
