"""Conditional start events of processes: bring variables, and what they make true starts."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import post
from litestar.params import JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.shapes import Body
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import normalise


class Evaluation(Body):
    """`processDefinitionKey`: only that process."""

    variables: dict[str, Any]
    process_definition_key: str | None = None
    tenant_id: str | None = None


@post("/v2/conditionals/evaluation", status_code=200)
async def evaluate_conditionals(house: House, viewer: Viewer, data: JSONBody[Evaluation]) -> dict[str, Any]:
    """Start an instance, with these variables, at each conditional start event whose condition holds over them."""
    viewer.must("operate")
    tenant = shapes.known_tenant(data.tenant_id, viewer.tenant)
    work = await asyncio.to_thread(
        house.runtime.evaluate_conditionals,
        normalise(data.variables, "variables"),
        tenant=tenant,
        definition=parse_key(data.process_definition_key) if data.process_definition_key else 0,
        by=viewer.login,
    )
    done = await house.runtime.writer.ask(work)
    return {
        "conditionalEvaluationKey": str(done.key),
        "tenantId": shapes.tenant(tenant),
        "processInstances": [
            {"processDefinitionKey": str(definition), "processInstanceKey": str(instance)}
            for definition, instance in done.started
        ],
    }


HANDLERS = [evaluate_conditionals]
