"""Operations that other tests call by other ways, once each as their users do: `make examples` records them."""

import json

import pytest

from api_house import PASSWORD, Person, deploy, soon
from api_things import EXPENSE
from drawing import draw_xml
from lingqu.hub.ledger import EffectState
from lingqu.runtime import RowWork
from systems.programs import running

LINE = "start -> pack[service]{type=pack} -> check[user] -> end\npack ~(error LOST)~> sorry[user] -> end"
AGENT = "start -> part[ad-hoc] {\n call[user]\n visit[user]\n}\npart -> end"
#: What a client gives an operation so that it knows it again.
REFERENCE = {"operationReference": 20_260_101}


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def admin(house, client):
    return Person(client, "admin")


def drawn(house, drawing, process):
    done = house.runtime.deploy([(f"{process}.bpmn", draw_xml(drawing, process=process))], by="admin")
    return str(next(one.key for one in done.definitions if one.kind == "process"))


def start(admin, process, **more):
    return admin.post("/v2/process-instances", {"processDefinitionId": process, **more})["processInstanceKey"]


def first(admin, listing, **filters):
    return soon(lambda: admin.post(f"/v2/{listing}/search", {"filter": filters})["items"])[0]


def job(admin, kind="pack"):
    wanted = {"type": kind, "timeout": 60_000, "maxJobsToActivate": 1, "worker": "packer", "requestTimeout": -1}
    return admin.post("/v2/jobs/activation", wanted)["jobs"][0]["jobKey"]


def state(admin, key):
    return admin.get(f"/v2/process-instances/{key}")["state"]


# ---- people ----


def test_a_department_a_group_and_a_person_come_in(admin, client):
    admin.post("/api/departments", {"id": "quality", "name": "质量部", "head": "zhao.lei"})
    admin.post("/api/groups", {"id": "inspectors", "name": "检验组", "members": ["zhao.lei"]})
    person = {"id": "he.jie", "name": "何洁", "email": "he.jie@example.com", "department": "quality"}

    made = admin.post("/api/people", {**person, "language": "zh", "password": "first-password", "roles": ["designer"]})

    assert (made["name"], made["department"]["name"]) == ("何洁", "质量部")
    assert {"inspectors"} <= {one["id"] for one in admin.get("/api/groups")}


def test_a_password_is_changed_by_who_knows_the_old_one(client):
    Person(client, "wang.min").post("/api/session/password", {"old": PASSWORD, "new": "a-longer-password"})

    signed = client.post("/api/session", json={"user": "wang.min", "password": "a-longer-password"})
    assert signed.status_code == 200


def test_a_person_and_an_instance_are_looked_at_before_they_are_forgotten(house, client, admin):
    deploy(house, "expense")
    key = Person(client, "wang.min").post("/api/start/expense", {"variables": EXPENSE})["instanceKey"]

    person = admin.post("/api/people/wang.min/forgetting", {"dryRun": True})
    admin.post(f"/api/instances/{key}/cancel", {"reason": "重复提交"})
    instance = admin.post(f"/api/instances/{key}/forgetting", {"dryRun": True})

    assert (person["dryRun"], instance["dryRun"]) == (True, True)
    assert state(admin, key) == "TERMINATED"


# ---- work ----


def test_a_task_is_saved_copied_urged_sent_back_and_transferred(house, client):
    deploy(house, "expense")
    requester, head = Person(client, "wang.min"), Person(client, "zhao.lei")
    requester.post("/api/start/expense", {"variables": EXPENSE})
    task = soon(lambda: head.get("/api/tasks")["items"])[0]["key"]

    saved = head.call("PUT", f"/api/tasks/{task}/draft", json={"variables": {"note": "待核对发票"}})
    head.post(f"/api/tasks/{task}/copy", {"to": ["sun.jing"], "note": "请知悉"})
    urged = requester.post(f"/api/tasks/{task}/urge")
    head.post(f"/api/tasks/{task}/transfer", {"to": "sun.jing", "opinion": "出差, 请代为审批"})

    assert saved.status_code == 204
    assert urged["key"] == task
    deputy = Person(client, "sun.jing")
    mine = soon(lambda: deputy.get("/api/tasks")["items"])[0]["key"]
    back = deputy.post(f"/api/tasks/{mine}/send-back", {"to": "initiator", "mode": "rerun", "opinion": "请补发票"})
    assert back["key"] == mine


