"""The designer's side: drafts with etags, checks, deployment, versions."""

import pytest

from api_house import EXAMPLES, Person, deploy
from drawing import draw_xml


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


UNSOUND = draw_xml(
    "start -> g[xor] -(a)-> one[user]{groups=x} -> j[and] -> end\ng -(default)-> two[user]{groups=x} -> j\ntwo -> j",
    "stuck",
).decode()


def test_what_is_not_sound_is_told_with_a_story_and_deployed_unless_that_is_refused(client):
    designer = Person(client, "gao.jun")
    model = designer.post("/api/models", {"name": "stuck", "kind": "bpmn", "content": UNSOUND})
    path = f"/api/models/{model['id']}"
    problems = designer.post(f"{path}/check")["problems"]
    (stuck,) = [one for one in problems if one["code"] == "soundness_deadlock"]
    assert (stuck["element"], stuck["severity"]) == ("j", "warning")
    assert stuck["trace"][0]["element"] == "start"
    assert stuck["trace"][-1]["tokens"]
    refused = designer.call("POST", f"{path}/deploy", json={"sound": True})
    assert refused.status_code == 422
    assert "soundness_deadlock" in refused.text
    assert designer.post(f"{path}/deploy")["version"] == 1


def test_what_can_be_put_right_without_asking_is_put_right_on_demand(client):
    designer = Person(client, "gao.jun")
    model = designer.post("/api/models", {"name": "stuck", "kind": "bpmn", "content": UNSOUND})
    path = f"/api/models/{model['id']}"
    (double,) = [one for one in designer.post(f"{path}/check")["problems"] if one["fixable"]]
    assert double["code"] == "no_duplicate_sequence_flows"
    fixed = designer.post(f"{path}/fix", {"code": double["code"], "element": double["element"]})["content"]
    assert 'id="two-j-2"' not in fixed
    assert not [one for one in designer.post(f"{path}/check", {"content": fixed})["problems"] if one["fixable"]]
    assert 'id="two-j-2"' in designer.get(path)["content"]
