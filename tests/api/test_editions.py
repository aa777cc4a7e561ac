"""ETags: whoever edits a thing that somebody else has changed meanwhile is told so; who reads it again gets 304."""

import threading

import pytest
from litestar.testing import TestClient

from api_house import Person, soon
from lingqu.api.app import create_app
from lingqu.api.edited import editable
from lingqu.bootstrap.house import House

NOTE = b"""<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="note" isExecutable="true"><startEvent id="s"/>
<sequenceFlow id="f" sourceRef="s" targetRef="t"/><userTask id="t"><extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition assignee="admin"/></extensionElements></userTask>
<sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>"""
STALE = '"0-0"'
SOURCE = {"kind": "webhook", "start": {"process": "note"}}
CONNECTION = {"name": "erp", "connector": "rest", "url": "http://erp.example"}


def model(admin):
    made = admin.post("/api/models", {"name": "m", "kind": "bpmn", "content": "<a/>"})
    return f"/api/models/{made['id']}", {"put": {"content": "<b/>"}}


def connection(admin):
    made = admin.post("/api/connections", CONNECTION)
    return f"/api/connections/{made['id']}", {"patch": {"url": "http://other.example"}}


def source(admin):
    assert admin.call("PUT", "/api/sources/orders", json=SOURCE).status_code == 200
    return "/api/sources/orders", {"put": {**SOURCE, "when": "=true"}}


def secret(admin):
    assert admin.call("PUT", "/api/secrets/erp.key", json={"value": "one"}).status_code == 204
    return "/api/secrets/erp.key", {"put": {"value": "two"}}


def webhook(admin):
    made = admin.post("/api/feed/webhooks", {"name": "bi", "url": "http://bi.example/in"})
    return f"/api/feed/webhooks/{made['id']}", {"patch": {"active": False}}


def token(admin):
    return f"/api/tokens/{admin.post('/api/tokens', {'name': 't'})['id']}", {}


def delegation(admin):
    days = {"start": "2026-03-01", "end": "2026-03-02"}
    return f"/api/delegations/{admin.post('/api/delegations', {'to': 'wang.min', **days})['id']}", {}


def draft(admin):
    admin.post("/api/start/note", {})
    mine = soon(lambda: admin.get("/api/tasks")["items"])
    return f"/api/tasks/{mine[0]['key']}/draft", {"put": {"variables": {"note": "half a sent"}}}


#: What there is to edit, by its path in the document: something to edit, and changes to make to it by their verb.
MADE = {
    "/api/session": lambda _: ("/api/session", {"patch": {"language": "en"}}),
    "/api/people/{login}": lambda _: ("/api/people/wang.min", {"patch": {"email": "w@example.com"}}),
    "/api/departments/{name}": lambda _: ("/api/departments/finance", {"put": {"name": "Money"}}),
    "/api/groups/{name}": lambda _: ("/api/groups/cashiers", {"put": {"name": "Cash", "members": ["chen.jie"]}}),
    "/api/tokens/{token_id}": token,
    "/api/delegations/{delegation_id}": delegation,
    "/api/tasks/{key}/draft": draft,
    "/api/models/{model_id}": model,
    "/api/connections/{connection_id}": connection,
    "/api/secrets/{name}": secret,
    "/api/sources/{name}": source,
    "/api/feed/webhooks/{webhook_id}": webhook,
}


@pytest.fixture
def admin(house, client):
    house.runtime.deploy([("note.bpmn", NOTE)], by="admin")
    admin = Person(client, "admin")
    admin.call("PUT", "/api/departments/finance", json={"name": "Finance"})
    admin.call("PUT", "/api/groups/cashiers", json={"name": "Cashiers"})
    return admin


@pytest.fixture
def paths(client):
    return client.get("/docs/openapi.json").json()["paths"]


def verbs(paths, path):
    return {verb for verb, where in editable(paths) if where == path} - {"get", "post"}


def named(operation):
    return [one["name"] for one in operation["parameters"] if one["in"] == "header"]


def test_the_document_tells_it_of_everything_that_can_be_edited(paths):
    edited = {
        path for path, item in paths.items() if path.startswith("/api/") and {"put", "patch", "delete"} & set(item)
    }
    assert edited == set(MADE)
    for path in edited:
        item = paths[path]
        assert "If-None-Match" in named(item["get"]), path
        assert "304" in item["get"]["responses"], path
        assert "ETag" in item["get"]["responses"]["200"]["headers"], path
        for verb in verbs(paths, path):
            assert "If-Match" in named(item[verb]), (verb, path)
            assert "412" in item[verb]["responses"], (verb, path)
    assert "412" not in paths["/api/session"]["delete"]["responses"]  # signing out edits nothing


