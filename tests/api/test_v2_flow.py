"""The orchestration API: deploy, start, work, search; a second, different call gives a different, right answer."""

import pytest

from api_house import Person
from drawing import draw_xml

PROCESS = """
    start -> pack[service]{type=pack} -> check[user] -> end
"""


@pytest.fixture
def admin(client):
    admin = Person(client, "admin")
    xml = draw_xml(PROCESS, process="shipping")
    answer = admin.call("POST", "/v2/deployments", files=[("resources", ("shipping.bpmn", xml, "text/xml"))])
    assert answer.status_code == 200, answer.text
    return admin


def start(admin, **variables):
    return admin.post("/v2/process-instances", {"processDefinitionId": "shipping", "variables": variables})


def activate(admin, **more):
    body = {"type": "pack", "timeout": 60_000, "maxJobsToActivate": 10, "worker": "w", "requestTimeout": -1, **more}
    return admin.post("/v2/jobs/activation", body)["jobs"]


def test_an_instance_runs_to_its_end(admin):
    made = start(admin, amount=12.5)
    [job] = activate(admin)
    assert (job["processInstanceKey"], job["variables"]) == (made["processInstanceKey"], {"amount": 12.5})

    admin.post(f"/v2/jobs/{job['jobKey']}/completion", {"variables": {"parcel": "P1"}})
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"state": "CREATED"}})["items"]
    admin.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": {"ok": True}})

    done = admin.get(f"/v2/process-instances/{made['processInstanceKey']}")
    assert done["state"] == "COMPLETED"
    names = admin.post("/v2/variables/search", {"sort": [{"field": "name"}]})["items"]
    assert [(v["name"], v["value"]) for v in names] == [("amount", "12.5"), ("ok", "true"), ("parcel", '"P1"')]


def test_a_job_that_failed_for_good_raises_an_incident_that_can_be_resolved(admin):
    made = start(admin)
    [job] = activate(admin)
    admin.post(f"/v2/jobs/{job['jobKey']}/failure", {"retries": 0, "errorMessage": "no paper"})
    [incident] = admin.post("/v2/incidents/search", {"filter": {"state": "ACTIVE"}})["items"]
    assert (incident["errorType"], incident["elementId"]) == ("JOB_NO_RETRIES", "pack")
    assert admin.get(f"/v2/process-instances/{made['processInstanceKey']}")["hasIncident"] is True

    admin.call("PATCH", f"/v2/jobs/{job['jobKey']}", json={"changeset": {"retries": 1}})
    admin.post(f"/v2/incidents/{incident['incidentKey']}/resolution")

    assert admin.post("/v2/incidents/search", {"filter": {"state": "ACTIVE"}})["items"] == []
    assert [j["jobKey"] for j in activate(admin)] == [job["jobKey"]]


def test_a_lease_keeps_a_late_worker_out(admin):
    start(admin)
    [first] = activate(admin, timeout=1, withLease=True)
    [second] = activate(admin, withLease=True)

    late = admin.call("POST", f"/v2/jobs/{first['jobKey']}/completion", json={"jobLeaseToken": first["jobLeaseToken"]})

    assert late.status_code == 409
    admin.post(f"/v2/jobs/{second['jobKey']}/completion", {"jobLeaseToken": second["jobLeaseToken"]})


def test_a_completed_job_is_gone(admin):
    start(admin)
    [job] = activate(admin)
    admin.post(f"/v2/jobs/{job['jobKey']}/completion")

    assert admin.call("POST", f"/v2/jobs/{job['jobKey']}/completion", json={}).status_code in {404, 409}


def test_cancelling_leaves_nothing_to_do(admin):
    made = start(admin)

    admin.post(f"/v2/process-instances/{made['processInstanceKey']}/cancellation")

    assert admin.get(f"/v2/process-instances/{made['processInstanceKey']}")["state"] in {"TERMINATED", "CANCELED"}
    assert activate(admin) == []


