"""What people and programs look for among very many orders: one question, its request for any order's number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from benchmarks._million import APART, CLERK, GROUPS, OPERATOR, PEOPLE, PROCESSES, SUPPLIERS, Filled

from lingqu.kernel.keys import COUNTER_BITS

LIMIT = 50
_DAY = 86_400_000

#: Verb, path, body.
Request = tuple[str, str, object]


class Question(NamedTuple):
    """`ask`: the request that asks it about the order with that number; `who` asks."""

    name: str
    ask: Callable[[int], Request]
    who: str = OPERATOR


def key(n: int) -> str:
    return str(n << COUNTER_BITS)


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat()


def questions(there: Filled) -> list[Question]:
    return [*_instances(there), *_tasks(there), *_others(there), *_web(there)]


def _v2(what: str, name: str, wanted: Callable[[int], Mapping[str, Any]], who: str = OPERATOR, **more: Any) -> Question:
    """A search of the clients; `sort` is a field, with - before it for the greatest first."""
    sort = more.pop("sort", "")
    order = [{"field": sort.lstrip("-"), "order": "DESC" if sort[0] == "-" else "ASC"}] if sort else []
    page = {"limit": LIMIT, **more}
    label = f"{what}: {name}{f', sorted by {sort}' if sort else ''}"

    def ask(n: int) -> Request:
        return "POST", f"/v2/{what}/search", {"filter": wanted(n), "sort": order, "page": page}

    return Question(label, ask, who)


def _variable(name: str, value: str) -> dict[str, Any]:
    return {"variables": [{"name": name, "value": value}]}


def _instances(there: Filled) -> Iterator[Question]:
    what = "process-instances"

    def definition(n: int) -> dict[str, str]:
        return {"processDefinitionKey": str(there.definitions[n % PROCESSES])}

    def day(n: int) -> dict[str, str]:
        return {"$gte": _iso(there.began(n)), "$lt": _iso(there.began(n) + _DAY)}

    def supplier(n: int) -> dict[str, Any]:
        return _variable("supplier", f'"Supplier {n % SUPPLIERS}"')

    def urgent(n: int) -> dict[str, Any]:
        return _variable("urgent", "true" if n % 2 else "false")

    active = {"state": "ACTIVE"}
    yield _v2(what, "all", lambda _: {})
    yield _v2(what, "all, page 20", lambda _: {}, **{"from": 950})
    yield _v2(what, "all", lambda _: {}, sort="-startDate")
    yield _v2(what, "all", lambda _: {}, sort="-endDate")
    yield _v2(what, "all", lambda _: {}, sort="businessId")
    yield _v2(what, "all", lambda _: {}, sort="processDefinitionName")
    yield _v2(what, "all", lambda _: {}, sort="state")
    yield _v2(what, "key", lambda n: {"processInstanceKey": key(n)})
    yield _v2(what, "business id", lambda n: {"businessId": f"B-{n}"})
    yield _v2(what, "business id $like B-12*", lambda n: {"businessId": {"$like": f"B-{str(n)[:3]}*"}})
    yield _v2(what, "business id $like of one", lambda n: {"businessId": {"$like": f"B-{n}*"}})
    yield _v2(what, "root", lambda n: {"rootProcessInstanceKey": key(n)})
    yield _v2(what, "parent", lambda n: {"parentProcessInstanceKey": key(n)})
    yield _v2(what, "parent element", lambda n: {"parentElementInstanceKey": key(n)})
    for state in ("ACTIVE", "COMPLETED", "TERMINATED", "SUSPENDED"):
        yield _v2(what, f"state {state}", lambda _, state=state: {"state": state})
    yield _v2(what, "state ACTIVE", lambda _: active, sort="-startDate")
    yield _v2(what, "state ACTIVE, page 20", lambda _: active, sort="-startDate", **{"from": 950})
    yield _v2(what, "definition", definition)
    yield _v2(what, "definition", definition, sort="-startDate")
    yield _v2(what, "process id", lambda n: {"processDefinitionId": f"order-{n % PROCESSES}"})
    yield _v2(what, "definition and ACTIVE", lambda n: definition(n) | active)
    yield _v2(what, "definition and ACTIVE", lambda n: definition(n) | active, sort="-startDate")
    yield _v2(what, "definition and COMPLETED", lambda n: definition(n) | {"state": "COMPLETED"}, sort="-endDate")
    yield _v2(what, "process id and ACTIVE", lambda n: {"processDefinitionId": f"order-{n % PROCESSES}"} | active)
    yield _v2(what, "started on a day", lambda n: {"startDate": day(n)}, sort="-startDate")
    yield _v2(what, "ended on a day", lambda n: {"endDate": day(n)}, sort="-endDate")
    yield _v2(what, "definition, started on a day", lambda n: definition(n) | {"startDate": day(n)}, sort="-startDate")
    yield _v2(what, "incident", lambda _: {"hasIncident": True})
    yield _v2(what, "incident and ACTIVE", lambda _: {"hasIncident": True} | active, sort="-startDate")
    yield _v2(what, "incident's text", lambda _: {"errorMessage": {"$like": "*ledger*"}} | active)
    yield _v2(what, "stands at an element", lambda _: {"elementId": "wait", "elementInstanceState": "ACTIVE"})
    yield _v2(what, "variable of one", lambda n: _variable("orderId", f'"ORD-{n}"'))
    yield _v2(what, "variable of 200", supplier)
    yield _v2(what, "variable of 200", supplier, sort="-startDate")
    yield _v2(what, "variable of 50,000", lambda n: _variable("region", f'"region {n % 20}"'))
    yield _v2(what, "variable of half", urgent)
    yield _v2(what, "variable of half", urgent, sort="-startDate")
    yield _v2(what, "definition and variable of 200", lambda n: definition(n) | supplier(n))
    yield _v2(what, "definition, ACTIVE and variable of half", lambda n: definition(n) | active | urgent(n))
    yield _v2(what, "a clerk's", lambda _: {}, CLERK)
    yield _v2(what, "a clerk's ACTIVE", lambda _: active, CLERK, sort="-startDate")


def _tasks(there: Filled) -> Iterator[Question]:
    what = "user-tasks"
    created = {"state": "CREATED"}

    def definition(n: int) -> dict[str, Any]:
        return {"processDefinitionKey": str(there.definitions[n % PROCESSES])}

    def assignee(n: int) -> dict[str, Any]:
        return {"assignee": f"p{n % PEOPLE}"}

    def group(n: int) -> dict[str, Any]:
        return {"candidateGroup": f"buyers-{n % GROUPS}"}

    def day(n: int) -> dict[str, str]:
        return {"$gte": _iso(there.began(n)), "$lt": _iso(there.began(n) + _DAY)}

    yield _v2(what, "all", lambda _: {})
    yield _v2(what, "all", lambda _: {}, sort="-creationDate")
    yield _v2(what, "CREATED", lambda _: created)
    for sort in ("-creationDate", "dueDate", "followUpDate", "-priority", "name"):
        yield _v2(what, "CREATED", lambda _: created, sort=sort)
    yield _v2(what, "CREATED, page 20", lambda _: created, sort="-creationDate", **{"from": 950})
    yield _v2(what, "COMPLETED", lambda _: {"state": "COMPLETED"}, sort="-completionDate")
    yield _v2(what, "key", lambda n: {"userTaskKey": key(n)})
    yield _v2(what, "instance", lambda n: {"processInstanceKey": key(n)})
    yield _v2(what, "assignee", assignee)
    yield _v2(what, "assignee and CREATED", lambda n: assignee(n) | created)
    yield _v2(what, "assignee and CREATED", lambda n: assignee(n) | created, sort="-creationDate")
    yield _v2(what, "assignee and COMPLETED", lambda n: assignee(n) | {"state": "COMPLETED"}, sort="-completionDate")
    yield _v2(what, "nobody's and CREATED", lambda _: {"assignee": {"$exists": False}} | created, sort="-creationDate")
    yield _v2(what, "candidate group", group)
    yield _v2(what, "candidate group and CREATED", lambda n: group(n) | created)
    yield _v2(what, "candidate group and CREATED", lambda n: group(n) | created, sort="-creationDate")
    groups = {"candidateGroup": {"$in": ["buyers-1", "buyers-2", "buyers-3"]}}
    yield _v2(what, "three groups, nobody's, CREATED", lambda _: groups | created | {"assignee": {"$exists": False}})
    yield _v2(what, "candidate", lambda n: {"candidateUser": f"p{n % PEOPLE}"} | created)
    yield _v2(
        what, "definition and CREATED", lambda n: {"processDefinitionKey": str(there.definitions[n % 5])} | created
    )
    yield _v2(what, "element and CREATED", lambda _: {"elementId": "approve"} | created)
    yield _v2(what, "created on a day", lambda n: {"creationDate": day(n)}, sort="-creationDate")
    yield _v2(what, "due on a day", lambda n: {"dueDate": day(n)} | created, sort="dueDate")
    yield _v2(what, "business id", lambda n: {"businessId": f"B-{n}"})
    of_one = "processInstanceVariables"
    yield _v2(what, "variable of one", lambda n: {of_one: _variable("orderId", f'"ORD-{n}"')["variables"]})
    yield _v2(what, "variable of half, CREATED", lambda _: {of_one: _variable("urgent", "true")["variables"]} | created)
    yield _v2(what, "a clerk's CREATED", lambda _: created, CLERK, sort="-creationDate")


def _others(there: Filled) -> Iterator[Question]:
    def definition(n: int) -> dict[str, Any]:
        return {"processDefinitionKey": str(there.definitions[n % PROCESSES])}

    def instance(n: int) -> dict[str, Any]:
        return {"processInstanceKey": key(n)}

    active, created = {"state": "ACTIVE"}, {"state": "CREATED"}
    yield _v2("variables", "all", lambda _: {})
    yield _v2("variables", "instance", instance, sort="name")
    yield _v2("variables", "scope", lambda n: {"scopeKey": key(n)})
    yield _v2("variables", "key", lambda n: {"variableKey": key(n)})
    yield _v2("variables", "name", lambda _: {"name": "supplier"})
    yield _v2("variables", "name and value", lambda n: {"name": "orderId", "value": f'"ORD-{n}"'})
    yield _v2("variables", "value", lambda n: {"value": f'"ORD-{n}"'})
    yield _v2("variables", "name $like sup*", lambda _: {"name": {"$like": "sup*"}})
    yield _v2("incidents", "all", lambda _: {}, sort="-creationTime")
    yield _v2("incidents", "ACTIVE", lambda _: active)
    yield _v2("incidents", "ACTIVE", lambda _: active, sort="-creationTime")
    yield _v2("incidents", "instance", instance)
    yield _v2("incidents", "definition and ACTIVE", lambda n: definition(n) | active)
    yield _v2("incidents", "error type and ACTIVE", lambda _: {"errorType": "JOB_NO_RETRIES"} | active)
    yield _v2("incidents", "job", lambda n: {"jobKey": key(n)})
    yield _v2("jobs", "all", lambda _: {})
    yield _v2("jobs", "CREATED", lambda _: created)
    yield _v2("jobs", "type and CREATED", lambda _: {"type": "book"} | created)
    yield _v2("jobs", "type", lambda _: {"type": "book"}, sort="-creationTime")
    yield _v2("jobs", "FAILED", lambda _: {"state": "FAILED"})
    yield _v2("jobs", "instance", instance)
    yield _v2("jobs", "key", lambda n: {"jobKey": key(n)})
    yield _v2("jobs", "element and CREATED", lambda _: {"elementId": "book"} | created)
    yield _v2("jobs", "definition and CREATED", lambda n: definition(n) | created)
    yield _v2("element-instances", "all", lambda _: {})
    yield _v2("element-instances", "instance", instance, sort="startDate")
    yield _v2("element-instances", "key", lambda n: {"elementInstanceKey": key(n)})
    yield _v2("element-instances", "element and ACTIVE", lambda _: {"elementId": "wait"} | active)
    yield _v2(
        "element-instances", "definition, element, ACTIVE", lambda n: definition(n) | {"elementId": "book"} | active
    )
    yield _v2("element-instances", "incident", lambda _: {"hasIncident": True})
    yield _v2("message-subscriptions", "all", lambda _: {})
    yield _v2("message-subscriptions", "name", lambda _: {"messageName": "paid"})
    yield _v2("message-subscriptions", "correlation key", lambda n: {"correlationKey": f'"ORD-{n}"'})
    yield _v2("message-subscriptions", "instance", instance)
    yield _v2("correlated-message-subscriptions", "all", lambda _: {})
    yield _v2("correlated-message-subscriptions", "instance", instance)
    yield _v2("correlated-message-subscriptions", "name", lambda _: {"messageName": "paid"})
    yield _v2("element-instances/wait-states", "instance", instance)
    yield _v2("element-instances/wait-states", "of tasks", lambda _: {"waitStateType": "USER_TASK"})
    yield _v2("audit-logs", "instance", instance)
    yield _v2("audit-logs", "all", lambda _: {}, sort="-timestamp")


def _web(there: Filled) -> Iterator[Question]:
    def at(name: str, path: Callable[[int], str], who: str = OPERATOR) -> Question:
        return Question(name, lambda n: ("GET", path(n), None), who)

    def of_process(n: int, state: str) -> str:
        return f"/api/instances?limit=50&state={state}&process=order-{n % PROCESSES}"

    yield at("monitor: all", lambda _: "/api/instances?limit=50")
    yield at("monitor: running", lambda _: "/api/instances?limit=50&state=running")
    yield at("monitor: failed", lambda _: "/api/instances?limit=50&state=failed")
    yield at(
        "monitor: finished of a process", lambda n: f"/api/instances?limit=50&state=finished&process=order-{n % 5}"
    )
    yield at("monitor: running of a process", lambda n: of_process(n, "running"))
    yield at("monitor: failed of a process", lambda n: of_process(n, "failed"))
    yield at("monitor: a business id", lambda n: f"/api/instances?limit=50&q=B-{n}")
    yield at("monitor: a word of titles", lambda n: f"/api/instances?limit=50&q={quote(f'supplier {n % SUPPLIERS}')}")
    yield at(
        "monitor: a day",
        lambda n: (
            f"/api/instances?limit=50&startedFrom={quote(_iso(there.began(n)))}"
            f"&startedTo={quote(_iso(there.began(n) + 2880 * APART))}"
        ),
    )
    yield at("monitor: one instance", lambda n: f"/api/instances/{key(n)}")
    yield at("monitor: processes", lambda _: "/api/processes")
    yield at("a clerk's tasks", lambda _: "/api/tasks?limit=50", CLERK)
    yield at("a clerk's tasks, how many", lambda _: "/api/tasks?limit=1", CLERK)
    yield at("a clerk's tasks of a process", lambda n: f"/api/tasks?limit=50&process=order-{n % 5}", CLERK)
    yield at("a clerk's tasks by a word", lambda _: "/api/tasks?limit=50&q=supplier", CLERK)
    yield at("a clerk's done", lambda _: "/api/tasks?box=done&limit=50", CLERK)
    yield at("a clerk's copies", lambda _: "/api/tasks?box=copied&limit=50", CLERK)
    yield at("a clerk's own instances", lambda _: "/api/instances?box=mine&limit=50", CLERK)
    yield at("a clerk's instances", lambda _: "/api/instances?limit=50", CLERK)
    yield at("a clerk's processes", lambda _: "/api/processes", CLERK)
