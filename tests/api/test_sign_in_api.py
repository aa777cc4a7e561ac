"""Who gets in, and what a browser must send."""

import base64

import pytest

from api_house import PASSWORD, Person, deploy


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


def test_a_person_signs_in_and_out(client):
    li = Person(client, "wang.min")
    assert li.get("/api/session")["name"] == "王敏"

    assert li.call("DELETE", "/api/session").status_code == 204

    assert li.call("GET", "/api/session").status_code == 401


def test_a_wrong_password_says_nothing_about_who_exists(client):
    wrong = client.post("/api/session", json={"user": "wang.min", "password": "x" * 9})
    nobody = client.post("/api/session", json={"user": "nobody", "password": "x" * 9})

    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.json()["detail"] == nobody.json()["detail"]


def test_after_ten_wrong_passwords_one_has_to_wait(client):
    for _ in range(10):
        client.post("/api/session", json={"user": "wang.min", "password": "x" * 9})

    waiting = client.post("/api/session", json={"user": "wang.min", "password": PASSWORD})

    assert waiting.status_code == 429
    assert int(waiting.headers["retry-after"]) > 0


def test_a_change_without_the_csrf_token_is_refused(client):
    li = Person(client, "wang.min")

    answer = li.call("POST", "/api/tokens", csrf=False, json={"name": "x"})

    assert (answer.status_code, answer.json()["code"]) == (403, "directory.csrf")


def test_an_api_token_acts_as_its_owner_until_it_is_dropped(client):
    li = Person(client, "wang.min")
    made = li.post("/api/tokens", {"name": "ci"})
    bearer = {"authorization": f"Bearer {made['token']}"}
    assert client.get("/api/session", headers=bearer).json()["id"] == "wang.min"

    assert li.call("DELETE", f"/api/tokens/{made['id']}").status_code == 204

    assert client.get("/api/session", headers=bearer).status_code == 401


def test_basic_works_for_tools(client):
    basic = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()

    assert client.get("/v2/topology", headers={"authorization": f"Basic {basic}"}).status_code == 200


def test_nobody_sees_anything(client):
    for path in ("/api/tasks", "/api/processes", "/api/people", "/v2/topology", "/api/models"):
        assert client.get(path).status_code == 401, path


def test_the_language_of_an_error_is_the_readers(client):
    zh = client.get("/api/tasks", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"}).json()
    en = client.get("/api/tasks", headers={"accept-language": "en-GB,en;q=0.9,zh;q=0.1"}).json()

    assert (zh["detail"], en["detail"]) == ("请先登录", "Please sign in first")
    assert zh["code"] == en["code"] == "directory.sign_in_needed"


def test_who_may_not_administer_cannot_add_people(client):
    answer = Person(client, "wang.min").call("POST", "/api/people", json={"id": "x.y", "name": "X"})

    assert (answer.status_code, answer.json()["code"]) == (403, "directory.not_allowed")


def test_somebody_who_leaves_is_out_at_once(client):
    leaving = Person(client, "wang.min")
    basic = {"authorization": "Basic " + base64.b64encode(f"wang.min:{PASSWORD}".encode()).decode()}
    assert client.get("/api/session", headers=basic).status_code == 200

    Person(client, "admin").call("PATCH", "/api/people/wang.min", json={"active": False})

    assert leaving.call("GET", "/api/session").status_code == 401
    assert client.get("/api/session", headers=basic).status_code == 401


def test_a_form_is_enforced_whichever_door_a_person_takes(house, client):
    deploy(house, "expense")

    answer = Person(client, "wang.min").call("POST", "/v2/process-instances", json={"processDefinitionId": "expense"})

    assert (answer.status_code, answer.json()["code"]) == (400, "forms.invalid")


def test_a_reason_is_told_in_the_readers_language(client):
    li = Person(client, "wang.min")
    wrong = {"filter": {"nonsense": 1}}

    zh = li.call("POST", "/v2/incidents/search", json=wrong, headers={"accept-language": "zh"}).json()
    en = li.call("POST", "/v2/incidents/search", json=wrong).json()

    assert zh["detail"] == "filter.nonsense 不正确: 没有此字段"
    assert en["detail"] == "filter.nonsense is not right: there is no such field"