def test_pages_go_forward_and_back(admin):
    keys = [start(admin)["processInstanceKey"] for _ in range(5)]

    first = admin.post("/v2/process-instances/search", {"page": {"limit": 2}})
    second = admin.post("/v2/process-instances/search", {"page": {"limit": 2, "after": first["page"]["endCursor"]}})
    back = admin.post("/v2/process-instances/search", {"page": {"limit": 2, "before": second["page"]["startCursor"]}})

    assert [i["processInstanceKey"] for i in (*first["items"], *second["items"])] == keys[:4]
    assert back["items"] == first["items"]
    assert first["page"]["totalItems"] == 5


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "ACTIVE"}, 3),
        ({"state": {"$in": ["COMPLETED", "TERMINATED"]}}, 0),
        ({"businessId": "B-2"}, 1),
        ({"businessId": {"$like": "B-*"}}, 2),
        ({"businessId": {"$exists": False}}, 1),
        ({"startDate": {"$gt": "2000-01-01T00:00:00Z"}}, 3),
        ({"startDate": {"$gt": "2900-01-01T00:00:00Z"}}, 0),
        ({"processDefinitionVersion": {"$gte": 2}}, 0),
        ({"hasIncident": False}, 3),
        ({"$or": [{"businessId": "B-1"}, {"businessId": "B-2"}]}, 2),
    ],
)
def test_filters(admin, wanted, found):
    for business_id in ("B-1", "B-2", None):
        admin.post("/v2/process-instances", {"processDefinitionId": "shipping", "businessId": business_id})

    items = admin.post("/v2/process-instances/search", {"filter": wanted})["items"]

    assert len(items) == found


def test_a_message_reaches_nobody_or_somebody(admin):
    xml = draw_xml("start -> wait[message paid =order] -> end", process="waiting")
    admin.call("POST", "/v2/deployments", files=[("resources", ("w.bpmn", xml, "text/xml"))])
    made = admin.post("/v2/process-instances", {"processDefinitionId": "waiting", "variables": {"order": "A1"}})

    nobody = admin.call("POST", "/v2/messages/correlation", json={"name": "paid", "correlationKey": "A2"})
    somebody = admin.post("/v2/messages/correlation", {"name": "paid", "correlationKey": "A1"})

    assert nobody.status_code == 404
    assert somebody["processInstanceKey"] == made["processInstanceKey"]
    assert admin.get(f"/v2/process-instances/{made['processInstanceKey']}")["state"] == "COMPLETED"


def test_an_item_is_added_to_a_multi_instance_that_runs(client):
    admin = Person(client, "admin")
    xml = draw_xml("start -> sign[user]{mi=people} -> end", process="signing")
    admin.call("POST", "/v2/deployments", files=[("resources", ("signing.bpmn", xml, "text/xml"))])
    admin.post("/v2/process-instances", {"processDefinitionId": "signing", "variables": {"people": ["li.na"]}})
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"state": "CREATED"}})["items"]
    visits = admin.post("/v2/element-instances/search", {"filter": {"elementId": "sign"}})["items"]
    [body] = [one for one in visits if one["elementInstanceKey"] != task["elementInstanceKey"]]

    wrong = admin.call("POST", f"/api/activities/{task['elementInstanceKey']}/items", json={"item": "x"})
    assert wrong.status_code == 409
    answer = admin.call("POST", f"/api/activities/{body['elementInstanceKey']}/items", json={"item": "wang.min"})
    assert answer.status_code == 204

    assert len(admin.post("/v2/user-tasks/search", {"filter": {"state": "CREATED"}})["items"]) == 2


def test_a_variable_whose_name_no_index_could_hold_is_refused(admin):
    names = "".join(chr(0x4E00 + 7 * n % 20_000) for n in range(3_000))
    body = {"processDefinitionId": "shipping", "variables": {names: 1}}

    answer = admin.call("POST", "/v2/process-instances", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, f"variables.{names[:40]}")
    start(admin, **{names[:512]: 1})
