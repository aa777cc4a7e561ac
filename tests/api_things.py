"""One of each thing that has a key, belonging to wang.min: for tests that go over all routes of the API."""

from api_house import deploy, soon
from lingqu.api.v2 import (
    audit_logs,
    batch_operations,
    correlations,
    decision_listings,
    global_listeners,
    instance_listing,
    job_listing,
    listings,
    resources,
    task_listing,
    waits,
)
from lingqu.runtime import RowWork

EXPENSE = {"expense": {"purpose": "上海出差", "amount": 1280.50, "kind": "差旅", "detail": ""}}
JOB = b"""<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="secret" isExecutable="true"><startEvent id="s"/>
<sequenceFlow id="f" sourceRef="s" targetRef="t"/><serviceTask id="t"><extensionElements>
<zeebe:taskDefinition type="work"/></extensionElements></serviceTask>
<sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>"""
LIMIT = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="limits" name="limits" namespace="urn:l">
<decision id="limit" name="limit"><literalExpression><text>amount * 2</text></literalExpression></decision></definitions>"""
OTHER = str(1 << 40)
#: A name of a path's parameter -> a name of `belongings`.
MEANS = {"connection_id": "other", "effect_key": "other", "document_key": "other", "token_id": "other", "login": "other",
         "delegation_id": "other", "webhook_id": "other", "model_id": "other", "process_id": "process", "name": "source"}  # fmt: skip

#: A search of /v2 -> what it declares.
SEARCHES = {
    "process-instances": instance_listing.PROCESS_INSTANCES,
    "user-tasks": task_listing.USER_TASKS,
    "variables": listings.VARIABLES,
    "incidents": listings.INCIDENTS,
    "element-instances": listings.ELEMENT_INSTANCES,
    "process-definitions": listings.PROCESS_DEFINITIONS,
    "jobs": job_listing.JOBS,
    "message-subscriptions": waits.MESSAGE_SUBSCRIPTIONS,
    "correlated-message-subscriptions": correlations.CORRELATIONS,
    "element-instances/wait-states": waits.WAITS,
    "decision-definitions": decision_listings.DECISION_DEFINITIONS,
    "decision-requirements": decision_listings.DECISION_REQUIREMENTS,
    "decision-instances": decision_listings.DECISION_INSTANCES,
    "audit-logs": audit_logs.AUDIT_LOGS,
    "batch-operations": batch_operations.BATCHES,
    "batch-operation-items": batch_operations.ITEMS,
    "global-task-listeners": global_listeners.LISTENERS,
    "resources": resources.RESOURCES,
}


def belongings(house, owner, admin):
    """Keys by the name that a path gives them. `owner` and `admin` are signed in."""
    deploy(house, "expense")
    house.runtime.deploy([("secret.bpmn", JOB)], by="admin")
    _, decision = house.runtime.deploy([("limits.dmn", LIMIT)], by="admin").definitions
    decided = house.runtime.evaluate_decision({"amount": 2}, name="limit")
    house.runtime.writer.call(RowWork(run=_guarded))
    instance = owner.post("/api/start/expense", {"variables": EXPENSE})["instanceKey"]
    admin.post("/v2/process-instances", {"processDefinitionId": "secret"})
    wanted = {"type": "work", "timeout": 60_000, "maxJobsToActivate": 1}
    [job] = admin.post("/v2/jobs/activation", wanted)["jobs"]
    admin.post(f"/v2/jobs/{job['jobKey']}/failure", {"retries": 0})

    def first(listing, **filters):
        return soon(lambda: admin.post(f"/v2/{listing}/search", {"filter": filters})["items"])[0]

    element = first("element-instances", processInstanceKey=instance)["elementInstanceKey"]
    admin.call("PUT", f"/v2/element-instances/{instance}/variables", json={"variables": {"noted": True}})

    return {
        "audit": first("audit-logs", processInstanceKey=instance)["auditLogKey"],
        "instance": instance,
        "task": first("user-tasks", processInstanceKey=instance)["userTaskKey"],
        "variable": first("variables", processInstanceKey=instance)["variableKey"],
        "element": element,
        "definition": first("process-definitions", processDefinitionId="expense")["processDefinitionKey"],
        "incident": first("incidents")["incidentKey"],
        "decision": str(decision.key),
        "requirements": str(decision.requirements),
        "evaluation": str(decided.key),
        "process": "expense",
        "path": "monitor",
        "version": "1",
        "source": "nothing-here",
        "other": OTHER,
    }


def _guarded(tx):
    """Both processes may be started and seen by one person only, as a deployment would write it."""
    for process, who in (("expense", "wang.min"), ("secret", "admin")):
        tx.c.insert(
            "process_right",
            ("tenant", "process_id", "what", "kind", "who"),
            [("", process, "start", "person", who)],
        )


def real(path, things):
    """The path with things that are there."""
    for part in path.split("/"):
        if part.startswith("{"):
            name = part[1:-1]
            kind = next(
                (k for k in ("task", "incident", "variable", "element", "process-instance") if f"{k}" in path), ""
            )
            thing = MEANS.get(name) or {"process-instance": "instance", "": "instance"}.get(kind, kind)
            path = path.replace(part, things.get(name) or things.get(thing) or things["other"])
    return path
