"""The feed as other systems read it: pages, the stream, webhooks with ETags."""

import pytest

from api_house import Person, soon
from drawing import draw_xml
from feed.receiver import receiving, signed_rightly
from lingqu.hub import documents
from lingqu.runtime import RowWork


@pytest.fixture
def admin(client):
    return Person(client, "admin")


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


def start(house, admin, drawing="start -> a[user] -> end"):
    house.runtime.deploy([("p.bpmn", draw_xml(drawing, process="p"))], by="admin")
    return admin.post("/v2/process-instances", {"processDefinitionId": "p"})["processInstanceKey"]


def told(admin, **params):
    """All pages after a cursor."""
    items, after = [], params.pop("after", "")
    while True:
        page = admin.get("/api/feed", after=after, **params)
        items, after = items + page["items"], page["next"]
        if not page["hasMore"]:
            return items, after


def test_an_instances_life_is_told_in_order(house, admin):
    key = start(house, admin)
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"processInstanceKey": key}})["items"]
    admin.call("POST", f"/v2/user-tasks/{task['userTaskKey']}/assignment", json={"assignee": "admin"})
    admin.call("POST", f"/v2/user-tasks/{task['userTaskKey']}/completion", json={})

    items, _ = told(admin, limit=1)
    assert [one["type"] for one in items] == [
        "lingqu.instance.started",
        "lingqu.task.created",
        "lingqu.task.assigned",
        "lingqu.task.completed",
        "lingqu.instance.completed",
    ]
    assert items[2]["data"]["assignee"] == "admin"
    assert items[2]["data"]["taskKey"] == task["userTaskKey"]
    assert items[0]["specversion"] == "1.0"
    assert {one["subject"] for one in items} == {key}


def test_incidents_are_told_with_their_words_and_types_are_chosen(house, admin):
    start(house, admin, "start -> x[xor] -(nothing > 1)-> end")
    items, after = told(admin, types="incident")
    [one] = items
    assert one["type"] == "lingqu.incident.raised"
    assert one["data"]["elementId"] == "x"
    assert one["data"]["text"]
    assert told(admin, types="incident", after=after)[0] == []
    assert told(admin, types="incident", processes="other")[0] == []


def test_documents_are_told_too(house, admin):
    def run(tx):
        key = tx.new_key()
        tx.c.insert(
            "document",
            ("key", "tenant", "type", "title", "instance", "updated_at"),
            [(key, "", "order", "PO-1", 0, tx.now)],
        )
        documents.note(tx, key, "erp", "received", source="orders", status="open")
        return key

    key = house.runtime.writer.call(RowWork(run=run))
    [one], _ = told(admin, types="document")
    assert (one["type"], one["subject"]) == ("lingqu.document.received", str(key))
    assert (one["data"]["title"], one["data"]["params"]["status"]) == ("PO-1", "open")


@pytest.mark.parametrize(
    "params", [{"after": "nonsense"}, {"types": "task.eaten"}, {"limit": 0}, {"types": ",".join(["task"] * 101)}]
)
def test_bad_questions_are_refused(admin, params):
    answer = admin.call("GET", "/api/feed", params=params)
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"]


def test_a_webhook_is_made_told_changed_and_forgotten(house, admin, receiver):
    made = admin.post("/api/feed/webhooks", {"name": "BI", "url": receiver.url, "types": ["instance"]})
    start(house, admin)
    soon(lambda: receiver.taken)
    assert receiver.types() == ["lingqu.instance.started"]
    assert signed_rightly(receiver.posts[0], made["secret"])

    path = f"/api/feed/webhooks/{made['id']}"
    shown = soon(lambda: (now := admin.get(path))["delivered"] and now)
    assert "secret" not in shown
    assert shown["state"] == "active"
    answer = admin.call("PATCH", path, json={"active": False}, headers={"if-match": '"1"'})
    assert (answer.status_code, answer.headers["etag"], answer.json()["state"]) == (200, '"2"', "paused")
    assert (answer.json()["behind"], answer.json()["behindSince"]) == (0, None)
    start(house, admin)
    late = admin.get(path)
    assert late["behind"] > 0
    assert late["behindSince"]
    stale = admin.call("PATCH", path, json={"name": "DWH"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    assert admin.call("DELETE", path, headers={"if-match": '"1"'}).status_code == 412
    assert admin.call("DELETE", path).status_code == 204
    assert admin.call("GET", path).status_code == 404


def test_a_webhook_is_tried_out_and_its_secret_renewed(admin, receiver):
    made = admin.post("/api/feed/webhooks", {"name": "BI", "url": receiver.url})
    path = f"/api/feed/webhooks/{made['id']}"
    renewed = admin.post(f"{path}/secret")
    assert renewed["secret"] != made["secret"]
    assert admin.post(f"{path}/test") == {"ok": True, "message": "It took the test event (204)"}
    assert receiver.types() == ["lingqu.feed.test"]
    assert signed_rightly(receiver.posts[0], renewed["secret"])
    receiver.answers = [(500, {})]
    assert admin.post(f"{path}/test") == {"ok": False, "message": "It answered 500"}


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "url": "https://example.com/"},
        {"name": "x" * 101, "url": "https://example.com/"},
        {"name": "x", "url": "ftp://example.com/"},
        {"name": "x", "url": "https://user:secret@example.com/"},
        {"name": "x", "url": "https://example.com/", "types": ["nothing"]},
        {"name": "x", "url": "https://example.com/", "after": "???"},
        {"name": "x", "url": "https://example.com/", "unknown": 1},
    ],
)
def test_a_bad_webhook_is_refused(admin, body):
    answer = admin.call("POST", "/api/feed/webhooks", json=body)
    assert answer.status_code == 400, answer.text
