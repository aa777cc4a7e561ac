"""What the clients ask first: topology, status, who am I."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from lingqu import __version__
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.wire import in_thread
from lingqu.directory import people


@get("/v2/topology", sync_to_thread=False)
def topology(house: House) -> dict[str, Any]:
    """One broker: this node. Lingqu has no partitions; clients are told one."""
    settings = house.settings
    return {
        "brokers": [
            {
                "nodeId": 0,
                "brokerId": "lingqu-0",
                "host": settings.host,
                "port": settings.port,
                "partitions": [{"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}],
                "version": __version__,
            }
        ],
        "clusterId": "lingqu",
        "clusterSize": 1,
        "partitionsCount": 1,
        "replicationFactor": 1,
        "gatewayVersion": __version__,
        "lastCompletedChangeId": "",
    }


@get("/v2/status", status_code=204, opt={"public": True})
@in_thread
def status(house: House) -> Response[None]:
    """204 if commands are taken, 503 if not."""
    return Response(None, status_code=204 if house.ready().ok else 503)


@get("/v2/authentication/me")
@in_thread
def who_am_i(house: House, viewer: Viewer) -> dict[str, Any]:
    """Who is asking."""
    with house.db.reading() as c:
        person = people.find(c, viewer.tenant, viewer.login)
    return {
        "username": viewer.login,
        "displayName": person.name if person else viewer.login,
        "email": person.email if person else None,
        "authorizedComponents": ["*"] if viewer.everything else [],
        "tenants": [{"tenantId": shapes.tenant(viewer.tenant), "name": "Default", "description": None}],
        "groups": list(viewer.groups),
        "roles": list(viewer.roles),
        "salesPlanType": None,
        "c8Links": {},
        "canLogout": True,
    }


HANDLERS = [topology, status, who_am_i]
