"""Listeners and conditional starts over /v2: what workers see and answer."""

import pytest

from api_house import Person
from drawing import draw_xml


def deployed(client, drawing, process="listened"):
    admin = Person(client, "admin")
    xml = draw_xml(drawing, process=process)
    answer = admin.call("POST", "/v2/deployments", files=[("resources", (f"{process}.bpmn", xml, "text/xml"))])
    assert answer.status_code == 200, answer.text
    return admin


def activate(admin, kind):
    body = {"type": kind, "timeout": 60_000, "maxJobsToActivate": 5, "worker": "w", "requestTimeout": -1}
    return admin.post("/v2/jobs/activation", body)["jobs"]


@pytest.fixture
def admin(client):
    admin = deployed(client, "start -> check[user]{on-start=a on-completing=b} -> end")
    admin.post("/v2/process-instances", {"processDefinitionId": "listened"})
    return admin


def finish(admin, job, **answer):
    return admin.call("POST", f"/v2/jobs/{job['jobKey']}/completion", json=answer)


def test_jobs_say_what_they_are_and_what_they_listen_to(admin):
    [job] = activate(admin, "a")
    assert (job["kind"], job["listenerEventType"], job["elementId"]) == ("EXECUTION_LISTENER", "START", "check")
    assert finish(admin, job).status_code == 204

    [task] = admin.post("/v2/user-tasks/search", {"filter": {"state": "CREATED"}})["items"]
    admin.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", {})
    [job] = activate(admin, "b")
    assert (job["kind"], job["listenerEventType"]) == ("TASK_LISTENER", "COMPLETING")


def test_a_task_listener_denies_and_another_time_corrects(admin):
    finish(admin, activate(admin, "a")[0])
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"state": "CREATED"}})["items"]
    path = f"/v2/user-tasks/{task['userTaskKey']}/completion"

    admin.post(path, {})
    [job] = activate(admin, "b")
    denied = {"type": "userTask", "denied": True, "deniedReason": "incomplete"}
    assert finish(admin, job, result=denied).status_code == 204
    assert admin.get(f"/v2/user-tasks/{task['userTaskKey']}")["state"] == "CREATED"

    admin.post(path, {})
    [job] = activate(admin, "b")
    corrected = {"type": "userTask", "corrections": {"priority": 77, "dueDate": "2030-01-01T00:00:00Z"}}
    assert finish(admin, job, result=corrected).status_code == 204
    told = admin.get(f"/v2/user-tasks/{task['userTaskKey']}")
    assert (told["state"], told["priority"]) == ("COMPLETED", 77)


@pytest.mark.parametrize("result", [{"type": "userTask", "denied": "yes"}, {"type": "other"}])
def test_an_answer_that_is_none_is_refused(admin, result):
    [job] = activate(admin, "a")

    assert finish(admin, job, result=result).status_code == 400


def test_a_condition_that_variables_make_true_starts_an_instance(client):
    admin = deployed(client, "go[start condition =amount > 5] -> check[user] -> end", "watched")

    nothing = admin.post("/v2/conditionals/evaluation", {"variables": {"amount": 5}})
    made = admin.post("/v2/conditionals/evaluation", {"variables": {"amount": 6}})

    assert nothing["processInstances"] == []
    [instance] = made["processInstances"]
    assert admin.get(f"/v2/process-instances/{instance['processInstanceKey']}")["state"] == "ACTIVE"


def test_a_definition_without_conditions_is_not_found(admin):
    body = {"variables": {}, "processDefinitionKey": "12345"}

    assert admin.call("POST", "/v2/conditionals/evaluation", json=body).status_code == 404
