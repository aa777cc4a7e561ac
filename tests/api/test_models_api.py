"""The designer's side: drafts with etags, checks, deployment, versions."""

import pytest

from api_house import EXAMPLES, Person, deploy


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


DRAWING = (EXAMPLES / "expense" / "expense.bpmn").read_text()


def test_a_draft_is_saved_checked_and_deployed(house, client):
    deploy(house, "expense")
    designer = Person(client, "gao.jun")
    model = designer.post("/api/models", {"name": "报销", "kind": "bpmn", "content": DRAWING})
    changed = DRAWING.replace("逐级审批", "部门审批")

    saved = designer.call(
        "PUT", f"/api/models/{model['id']}", json={"content": changed}, headers={"if-match": f'"{model["etag"]}"'}
    )
    assert saved.status_code == 200
    assert designer.post(f"/api/models/{model['id']}/check")["problems"] is not None
    done = designer.post(f"/api/models/{model['id']}/deploy")

    assert (done["version"], done["unchanged"]) == (2, False)
    assert [v["version"] for v in designer.get(f"/api/models/{model['id']}/versions")] == [2, 1]
    assert designer.get(f"/api/models/{model['id']}/versions/1")["content"] == DRAWING


def test_a_stale_save_is_refused(client):
    designer = Person(client, "gao.jun")
    model = designer.post("/api/models", {"name": "报销", "kind": "bpmn", "content": DRAWING})
    path = f"/api/models/{model['id']}"
    designer.call("PUT", path, json={"content": DRAWING + " "}, headers={"if-match": '"1"'})

    late = designer.call("PUT", path, json={"content": "other"}, headers={"if-match": '"1"'})

    assert (late.status_code, late.json()["code"]) == (412, "files.stale")
    assert designer.get(path)["content"] == DRAWING + " "


def test_a_drawing_with_errors_is_not_deployed_and_the_elements_are_named(client):
    designer = Person(client, "gao.jun")
    broken = DRAWING.replace('targetRef="done"', 'targetRef="nowhere"')
    model = designer.post("/api/models", {"name": "报销", "kind": "bpmn", "content": broken})

    answer = designer.call("POST", f"/api/models/{model['id']}/deploy", json={})

    assert answer.status_code == 422
    assert "flow_pay_out_done" in {p["element"] for p in answer.json()["problems"]}
    assert all(isinstance(p["message"], str) for p in answer.json()["problems"])


def test_feel_is_tried_beside_the_field(client):
    designer = Person(client, "gao.jun")

    right = designer.post("/api/feel/evaluate", {"expression": "=amount * 1.06", "context": {"amount": 100}})
    wrong = designer.call("POST", "/api/feel/evaluate", json={"expression": "=amount ==", "context": {}})

    assert right["result"] == 106
    assert wrong.status_code == 400
    assert wrong.json()["params"]["line"] == 1


def test_an_approver_may_not_design(client):
    assert Person(client, "wang.min").call("GET", "/api/models").status_code == 403
