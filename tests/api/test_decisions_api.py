"""Decision models on the desk, and what the monitor tells of decisions."""

import pytest

from api_house import EXAMPLES, Person, deploy
from api_things import EXPENSE
from drawing import draw_xml

DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rates" name="Rates" namespace="urn:r">
<decision id="rate" name="Rate"><literalExpression><text>{}</text></literalExpression></decision></definitions>"""


@pytest.fixture
def admin(client):
    return Person(client, "admin")


def decided(house, admin, amount=50_000):
    limits = (EXAMPLES / "purchase-to-payment" / "limits.dmn").read_bytes()
    drawing = "start -> limits[rule]{decision=purchase-limits decision-result=level} -> end"
    house.runtime.deploy([("limits.dmn", limits), ("p.bpmn", draw_xml(drawing, "asking"))], by="admin")
    body = {"processDefinitionId": "asking", "variables": {"order": {"amount": amount}}}
    return admin.post("/v2/process-instances", body)["processInstanceKey"]


def test_the_monitor_tells_what_a_task_decided(house, admin):
    key = decided(house, admin)

    [one] = admin.get(f"/api/instances/{key}/decisions")
    assert (one["task"], one["name"], one["asked"], one["state"]) == ("limits", "审批额度", True, "decided")
    assert one["inputs"] == [{"name": "金额", "value": 50_000}]
    assert one["rules"] == [{"index": 2, "outputs": [{"name": "谁批准", "value": "countersign"}]}]
    assert (one["value"], one["notes"], one["cut"]) == ("countersign", [], False)


def test_notes_are_in_the_readers_language(house, admin):
    key = decided(house, admin, amount=None)

    [en] = admin.get(f"/api/instances/{key}/decisions")
    [zh] = admin.call("GET", f"/api/instances/{key}/decisions", headers={"accept-language": "zh"}).json()
    assert zh["value"] == en["value"] == "countersign"
    assert zh["notes"][0].startswith("决策表")
    assert en["notes"][0].startswith("table")


def test_who_does_not_see_everything_sees_no_values(house, client):
    deploy(house, "expense")
    wang = Person(client, "wang.min")
    key = wang.post("/api/start/expense", {"variables": EXPENSE})["instanceKey"]

    assert wang.get(f"/api/instances/{key}/decisions") == []


def test_a_decision_model_is_deployed_from_the_desk_and_shows_its_versions(admin):
    model = admin.post("/api/models", {"name": "Rates", "kind": "dmn", "content": DECISION.format("0.1")})
    assert model["deployedVersion"] is None

    first = admin.post(f"/api/models/{model['id']}/deploy", {})
    again = admin.post(f"/api/models/{model['id']}/deploy", {})
    second = admin.post(f"/api/models/{model['id']}/deploy", {"content": DECISION.format("0.2")})
    assert [(one["version"], one["unchanged"]) for one in (first, again, second)] == [(1, False), (1, True), (2, False)]

    versions = admin.get(f"/api/models/{model['id']}/versions")
    assert [one["version"] for one in versions] == [2, 1]
    assert "0.1" in admin.get(f"/api/models/{model['id']}/versions/1")["content"]
    assert admin.get(f"/api/models/{model['id']}")["deployedVersion"] == 2


def test_a_decision_model_that_cannot_be_evaluated_is_refused_with_the_cell(admin):
    model = admin.post("/api/models", {"name": "Rates", "kind": "dmn", "content": DECISION.format("1 +")})

    answer = admin.call("POST", f"/api/models/{model['id']}/deploy", json={})
    assert (answer.status_code, answer.json()["problems"][0]["element"]) == (422, "rate")
