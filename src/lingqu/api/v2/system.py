"""What a client asks of the system as a whole: licence, configuration, usage, cluster; and what does not apply here."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, delete, get, patch, post, put
from litestar.params import JSONBody, QueryParameter

from lingqu import __version__
from lingqu.api.edge import bad, from_iso
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.shapes import Body
from lingqu.api.wire import in_thread
from lingqu.kernel.errors import NotSupported

LATEST_PIN = 253_402_300_799_999  # ms: the end of the year 9999


@get("/v2/license", opt={"public": True}, sync_to_thread=False)
def license_() -> dict[str, Any]:
    """Lingqu is open source under Apache-2.0: there is nothing to buy and nothing that ends."""
    return {"validLicense": True, "licenseType": "Apache-2.0", "isCommercial": False, "expiresAt": None}


@get("/v2/system/configuration", sync_to_thread=False)
def configuration(house: House) -> dict[str, Any]:
    """Limits and switches that a client may want to know."""
    return {
        "jobMetrics": {
            "enabled": True,
            "exportInterval": "PT0S",
            "maxWorkerNameLength": 255,
            "maxJobTypeLength": 255,
            "maxTenantIdLength": 255,
            "maxUniqueKeys": 10_000,
        },
        "components": {"active": ["operate", "tasklist", "admin"]},
        "deployment": {
            "isMultiTenancyEnabled": False,
            "maxRequestSize": house.settings.max_body_mb * 1024 * 1024,
        },
        "authentication": {"canLogout": house.settings.auth != "none", "isLoginDelegated": False},
        "cloud": {"stage": None},
    }


@get("/v2/system/usage-metrics")
@in_thread
def usage(  # noqa: PLR0917 - each is a parameter of the address
    house: House,
    viewer: Viewer,
    start_time: Annotated[str, QueryParameter(name="startTime")] = "",
    end_time: Annotated[str, QueryParameter(name="endTime")] = "",
    tenant_id: Annotated[str, QueryParameter(name="tenantId")] = "",
    with_tenants: Annotated[bool, QueryParameter(name="withTenants")] = False,  # noqa: FBT002
) -> dict[str, Any]:
    """Instances started, decisions evaluated and people who had tasks, in a span of time."""
    viewer.must("monitor")
    shapes.known_tenant(tenant_id or None, viewer.tenant)
    since, until = from_iso(start_time, "startTime"), from_iso(end_time, "endTime")
    span = [viewer.tenant, since, until]
    if since > until:
        raise bad("endTime", "too_small", least=start_time)
    with house.db.reading() as c:
        (instances,) = c.rows("SELECT count(*) FROM instance WHERE tenant = ? AND started_at BETWEEN ? AND ?", span)[0]
        (people,) = c.rows(
            "SELECT count(DISTINCT assignee) FROM task WHERE tenant = ? AND created_at BETWEEN ? AND ?"
            " AND assignee <> ''",
            span,
        )[0]
    counts = {"processInstances": instances, "decisionInstances": 0, "assignees": people}
    tenants = {shapes.tenant(viewer.tenant): counts} if with_tenants else {}
    return {**counts, "activeTenants": 1, "tenants": tenants}


# ---- cluster


@get("/cluster/v2/status", opt={"public": True})
@in_thread
def cluster_status(house: House) -> Response[dict[str, str]]:
    """HEALTHY if commands are taken, else DOWN (503)."""
    well = house.ready().ok
    return Response({"status": "HEALTHY" if well else "DOWN"}, status_code=200 if well else 503)


@get("/cluster/v2/status/upgrade", opt={"public": True}, sync_to_thread=False)
def upgrade_status() -> dict[str, str]:
    """A node starts only on a schema that is brought to its version: there is nothing under way."""
    return {"status": "MIGRATED"}


@get("/cluster/v2/topology")
@in_thread
def cluster_topology(house: House, viewer: Viewer) -> dict[str, Any]:
    """The nodes that were alive lately. Lingqu has no partitions; clients are told one."""
    viewer.must("operate")
    with house.db.reading() as c:
        rows = c.rows("SELECT id, name FROM node WHERE alive > ? ORDER BY id", [house.runtime.now() - 60_000])
    alive = [(f"lingqu-{id_}", name) for id_, name in rows]
    partition = {"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}
    return {
        "brokers": [
            {"brokerId": id_, "host": name, "port": house.settings.port, "version": __version__} for id_, name in alive
        ],
        "clusterId": "lingqu",
        "clusterSize": len(alive),
        "gatewayVersion": __version__,
        "physicalTenants": [
            {
                "physicalTenantId": "default",
                "partitionsCount": 1,
                "replicationFactor": 1,
                "lastCompletedChangeId": "",
                "brokers": [{"brokerId": id_, "partitions": [partition]} for id_, _ in alive],
            }
        ],
    }


# ---- clock


class Pin(Body):
    """`timestamp`: ms since the epoch."""

    timestamp: int


@put("/v2/clock", status_code=204)
@in_thread
def pin_clock(house: House, viewer: Viewer, data: JSONBody[Pin]) -> None:
    """Stop the clock at a moment; what was due by then fires. Only with the setting `test_clock`."""
    viewer.must("operate")
    if house.clock is None:
        raise NotSupported("api.only_in_tests", what="clock", setting="test_clock")
    if not 0 <= data.timestamp <= LATEST_PIN:
        raise bad("timestamp", "not_between", least=0, most=LATEST_PIN)
    house.clock.pin(data.timestamp)
    house.runtime.wake_timers()


@post("/v2/clock/reset", status_code=204)
@in_thread
def reset_clock(house: House, viewer: Viewer) -> None:
    """Let the clock run again. Only with the setting `test_clock`."""
    viewer.must("operate")
    if house.clock is None:
        raise NotSupported("api.only_in_tests", what="clock", setting="test_clock")
    house.clock.reset()
    house.runtime.wake_timers()


# ---- what does not apply: there are no brokers, exporters or partitions to be moved


def _no(reason: str) -> None:
    raise NotSupported("api.does_not_apply", reason=reason)


@get("/cluster/v2/rebalance", sync_to_thread=False)
def get_rebalance() -> None:
    """Does not apply."""
    _no("rebalance")


@post("/cluster/v2/rebalance", sync_to_thread=False)
def rebalance() -> None:
    """Does not apply."""
    _no("rebalance")


@delete("/cluster/v2/rebalance", sync_to_thread=False)
def cancel_rebalance() -> None:
    """Does not apply."""
    _no("rebalance")


@get(["/v2/exporting", "/cluster/v2/exporting"], sync_to_thread=False)
def get_exporting() -> None:
    """Does not apply."""
    _no("exporting")


@post(
    [
        "/v2/exporting/pause",
        "/v2/exporting/resume",
        "/cluster/v2/exporting/pause",
        "/cluster/v2/exporting/resume",
    ],
    sync_to_thread=False,
)
def change_exporting() -> None:
    """Does not apply."""
    _no("exporting")


@patch(["/v2/mode", "/cluster/v2/mode"], sync_to_thread=False)
def change_mode() -> None:
    """Does not apply."""
    _no("recovery")


@get("/v2/restore", sync_to_thread=False)
def get_restore() -> None:
    """Does not apply."""
    _no("recovery")


@post(["/v2/restore", "/cluster/v2/restore"], sync_to_thread=False)
def restore() -> None:
    """Does not apply."""
    _no("recovery")


HANDLERS = [
    license_,
    configuration,
    usage,
    cluster_status,
    upgrade_status,
    cluster_topology,
    pin_clock,
    reset_clock,
    get_rebalance,
    rebalance,
    cancel_rebalance,
    get_exporting,
    change_exporting,
    change_mode,
    get_restore,
    restore,
]