# ---- models and systems ----


def test_a_model_is_saved_and_checked(client):
    designer = Person(client, "gao.jun")
    drawing = draw_xml("start -> end", process="short").decode()
    model = designer.post("/api/models", {"name": "报销", "kind": "bpmn", "content": drawing})
    path = f"/api/models/{model['id']}"

    wanted = {"content": drawing, "name": "费用报销"}
    saved = designer.call("PUT", path, json=wanted, headers={"if-match": f'"{model["etag"]}"'})

    assert saved.status_code == 200
    assert designer.post(f"{path}/check", {"content": '<definitions xmlns="urn:none"/>'})["problems"] != []


def test_a_connection_is_made_and_changed(admin):
    draft = {"name": "warehouse", "connector": "rest", "url": "https://warehouse.example.com", "auth": "bearer"}
    made = admin.post("/api/connections", {**draft, "secrets": {"token": "shown-to-nobody"}})

    changed = admin.call("PATCH", f"/api/connections/{made['id']}", json={"name": "stock"})

    assert (changed.status_code, changed.json()["name"]) == (200, "stock")
    assert admin.get("/api/templates") != []


def test_a_webhook_is_made_read_changed_and_given_another_secret(admin):
    wanted = {"name": "BI", "url": "https://bi.example.com/lingqu", "types": ["instance"], "processes": ["expense"]}
    made = admin.post("/api/feed/webhooks", wanted)
    path = f"/api/feed/webhooks/{made['id']}"

    changed = admin.call("PATCH", path, json={"active": False, "types": ["instance", "task"]})

    assert changed.json()["state"] == "paused"
    assert admin.get(path)["types"] == ["instance", "task"]
    assert [one["id"] for one in admin.get("/api/feed/webhooks")] == [made["id"]]
    assert admin.post(f"{path}/secret")["secret"] != made["secret"]


def unknown_effect(house, admin, key, connection="warehouse", action="book", class_="E", inputs=None):
    """An effect whose answer was lost, as the ledger has it."""
    [found] = admin.post("/v2/jobs/search", {"filter": {"processInstanceKey": key}})["items"]
    number = int(found["jobKey"])
    row = {
        "job": number, "tenant": "", "instance": int(key), "document": 0, "connection": connection, "action": action,
        "class": class_, "state": int(EffectState.UNKNOWN), "fence": 1, "attempts": 1, "business_key": "PO-1",
        "payload_hash": "", "created_at": 1, "sent_at": 1, "settled_at": None, "next_at": None,
        "request": json.dumps({"type": "lingqu:connector:1", "inputs": inputs, "headers": {}}).encode(), "response": b"null", "error": "",
    }  # fmt: skip
    house.runtime.writer.call(RowWork(run=lambda tx: tx.c.insert("effect", tuple(row), [tuple(row.values())])))
    return number


def test_a_person_says_what_became_of_an_unknown_effect(house, admin):
    drawn(house, LINE, "line")
    key = start(admin, "line")
    effect = unknown_effect(house, admin, key)

    said = {"state": "confirmed", "note": "在 ERP 中已查到", "output": {"booking": "B-7"}}

    assert admin.post(f"/api/effects/{effect}/decide", said) == {"state": "confirmed"}


def test_an_unknown_effect_is_looked_up_in_the_other_system(house, admin, tmp_path):
    drawn(house, LINE, "line")
    named = {"connection": "finance", "action": "create-payment"}
    payment = {"reference": "PO-1", "payee": "华东轴承有限公司", "amount": 128000, "currency": "CNY"}
    with running("finance", tmp_path / "finance.sqlite") as finance:
        draft = {"name": "finance", "connector": "sample_finance", "url": finance.url, "auth": "bearer"}
        admin.post("/api/connections", {**draft, "secrets": {"token": finance.token}})
        effect = unknown_effect(house, admin, start(admin, "line"), **named, class_="B", inputs={**named, **payment})

        assert admin.post(f"/api/effects/{effect}/probe") == {"state": "planned"}


# ---- operations on instances ----


def test_a_job_fails_by_an_error_that_the_drawing_expects(house, admin):
    drawn(house, LINE, "line")
    key = start(admin, "line")

    admin.post(f"/v2/jobs/{job(admin)}/error", {"errorCode": "LOST", "errorMessage": "the parcel is lost"})

    assert first(admin, "user-tasks", processInstanceKey=key)["elementId"] == "sorry"


