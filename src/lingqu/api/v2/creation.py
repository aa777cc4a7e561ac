"""Creating process instances: which process, where it begins and ends, and waiting for its end."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from litestar import post
from litestar.params import JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.shapes import Body, BusinessId, OperationReference, Tag
from lingqu.directory.viewer import may_start
from lingqu.kernel.errors import Conflict, Forbidden, Invalid, Late, NotFound
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json, normalise
from lingqu.runtime.finishing import COMPLETED
from lingqu.work import starting
from lingqu.work.variables import visible_at

#: How long `awaitCompletion` waits if the client does not say, and at most, ms.
DEFAULT_WAIT, LONGEST_WAIT = 30_000, 3_600_000
MOST_TAGS, MOST_INSTRUCTIONS = 10, 100


class StartInstruction(Body):
    element_id: str


class RuntimeInstruction(Body):
    """End the instance when the element has ended."""

    after_element_id: str
    type: Literal["TERMINATE_PROCESS_INSTANCE"] = "TERMINATE_PROCESS_INSTANCE"


class Create(Body):
    """By key, or by id and version (-1: latest) or version tag (the newest that bears it).

    `startInstructions`: the elements at which it begins instead of the start event, or the start event that is meant.
    """

    process_definition_key: str | None = None
    process_definition_id: str | None = None
    process_definition_version: int = -1
    process_definition_version_tag: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    business_id: BusinessId | None = None
    tags: list[Tag] = []
    await_completion: bool = False
    fetch_variables: list[str] | None = None
    request_timeout: int = 0
    start_instructions: list[StartInstruction] = []
    runtime_instructions: list[RuntimeInstruction] = []
    operation_reference: OperationReference | None = None


@post("/v2/process-instances", status_code=200)
async def create_process_instance(house: House, viewer: Viewer, data: JSONBody[Create]) -> dict[str, Any]:
    """Start an instance at its none start event; with `awaitCompletion` the answer comes when it is over.

    Whoever does not operate starts the latest version, by id, with what its start form lets through; of several start
    events without a trigger one start instruction chooses.
    """
    _check(data)
    shapes.known_tenant(data.tenant_id, viewer.tenant)
    variables = normalise(data.variables or {}, "variables")
    told = len(data.start_instructions) > 1 or data.runtime_instructions or data.process_definition_version_tag
    if data.process_definition_key or data.process_definition_version > 0 or told:
        viewer.must("operate")
    if "operate" in viewer.can:
        started = await _started_by_tool(house, viewer, data, variables)
        process_id = started.process_id
    else:
        process_id = data.process_definition_id or ""
        started = await asyncio.to_thread(
            starting.start,
            house.runtime,
            house.desk.drawings,
            viewer,
            process_id,
            variables,
            business_id=data.business_id or "",
            tags=tuple(data.tags),
            at=next((one.element_id for one in data.start_instructions), ""),
        )
    result = await _result(house, viewer, started.instance, data) if data.await_completion else {}
    return {
        "processDefinitionKey": str(started.definition),
        "processDefinitionId": process_id,
        "processDefinitionVersion": started.version,
        "processInstanceKey": str(started.instance),
        "tenantId": shapes.tenant(viewer.tenant),
        "variables": result,
        "tags": data.tags,
        "businessId": data.business_id,
    }


def _check(data: Create) -> None:
    """Raises Invalid for what cannot be meant."""
    if not data.process_definition_key and not data.process_definition_id:
        raise Invalid("api.field_missing", field="processDefinitionId")
    if data.process_definition_key and data.process_definition_id:
        raise bad("processDefinitionKey", "one_of_two", other="processDefinitionId")
    if data.process_definition_version_tag and (data.process_definition_version > 0 or data.process_definition_key):
        raise bad("processDefinitionVersionTag", "one_of_two", other="processDefinitionVersion")
    for name, given, most in (
        ("tags", data.tags, MOST_TAGS),
        ("startInstructions", data.start_instructions, MOST_INSTRUCTIONS),
        ("runtimeInstructions", data.runtime_instructions, MOST_INSTRUCTIONS),
    ):
        if len(given) > most:
            raise bad(name, "too_many", most=most)


async def _result(house: House, viewer: Viewer, instance: int, data: Create) -> dict[str, Json]:
    """The variables of an instance when it is over. Raises Late if it still runs, Conflict if it was cancelled."""
    wait = min(data.request_timeout, LONGEST_WAIT) if data.request_timeout > 0 else DEFAULT_WAIT
    status = await house.runtime.finishing.wait(instance, wait)
    if status is None:
        raise Late("api.not_over_yet", key=str(instance), seconds=wait / 1000)
    if status != COMPLETED:
        raise Conflict("api.was_cancelled", key=str(instance))
    return await asyncio.to_thread(_variables, house, viewer, instance, data.fetch_variables)


def _variables(house: House, viewer: Viewer, instance: int, wanted: list[str] | None) -> dict[str, Json]:
    """The variables of the instance itself, those who see values only."""
    if not viewer.everything:
        return {}
    with house.db.reading() as c:
        found = visible_at(c, instance, 0)
    return {name: value for name, value in found.items() if not wanted or name in wanted}


async def _started_by_tool(house: House, viewer: Viewer, data: Create, variables: dict[str, Json]) -> Any:
    if "administer" not in viewer.can or data.process_definition_key:  # else the start itself tells what there is not
        await asyncio.to_thread(_may_start, house, viewer, data)
    version = data.process_definition_version
    return await house.runtime.writer.ask(
        house.runtime.unique(
            house.runtime.start(
                data.process_definition_id,
                definition=parse_key(data.process_definition_key, "processDefinitionKey")
                if data.process_definition_key
                else None,
                version=version if version > 0 else None,
                tag=data.process_definition_version_tag or "",
                places=[one.element_id for one in data.start_instructions],
                stops=[one.after_element_id for one in data.runtime_instructions],
                variables=variables,
                tenant=viewer.tenant,
                by=viewer.login,
                business_id=data.business_id or "",
                tags=tuple(data.tags),
            )
        )
    )


def _may_start(house: House, viewer: Viewer, data: Create) -> None:
    """Raises NotFound if there is no such process, Forbidden if this viewer may not start it."""
    condition, params = may_start(viewer)
    value: int | str
    if data.process_definition_key:
        which, value = "d.key = ?", parse_key(data.process_definition_key, "processDefinitionKey")
    else:
        which, value = "d.id = ?", data.process_definition_id or ""
    with house.db.reading() as c:
        row = c.row(
            f"SELECT max(CASE WHEN {condition} THEN 1 ELSE 0 END) FROM definition d"  # noqa: S608 - ours
            f" WHERE d.tenant = ? AND d.kind = 'process' AND {which}",
            (*params, viewer.tenant, value),
        )
    if row is None or row[0] is None:
        raise NotFound("api.not_found", what="process definition", key=str(value))
    if not row[0]:
        raise Forbidden("work.may_not_start", process=str(value))


HANDLERS = [create_process_instance]
