"""Operations on one running instance: suspend, resume, modify, migrate."""

from __future__ import annotations

import msgspec
from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2 import modification
from lingqu.engine.commands import ResumeInstance, SuspendInstance
from lingqu.kernel.keys import parse_key


class Reference(msgspec.Struct, kw_only=True, rename="camel"):
    """The body of an operation that needs no more than its path."""

    operation_reference: int | None = None


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


HANDLERS = [suspend_process_instance, resume_process_instance, modify_process_instance]
