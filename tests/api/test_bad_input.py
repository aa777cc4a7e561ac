"""Bad input: a clear 4xx with a code, nothing half done, no trace, and the server goes on."""

import pytest

from api_house import Person


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


BOMB = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="&b;"/></definitions>"""
UNKNOWN = b"""<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<process id="p" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="c"/>
<intermediateThrowEvent id="c"><errorEventDefinition id="d"/></intermediateThrowEvent><sequenceFlow id="g" sourceRef="c" targetRef="e"/><endEvent id="e"/></process></definitions>"""


@pytest.fixture
def admin(client):
    return Person(client, "admin")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<definitions><process>", "line"),
        (BOMB, ""),
        (b"", ""),
        (b"\xff\xfe\x00", ""),
        (UNKNOWN, "c"),
        (b"{}", ""),
    ],
    ids=["cut off", "entity bomb", "empty", "not text", "an element that is not run", "json"],
)
def test_a_drawing_that_cannot_run_is_refused_and_nothing_is_deployed(admin, content, says):
    answer = admin.call("POST", "/v2/deployments", files=[("resources", ("p.bpmn", content, "text/xml"))])

    assert 400 <= answer.status_code < 500, answer.text
    problem = answer.json()
    assert problem["code"]
    assert says in answer.text
    assert "Traceback" not in answer.text
    assert admin.post("/v2/process-definitions/search")["items"] == []


def test_a_drawing_with_an_unknown_element_names_it(admin):
    answer = admin.call("POST", "/v2/deployments", files=[("resources", ("p.bpmn", UNKNOWN, "text/xml"))])

    assert [p["element"] for p in answer.json()["problems"] if p["severity"] == "error"] == ["c"]


def test_a_body_of_50_mb_is_refused(admin):
    answer = admin.call("POST", "/v2/deployments", files=[("resources", ("p.bpmn", b"x" * (50 << 20), "text/xml"))])

    assert answer.status_code == 413
    assert answer.json()["code"] == "api.too_large"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v2/process-instances", {"processDefinitionId": 5}),
        ("/v2/process-instances", {}),
        ("/v2/process-instances", {"processDefinitionKey": "abc"}),
        ("/v2/process-instances", {"processDefinitionId": "x", "variables": {"a": "\0"}}),
        ("/v2/jobs/activation", {"type": "x", "timeout": -1, "maxJobsToActivate": 1}),
        ("/v2/jobs/activation", {"type": "x", "timeout": 1000, "maxJobsToActivate": 10**9}),
        ("/v2/messages/publication", {"name": "", "correlationKey": "x"}),
        ("/v2/messages/publication", {"name": "n", "timeToLive": -5}),
        ("/v2/process-instances/search", {"filter": {"nonsense": 1}}),
        ("/v2/process-instances/search", {"filter": {"state": "SLEEPING"}}),
        ("/v2/process-instances/search", {"page": {"limit": -1}}),
        ("/v2/process-instances/search", {"page": {"after": "???"}}),
        ("/v2/process-instances/search", {"sort": [{"field": "nonsense"}]}),
        ("/v2/incidents/search", {"filter": {"incidentKey": {"$bad": "1"}}}),
        ("/api/delegations", {"to": "liu.yang", "start": "soon", "end": "2026-01-01"}),
        ("/api/delegations", {"to": "liu.yang"}),
        ("/api/models", {"name": "", "kind": "bpmn", "content": ""}),
        ("/api/models", {"name": "x", "kind": "exe", "content": ""}),
        ("/api/people", {"id": "a b", "name": "x"}),
        ("/api/people", {"id": "a", "name": "x", "surprise": 1}),
    ],
)
def test_a_wrong_body_is_a_400_with_a_code(admin, path, body):
    answer = admin.call("POST", path, json=body)

    assert answer.status_code == 400, answer.text
    assert answer.json()["code"]
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("raw", [b"{", b'{"a": NaN}', b"\xff", b"[1,", b'{"user": 1e99999, "password": "x"}'])
def test_what_is_not_json_is_said(client, raw):
    answer = client.post("/api/session", content=raw, headers={"content-type": "application/json"})

    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "path",
    ["/v2/process-instances/1", "/v2/user-tasks/8388609", "/v2/incidents/8388609", "/api/instances/8388608"],
)
def test_what_is_not_there_is_a_404(admin, path):
    assert admin.call("GET", path).status_code == 404


@pytest.mark.parametrize("path", ["/v2/process-instances/abc", "/api/tasks/-1", "/v2/user-tasks/99999999999999999999"])
def test_what_is_not_a_key_is_a_400(admin, path):
    assert admin.call("GET", path).status_code == 400


def test_an_unknown_path_is_a_404_problem(admin):
    answer = admin.call("GET", "/api/nothing")

    assert answer.status_code == 404
    assert answer.json()["code"]