def test_an_instance_is_suspended_resumed_modified_migrated_and_named(house, admin):
    drawn(house, LINE, "line")
    key = start(admin, "line")
    path = f"/v2/process-instances/{key}"

    admin.post(f"{path}/business-id-assignment", {"businessId": "PO-77"})
    admin.post(f"{path}/suspension", REFERENCE)
    assert state(admin, key) == "SUSPENDED"
    admin.post(f"{path}/resumption", REFERENCE)
    move = {"sourceElementInstruction": {"sourceType": "byId", "sourceElementId": "pack"}, "targetElementId": "check"}
    admin.post(f"{path}/modification", {"moveInstructions": [move], **REFERENCE})
    after = drawn(house, LINE.replace("check", "inspect"), "line")
    mapping = [{"sourceElementId": "check", "targetElementId": "inspect"}]
    admin.post(f"{path}/migration", {"targetProcessDefinitionKey": after, "mappingInstructions": mapping})

    assert first(admin, "user-tasks", processInstanceKey=key, state="CREATED")["elementId"] == "inspect"
    task = first(admin, "user-tasks", processInstanceKey=key)["userTaskKey"]
    changes = {"priority": 80, "dueDate": "2030-01-31T18:00:00Z", "candidateGroups": ["finance"]}
    changed = admin.call("PATCH", f"/v2/user-tasks/{task}", json={"changeset": changes, "action": "escalate"})
    assert changed.status_code == 204
    assert admin.get(f"/v2/user-tasks/{task}")["priority"] == 80


def test_incidents_of_an_instance_are_resolved_and_what_is_over_is_deleted(house, admin):
    drawn(house, LINE, "line")
    key = start(admin, "line")
    admin.post(f"/v2/jobs/{job(admin)}/failure", {"retries": 0, "errorMessage": "no answer"})
    first(admin, "incidents", processInstanceKey=key)

    batch = admin.post(f"/v2/process-instances/{key}/incident-resolution")
    assert batch["batchOperationType"] == "RESOLVE_INCIDENT"

    admin.post(f"/v2/process-instances/{key}/cancellation")
    admin.post(f"/v2/process-instances/{key}/deletion", REFERENCE)
    assert admin.call("GET", f"/v2/process-instances/{key}").status_code == 404


def test_many_instances_are_migrated_at_once(house, admin):
    before = drawn(house, LINE, "line")
    start(admin, "line")
    after = drawn(house, LINE.replace("check", "inspect"), "line")
    mapping = [{"sourceElementId": "pack", "targetElementId": "pack"}]

    plan = {"targetProcessDefinitionKey": after, "mappingInstructions": mapping}
    wanted = {"filter": {"processDefinitionKey": before}, "migrationPlan": plan}

    assert admin.post("/v2/process-instances/migration", wanted)["batchOperationType"] == "MIGRATE_PROCESS_INSTANCE"


def test_an_activity_of_an_ad_hoc_sub_process_begins(house, admin):
    drawn(house, AGENT, "agent")
    key = start(admin, "agent")
    part = first(admin, "element-instances", processInstanceKey=key, elementId="part")["elementInstanceKey"]

    wanted = {"elements": [{"elementId": "call", "variables": {"number": "021-5555"}}]}
    admin.post(f"/v2/element-instances/ad-hoc-activities/{part}/activation", wanted)

    assert first(admin, "user-tasks", processInstanceKey=key)["elementId"] == "call"


# ---- what stands beside them ----


def test_a_link_to_a_document_opens_it(admin, client):
    kept = admin.call("POST", "/v2/documents", files={"file": ("invoice.txt", b"128.00", "text/plain")}).json()

    link = admin.post(f"/v2/documents/{kept['documentId']}/links", {"timeToLive": 600_000})

    assert client.get(link["url"]).content == b"128.00"


def test_a_listener_for_all_tasks_is_read_and_changed(admin):
    admin.post("/v2/global-task-listeners", {"id": "notify", "eventTypes": ["creating"], "type": "notify"})

    wanted = {"eventTypes": ["creating", "completing"], "type": "notify", "retries": 5, "priority": 10}
    changed = admin.call("PUT", "/v2/global-task-listeners/notify", json=wanted)

    assert changed.json()["retries"] == 5
    assert admin.get("/v2/global-task-listeners/notify")["priority"] == 10
    assert admin.get("/v2/topology")["brokers"] != []
