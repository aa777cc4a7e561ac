"""Messages: publish (buffered for a while) and correlate (somebody must be waiting). Signals: broadcast."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.shapes import Body, CorrelationKey
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import normalise

LONGEST_TTL = 366 * 24 * 3_600_000  # ms


class Publication(Body):
    """`timeToLive` in ms. A second publication with the same `messageId` while the first lives is refused (409)."""

    name: str
    correlation_key: CorrelationKey = ""
    time_to_live: int = 0
    message_id: str = ""
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    business_id: str | None = None


class Correlation(Body):
    name: str
    correlation_key: CorrelationKey = ""
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    business_id: str | None = None


@post("/v2/messages/publication", status_code=200)
async def publish_message(house: House, viewer: Viewer, data: JSONBody[Publication]) -> dict[str, Any]:
    """Publish a message; it reaches whoever waits now or, within its time to live, later."""
    viewer.must("operate")
    tenant = shapes.known_tenant(data.tenant_id, viewer.tenant)
    if not data.name:
        raise Invalid("api.field_missing", field="name")
    if not 0 <= data.time_to_live <= LONGEST_TTL:
        raise bad("timeToLive", "not_between", least=0, most=LONGEST_TTL)
    work = house.runtime.publish(
        data.name,
        data.correlation_key,
        ttl_ms=data.time_to_live,
        message_id=data.message_id,
        variables=normalise(data.variables or {}, "variables"),
        tenant=tenant,
    )
    key = await house.runtime.writer.ask(work)
    return {"messageKey": str(key), "tenantId": shapes.tenant(tenant)}


@post("/v2/messages/correlation", status_code=200)
async def correlate_message(house: House, viewer: Viewer, data: JSONBody[Correlation]) -> dict[str, Any]:
    """Correlate a message with an instance that waits for it, or start one; 404 if nobody wants it."""
    viewer.must("operate")
    tenant = shapes.known_tenant(data.tenant_id, viewer.tenant)
    if not data.name:
        raise Invalid("api.field_missing", field="name")
    work = house.runtime.correlate(
        data.name,
        data.correlation_key,
        variables=normalise(data.variables or {}, "variables"),
        tenant=tenant,
    )
    done = await house.runtime.writer.ask(work)
    return {
        "messageKey": str(done.message),
        "processInstanceKey": str(done.instance),
        "tenantId": shapes.tenant(tenant),
    }


class Broadcast(Body):
    signal_name: str
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


@post("/v2/signals/broadcast", status_code=200)
async def broadcast_signal(house: House, viewer: Viewer, data: JSONBody[Broadcast]) -> dict[str, Any]:
    """Throw a signal: everything that waits for it at this moment goes on, and start events of that name start."""
    viewer.must("operate")
    tenant = shapes.known_tenant(data.tenant_id, viewer.tenant)
    if not data.signal_name:
        raise Invalid("api.field_missing", field="signalName")
    variables = normalise(data.variables or {}, "variables")
    key = await house.runtime.writer.ask(house.runtime.broadcast(data.signal_name, variables=variables, tenant=tenant))
    return {"tenantId": shapes.tenant(tenant), "signalKey": str(key)}


HANDLERS = [publish_message, correlate_message, broadcast_signal]
