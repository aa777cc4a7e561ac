"""From the start form to the end, as the browser does it."""

import pytest

from api_house import Person, deploy, soon
from drawing import draw_xml

EXPENSE = {"expense": {"purpose": "上海出差", "amount": 1280.50, "kind": "差旅", "detail": ""}}


def todo(person):
    return soon(lambda: person.get("/api/tasks", box="todo")["items"])[0]


@pytest.fixture
def started(house, client):
    deploy(house, "expense")
    return Person(client, "wang.min").post("/api/start/expense", {"variables": EXPENSE})


def test_a_request_goes_up_the_chain_and_is_paid(client, started):
    assert started["title"] == "报销 · 上海出差 · ¥1,280.50"
    for login in ("zhao.lei", "zhou.ming", "chen.jie"):
        person = Person(client, login)
        task = todo(person)
        assert task["title"] == started["title"]
        person.post(f"/api/tasks/{task['key']}/approve", {"opinion": "同意"})
    cashier = Person(client, "lin.na")
    task = todo(cashier)
    cashier.post(f"/api/tasks/{task['key']}/complete", {"variables": {"payment": {"voucher": "FK-1"}}})

    mine = Person(client, "wang.min").get("/api/instances", box="mine")["items"]
    assert [(i["key"], i["state"]) for i in mine] == [(started["instanceKey"], "finished")]


def test_a_form_that_is_not_filled_in_names_the_fields(house, client):
    deploy(house, "expense")
    li = Person(client, "wang.min")

    answer = li.call("POST", "/api/start/expense", json={"variables": {"expense": {"amount": 0}}})

    assert answer.status_code == 422
    assert {"expense.purpose", "expense.amount", "expense.kind"} <= {e["field"] for e in answer.json()["errors"]}
    assert li.get("/api/instances", box="mine")["items"] == []


def test_somebody_else_cannot_decide(client, started):
    task = todo(Person(client, "zhao.lei"))

    for login, status in (("liu.yang", 404), ("wang.min", 403)):
        answer = Person(client, login).call("POST", f"/api/tasks/{task['key']}/approve", json={})
        assert answer.status_code == status, (login, answer.text)


def test_a_rejection_ends_it_and_the_requester_sees_why(client, started):
    head = Person(client, "zhao.lei")
    head.post(f"/api/tasks/{todo(head)['key']}/reject", {"opinion": "超出预算"})

    page = Person(client, "wang.min").get(f"/api/instances/{started['instanceKey']}")

    assert page["state"] == "finished"
    assert "超出预算" in [entry["opinion"] for entry in page["timeline"]]


def test_a_task_page_says_what_this_person_may_do(client, started):
    head = Person(client, "zhao.lei")

    page = head.get(f"/api/tasks/{todo(head)['key']}")

    assert {"approve", "reject", "send-back", "transfer"} <= set(page["actions"])
    assert page["variables"]["expense"]["amount"] == 1280.5
    assert page["form"]["id"] == "expense-approval"
    assert page["seats"][0]["person"]["name"] == "赵磊"


def test_a_repeated_call_with_the_same_key_has_one_effect(client, started):
    head = Person(client, "zhao.lei")
    path = f"/api/tasks/{todo(head)['key']}/approve"

    first = head.post(path, {}, headers={"idempotency-key": "k1"})
    again = head.post(path, {}, headers={"idempotency-key": "k1"})

    assert first == again
    late = head.call("POST", path, json={}, headers={"idempotency-key": "k2"})
    assert late.status_code in {403, 409}, late.text


def test_a_delegate_decides_for_somebody(house, client):
    deploy(house, "expense")
    Person(client, "zhao.lei").post("/api/delegations", {"to": "sun.jing", "start": "2020-01-01", "end": "2099-12-31"})
    Person(client, "wang.min").post("/api/start/expense", {"variables": EXPENSE})

    delegate = Person(client, "sun.jing")
    page = delegate.get(f"/api/tasks/{todo(delegate)['key']}")

    seat = page["seats"][0]
    assert (seat["person"]["name"], seat["onBehalfOf"]["name"]) == ("孙静", "赵磊")


def test_the_monitor_shows_the_path(client, started):
    head = Person(client, "zhao.lei")
    head.post(f"/api/tasks/{todo(head)['key']}/approve", {})
    todo(Person(client, "zhou.ming"))
    analyst = Person(client, "gao.jun")

    page = analyst.get(f"/api/instances/{started['instanceKey']}")
    heat = analyst.get("/api/processes/expense/heat")

    assert page["waitsAt"] == ["chain_approval"]
    assert page["flowsTaken"] == ["flow_request_chain_approval"]
    assert {f["id"] for f in heat["flows"]} == {"flow_request_chain_approval"}
    assert [h["person"]["name"] for h in heat["holding"]] == ["周明"]


def test_who_is_not_concerned_does_not_see_the_instance(client, started):
    stranger = Person(client, "liu.yang")

    assert stranger.call("GET", f"/api/instances/{started['instanceKey']}").status_code == 404
    assert stranger.get("/api/instances")["items"] == []
    assert stranger.post("/v2/process-instances/search")["items"] == []
    assert stranger.post("/v2/user-tasks/search")["items"] == []


def test_raw_variables_are_for_who_sees_everything(client, started):
    """A step's form may hide a field; the list of variables must not show it by the back door."""
    requester, analyst = Person(client, "wang.min"), Person(client, "gao.jun")
    path = f"/api/instances/{started['instanceKey']}"

    assert requester.get(path)["variables"] == []
    assert requester.post("/v2/variables/search")["items"] == []
    assert "expense" in {v["name"] for v in analyst.get(path)["variables"]}
    assert analyst.post("/v2/variables/search")["items"] != []


def test_of_several_start_events_whoever_starts_chooses(client):
    admin = Person(client, "admin")
    xml = draw_xml(
        """
        phone[start] -> call[user] -> end
        mail[start] -> read[user] -> end
    """,
        process="several",
    )
    admin.call("POST", "/v2/deployments", files=[("resources", ("several.bpmn", xml, "text/xml"))])

    offered = [one for one in admin.get("/api/start") if one["processId"] == "several"]
    assert [(one["startAt"], one["startName"]) for one in offered] == [("phone", "phone"), ("mail", "mail")]

    answer = admin.call("POST", "/api/start/several", json={"variables": {}})
    assert (answer.status_code, answer.json()["code"]) == (422, "engine.choose_start")
    answer = admin.call("POST", "/api/start/several", json={"variables": {}, "startAt": "call"})
    assert (answer.status_code, answer.json()["code"]) == (403, "work.no_plain_start")

    key = admin.post("/api/start/several", {"variables": {}, "startAt": "mail"})["instanceKey"]
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"processInstanceKey": key}})["items"]
    assert task["elementId"] == "read"

    instructed = {"processDefinitionId": "several", "startInstructions": [{"elementId": "phone"}]}
    key = admin.post("/v2/process-instances", instructed)["processInstanceKey"]
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"processInstanceKey": key}})["items"]
    assert task["elementId"] == "call"
