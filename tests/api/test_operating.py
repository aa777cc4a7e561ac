"""Operations of the monitor: tried out, done, and told in the audit log."""

import pytest

from api_house import Person
from drawing import draw_xml

BEFORE = "start -> a[user] -> b[user] -> end"
AFTER = "start -> first[user] -> a[user] -> c[user] -> end"


@pytest.fixture
def admin(client):
    return Person(client, "admin")


def deploy(house, drawing):
    done = house.runtime.deploy([("p.bpmn", draw_xml(drawing, process="ops"))], by="admin")
    return str(next(one.key for one in done.definitions if one.kind == "process"))


def start(admin):
    return admin.post("/v2/process-instances", {"processDefinitionId": "ops"})["processInstanceKey"]


def stands(admin, key):
    return admin.get(f"/api/instances/{key}")["waitsAt"]


def operate(admin, key, **wanted):
    return admin.call("POST", f"/api/instances/{key}/operations", json=wanted)


def test_a_move_is_tried_out_and_done(house, admin):
    deploy(house, BEFORE)
    key = start(admin)
    move = {"kind": "move", "source": "a", "target": "b"}

    effects = admin.post(f"/api/instances/{key}/operations/dry-run", move)
    assert [(one["what"], one["element"]) for one in effects if one["what"] in {"enters", "ends"}] == [
        ("enters", "b"),
        ("ends", "a"),
    ]
    assert stands(admin, key) == ["a"]

    assert operate(admin, key, **move).status_code == 204
    assert stands(admin, key) == ["b"]
    [line] = admin.post("/v2/audit-logs/search", {"filter": {"processInstanceKey": key}})["items"]
    assert (line["operationType"], line["actorId"]) == ("MODIFY", "admin")


def test_a_suspended_instances_task_is_shown_as_paused_and_refuses(house, admin):
    deploy(house, BEFORE)
    key = start(admin)
    [task] = admin.post("/v2/user-tasks/search", {"filter": {"processInstanceKey": key}})["items"]
    admin.call("POST", f"/v2/user-tasks/{task['userTaskKey']}/assignment", json={"assignee": "admin"})
    operate(admin, key, kind="suspend")

    [row] = [one for one in admin.get("/api/tasks")["items"] if one["instanceKey"] == key]
    assert row["paused"] is True
    page = admin.get(f"/api/tasks/{row['key']}")
    assert (page["paused"], page["actions"]) == (True, ["copy"])
    answer = admin.call("POST", f"/api/tasks/{row['key']}/complete", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "work.paused")

    operate(admin, key, kind="resume")
    assert admin.call("POST", f"/api/tasks/{row['key']}/complete", json={}).status_code < 300
    assert stands(admin, key) == ["b"]


def test_a_migration_is_planned_on_all_live_instances_before_it_is_done(house, admin):
    before = deploy(house, BEFORE)
    there, gone = start(admin), start(admin)
    operate(admin, gone, kind="move", source="a", target="b")
    after = deploy(house, AFTER)

    plan = admin.post("/api/migrations/plan", {"source": before, "target": after})

    assert (plan["lookedAt"], plan["possible"]) == (2, 1)
    assert [(one["element"], one["instances"]) for one in plan["troubles"]] == [("b", [gone])]
    steps = {one["source"]: (one["target"], one["how"]) for one in plan["steps"]}
    assert (steps["a"], steps["b"]) == (("a", "id"), ("", ""))
    refused = operate(admin, gone, kind="migrate", migration={"target": after})
    assert refused.status_code == 409
    assert [one["element"] for one in refused.json()["problems"]] == ["b"]
    mapped = {"target": after, "mapping": [{"source": "b", "target": "c"}]}
    assert operate(admin, gone, kind="migrate", migration=mapped).status_code == 204
    assert operate(admin, there, kind="migrate", migration={"target": after}).status_code == 204
    assert (stands(admin, there), stands(admin, gone)) == (["a"], ["c"])
    assert admin.get(f"/api/instances/{there}")["version"] == 2


def test_the_path_of_a_migrated_instance_is_shown_as_it_was_walked(house, admin):
    deploy(house, BEFORE)
    key = start(admin)
    operate(admin, key, kind="move", source="a", target="b")
    after = deploy(house, "start -> x[user] -> b[user] -> end")

    operate(admin, key, kind="migrate", migration={"target": after})

    page = admin.get(f"/api/instances/{key}")
    assert [(one["element"], one["state"]) for one in page["elements"]] == [
        ("start", "completed"),
        ("a", "terminated"),
        ("b", "active"),
    ]


def test_what_an_operation_lacks_is_told(house, admin):
    deploy(house, BEFORE)
    key = start(admin)

    assert operate(admin, key, kind="migrate").status_code == 400
    assert operate(admin, key, kind="nothing").status_code == 400
    assert operate(admin, key, kind="move", source="a", target="nowhere").status_code == 400
