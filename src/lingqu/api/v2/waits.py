"""What instances wait for: message subscriptions, and the waits of elements with what would end them."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import iso
from lingqu.api.given import House, Viewer
from lingqu.api.v2.fields import Field, Listing, constant, key, moment, never, number, tenant, text, words
from lingqu.api.v2.listings import TYPES
from lingqu.api.v2.search import Query, found
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import Viewer as Who
from lingqu.directory.viewer import sees_instance, sees_instances, sees_process
from lingqu.kernel.keys import parse_key

MESSAGE_SUBSCRIPTIONS = Listing(
    source="subscription s JOIN definition d ON d.key = s.definition LEFT JOIN instance i ON i.key = s.instance"
    " JOIN element e ON e.definition = s.definition AND e.ordinal = s.element",
    key="s.key",
    tenant="s.tenant",
    fields={
        "messageSubscriptionKey": key("s.key"),
        "messageSubscriptionState": constant("CREATED", "CORRELATED", "DELETED", "MIGRATED"),
        "messageSubscriptionType": words("s.start", PROCESS_EVENT=0, START_EVENT=1),
        "messageName": text("s.name"),
        "correlationKey": Field(sql="CASE WHEN s.start = 1 THEN '' ELSE s.correlation END", empty=""),
        "lastUpdatedDate": moment("s.opened_at", sure=True),
        "processDefinitionId": text("s.process_id"),
        "processDefinitionKey": key("s.definition"),
        "processDefinitionName": text("d.name", null=True),
        "processDefinitionVersion": number("d.version"),
        "processInstanceKey": key("CASE WHEN s.start = 1 THEN 0 ELSE s.instance END"),
        "rootProcessInstanceKey": key("COALESCE(i.root, 0)"),
        "elementId": text("e.id"),
        "elementInstanceKey": key("CASE WHEN s.start = 1 THEN 0 ELSE s.instance + s.owner END"),
        "businessId": Field(sql="COALESCE(i.business_id, '')", empty=""),
        "inboundConnectorType": never(),
        "toolName": never(),
        "toolProperties": Field(sql="NULL", shown=lambda _: {}),
        "tenantId": tenant("s.tenant"),
    },
)


def _sees(viewer: Who) -> tuple[str, list[object]]:
    if viewer.everything:
        return "s.kind = 0 AND s.tenant = ?", [viewer.tenant]
    instances, params = sees_instances(viewer)
    processes, more = sees_process(viewer)
    return f"s.kind = 0 AND ((s.start = 0 AND {instances}) OR (s.start = 1 AND {processes}))", [*params, *more]


@post("/v2/message-subscriptions/search", status_code=200)
@in_thread
def search_message_subscriptions(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find what waits for a message: in instances, and start events of processes."""
    where, params = _sees(viewer)
    with house.db.reading() as c:
        return found(c, MESSAGE_SUBSCRIPTIONS, data, where=where, params=params)


# ---- waits

#: One row a wait: (instance, element instance, kind, then up to four details).
_WAITS = (
    "(SELECT j.instance, j.owner, 'JOB' AS what, j.key AS one, j.type AS two, j.retries AS three FROM job j"
    " WHERE j.state IN (0, 2, 5)"
    " UNION ALL SELECT t.instance, t.owner, 'USER_TASK', t.key, '', COALESCE(t.due, 0) FROM task t"
    " WHERE COALESCE(t.ended_at, 0) = 0"
    " UNION ALL SELECT m.instance, m.owner, 'TIMER', m.due, '', m.remaining FROM timer m WHERE m.plane = 0"
    " UNION ALL SELECT s.instance, s.owner, CASE WHEN s.kind = 0 THEN 'MESSAGE' ELSE 'SIGNAL' END, s.key, s.name, 0"
    " FROM subscription s WHERE s.start = 0)"
)


def _details(row: str) -> dict[str, Any]:
    kind, one, two, three, correlation = row.split("\x1f")
    match kind:
        case "JOB":
            more: dict[str, Any] = {
                "jobKey": one,
                "jobType": two,
                "jobKind": "BPMN_ELEMENT",
                "listenerEventType": "UNSPECIFIED",
                "retries": int(three),
            }
        case "USER_TASK":
            more = {"taskKey": one, "dueDate": iso(int(three) or None)}
        case "TIMER":
            more = {"dueDate": int(one), "repetitions": int(three)}
        case "MESSAGE":
            more = {"messageName": two, "correlationKey": correlation}
        case _:
            more = {"signalName": two}
    return {"waitStateType": kind, **more}


WAITS = Listing(
    source=f"{_WAITS} w JOIN instance i ON i.key = w.instance"
    " JOIN activity a ON a.instance = w.instance AND a.n = w.owner"
    " JOIN element e ON e.definition = a.definition AND e.ordinal = a.element",
    key="(w.instance + w.owner)",
    more_keys=("w.one",),
    tenant="i.tenant",
    fields={
        "elementInstanceKey": key("(w.instance + w.owner)"),
        "processInstanceKey": key("w.instance"),
        "rootProcessInstanceKey": key("i.root"),
        "bpmnProcessId": text("i.process_id"),
        "elementId": text("e.id"),
        "elementType": Field(sql="e.kind", kind="word", words=TYPES),
        "tenantId": tenant("i.tenant"),
        "waitStateType": Field(
            sql="w.what",
            kind="word",
            words={word: (word,) for word in ("JOB", "USER_TASK", "TIMER", "MESSAGE", "SIGNAL")},
            hidden=True,
        ),
        "details": Field(
            sql="w.what || '\x1f' || CAST(w.one AS text) || '\x1f' || w.two || '\x1f' || CAST(w.three AS text)"
            " || '\x1f' || COALESCE((SELECT s.correlation FROM subscription s"
            " WHERE s.key = w.one AND w.what = 'MESSAGE'), '')",
            shown=_details,
        ),
    },
)


@post("/v2/element-instances/wait-states/search", status_code=200)
@in_thread
def search_waits(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find what element instances wait for."""
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        return found(c, WAITS, data, where=where, params=params)


@get("/v2/process-instances/{key:str}/statistics/wait-states")
@in_thread
def wait_statistics(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """How many waits there are at each element of an instance."""
    where, params = sees_instance(viewer)
    with house.db.reading() as c:
        rows = c.rows(
            f"SELECT e.id, count(*) FROM {WAITS.source} WHERE {where} AND i.key = ? GROUP BY e.id ORDER BY e.id",  # noqa: S608
            [*params, parse_key(key, "processInstanceKey")],
        )
    return {"items": [{"elementId": element, "waitingCount": count} for element, count in rows]}


HANDLERS = [search_message_subscriptions, search_waits, wait_statistics]