@pytest.mark.parametrize("path", MADE)
def test_a_change_meant_for_another_edition_is_refused(admin, paths, path):
    where, changes = MADE[path](admin)
    before = admin.call("GET", where)
    tag = before.headers["etag"]

    same = admin.call("GET", where, headers={"if-none-match": f'"other", {tag}'})
    assert (before.status_code, same.status_code, same.content, same.headers["etag"]) == (200, 304, b"", tag)

    for verb in verbs(paths, path):
        stale = {lang: admin.call(verb.upper(), where, json=changes.get(verb),
                                  headers={"if-match": STALE, "accept-language": lang}) for lang in ("zh", "en")}  # fmt: skip
        assert {one.status_code for one in stale.values()} == {412}, verb
        assert stale["zh"].json()["detail"] != stale["en"].json()["detail"]
        assert admin.call("GET", where).headers["etag"] == tag

    for verb, body in changes.items():
        done = admin.call(verb.upper(), where, json=body, headers={"if-match": tag})
        after = admin.call("GET", where)
        assert done.status_code in {200, 204}, done.text
        assert after.headers["etag"].startswith(done.headers["etag"].rstrip('"'))
        assert admin.call(verb.upper(), where, json=body, headers={"if-match": tag}).status_code == 412
        assert admin.call("GET", where, headers={"if-none-match": tag}).status_code == 200
        tag = after.headers["etag"]
        edition = after.json().get("etag")
        assert edition is None or tag.startswith(f'"{edition}-')

    if "delete" in verbs(paths, path):
        assert admin.call("DELETE", where, headers={"if-match": tag}).status_code == 204
        assert admin.call("GET", where).status_code == 404


LISTED = sorted(set(MADE) - {"/api/session", "/api/tasks/{key}/draft"})


@pytest.mark.parametrize("path", LISTED)
def test_lists_tell_the_edition_of_each_item(admin, path):
    where, _ = MADE[path](admin)
    edition = admin.call("GET", where).headers["etag"].strip('"').partition("-")[0]
    listed = admin.get(where.rpartition("/")[0])
    items = listed if isinstance(listed, list) else listed["items"]
    name = where.rpartition("/")[2]

    [item] = [one for one in items if name in {one.get("id"), one.get("name")}]
    assert str(item.get("etag", item.get("draftEtag"))) == edition


def test_if_match_takes_several_and_any_and_nothing_else(admin):
    where = "/api/groups/cashiers"
    tag = admin.call("GET", where).headers["etag"]

    def put(match, to=where):
        return admin.call("PUT", to, json={"name": "Cash"}, headers={"if-match": match}).status_code

    assert put(f'"x", W/{tag}') == 200
    assert put("*") == 200
    assert put("*", "/api/groups/nobody-yet") == 412
    assert put('"x", ') == 400
    assert put("two words") == 400
    assert admin.call("PUT", where, json={"name": "Cash"}).status_code == 200  # without it: whatever there is


def test_the_rest_of_an_answer_is_no_edition(admin):
    """A test of a connection is noted in it: who reads it again is told, who edits it is not held up."""
    where, changes = connection(admin)
    tag = admin.call("GET", where).headers["etag"]
    admin.post(f"{where}/test")

    again = admin.call("GET", where, headers={"if-none-match": tag})
    assert (again.status_code, again.json()["status"]) == (200, "failing")
    assert admin.call("PATCH", where, json=changes["patch"], headers={"if-match": tag}).status_code == 200


def test_a_rotated_secret_is_another_edition(admin):
    body = {**CONNECTION, "auth": "bearer", "secrets": {"token": "one"}}
    made = admin.post("/api/connections", body)
    where = f"/api/connections/{made['id']}"
    admin.call("PATCH", where, json={"secrets": {"token": "two"}})

    late = admin.call("PATCH", where, json={"secrets": {"token": "three"}}, headers={"if-match": made["etag"]})
    assert late.status_code == 412


@pytest.mark.parametrize("path", ["/api/people/{login}", "/api/groups/{name}", "/api/models/{model_id}",
                                  "/api/connections/{connection_id}", "/api/feed/webhooks/{webhook_id}"])  # fmt: skip
def test_of_two_who_edit_at_once_one_wins(house, admin, path):
    """On PostgreSQL through two nodes, each with a writer of its own."""
    where, changes = MADE[path](admin)
    [(verb, body)] = changes.items()
    other = House(house.settings) if house.settings.database.startswith("postgresql") else None
    if other:
        other.start()
    try:
        with TestClient(create_app(other or house), raise_server_exceptions=False) as client:
            people = [admin, Person(client, "admin")]
            for turn in range(8):
                tag = admin.call("GET", where).headers["etag"]
                assert sorted(at_once(people, verb, where, {**body, "name": f"n{turn}"}, tag)) == [200, 412]
    finally:
        if other:
            other.stop()


def at_once(people, verb, where, body, tag):
    gate, found = threading.Barrier(len(people)), []

    def edit(number, person):
        gate.wait()
        mine = {**body, "name": f"{body['name']}-{number}"}
        found.append(person.call(verb.upper(), where, json=mine, headers={"if-match": tag}).status_code)

    threads = [threading.Thread(target=edit, args=pair) for pair in enumerate(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found
