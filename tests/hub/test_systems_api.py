"""The Systems resources and the webhook door over HTTP: shapes of the contract, rights, and no secret that comes out."""

import json

import pytest
from litestar.testing import TestClient

from hub.bench import PAY, until
from hub.test_documents_flow import ORDERS, buy, quoted
from lingqu.api import app as application
from lingqu.bootstrap.house import House
from lingqu.bootstrap.settings import Settings
from lingqu.hub.webhooks import MAX_BYTES, signature
from systems.programs import running


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    settings = Settings(
        database=f"sqlite:///{folder / 'lingqu.db'}",
        secrets_file=str(folder / "secrets.key"),
        auth="none",
        outbound_allow="127.0.0.1",
    )
    house = House(settings)
    house.start()
    yield house
    house.stop()


@pytest.fixture(scope="module")
def client(house):
    with TestClient(application.create_app(house)) as client:
        yield client


@pytest.fixture(scope="module")
def finance(tmp_path_factory):
    with running("finance", tmp_path_factory.mktemp("finance") / "finance.sqlite", "--faults") as finance:
        yield finance


@pytest.fixture(scope="module")
def erp(tmp_path_factory):
    with running("erp", tmp_path_factory.mktemp("erp") / "erp.sqlite") as erp:
        yield erp


@pytest.fixture(scope="module")
def connected(client, erp, finance):
    found = {}
    for name, system in (("erp", erp), ("finance", finance)):
        draft = {"name": name, "connector": f"sample_{name}", "url": system.url, "auth": "bearer"}
        answer = client.post("/api/connections", json={**draft, "secrets": {"token": system.token}})
        assert answer.status_code == 201, answer.text
        found[name] = answer.json()
    return found


def test_a_connection_shows_everything_but_its_secret(client, connected, finance):
    listed = client.get("/api/connections")
    assert [one["name"] for one in listed.json()] == ["erp", "finance"]
    assert finance.token not in listed.text + json.dumps(connected)


def test_a_test_of_a_connection_tells_whether_it_works_and_a_rotated_secret_counts_at_once(client, connected, finance):
    id_ = connected["finance"]["id"]
    assert client.post(f"/api/connections/{id_}/test").json()["ok"] is True
    changed = client.patch(f"/api/connections/{id_}", json={"secrets": {"token": "wr0ng-t0ken"}})
    assert changed.status_code == 200
    told = client.post(f"/api/connections/{id_}/test", headers={"Accept-Language": "en"})
    assert told.json()["ok"] is False
    assert "401" in told.json()["message"]
    assert client.get("/api/connections").json()[1]["status"] == "failing"
    assert "wr0ng" not in told.text
    client.patch(f"/api/connections/{id_}", json={"secrets": {"token": finance.token}})
    assert client.post(f"/api/connections/{id_}/test").json()["ok"] is True


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"connector": "nothing"}, "hub.no_such_connector"),
        ({"auth": "basic"}, "hub.bad_auth"),
        ({"url": "ftp://x"}, "hub.bad_setting"),
        ({"name": "erp"}, "hub.connection_exists"),
        ({"secrets": {"password": "x"}}, "hub.bad_setting"),
    ],
)
def test_a_wrong_connection_is_refused_with_a_code(client, connected, change, code):
    draft = {"name": "new", "connector": "sample_erp", "url": "http://127.0.0.1:1", "auth": "bearer", **change}
    answer = client.post("/api/connections", json=draft)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code


@pytest.fixture(scope="module")
def paid_for(client, house, connected, erp):
    """(number of an order, the confirmed effect that asked finance to pay for it)."""
    name, xml = buy()
    house.runtime.deploy([(name, xml.encode())])
    answer = client.put("/api/sources/orders", json={k: v for k, v in ORDERS.items() if k != "name"})
    assert answer.status_code == 200, answer.text
    number = quoted(erp)["number"]

    def seen():
        return client.get("/api/effects", params={"state": "confirmed", "connection": "finance"}).json()["items"]

    try:
        return number, until(seen)[0]
    except AssertionError as late:
        places = ("/api/sources", "/api/connections", "/api/effects", "/api/documents", "/health")
        raise AssertionError({place: client.get(place).text for place in places}) from late


def test_an_effect_and_its_document_are_shown(client, paid_for):
    number, effect = paid_for
    assert (effect["class"], effect["attempts"], effect["request"]["reference"]) == ("A", 1, number)
    assert effect["key"] == effect["jobKey"]
    assert effect["title"].startswith(number)
    (row,) = client.get("/api/documents", params={"type": "purchase-order", "q": number}).json()["items"]
    assert {link["system"] for link in row["links"]} == {"erp", "finance"}
    page = client.get(f"/api/documents/{row['key']}", headers={"Accept-Language": "en"}).json()
    assert "Process buy was started" in {one["text"] for one in page["timeline"]}
    source = next(one for one in client.get("/api/sources").json() if one["id"] == "orders")
    assert (source["kind"], source["connection"], source["lastError"]) == ("poll", "erp", None)
    assert number in source["cursor"]


def test_what_is_settled_cannot_be_decided(client, paid_for):
    _, effect = paid_for
    answer = client.post(f"/api/effects/{effect['key']}/decide", json={"state": "planned", "note": ""})
    assert (answer.status_code, answer.json()["code"]) == (409, "hub.not_unknown")


def test_templates_are_there_for_every_action(client):
    templates = client.get("/api/templates").json()
    ids = {one["id"] for one in templates}
    assert {"io.lingqu.rest", "io.lingqu.tryton.create-payment", "io.lingqu.sample_finance.create-payment"} <= ids
    assert all(one["properties"] and one["appliesTo"] for one in templates)


# ---- webhooks


@pytest.fixture(scope="module")
def hook(client, connected):
    source = {"kind": "webhook", "secret": "hook-s3cret", "link": {"type": "thing", "id": "=event.id"}}
    assert client.put("/api/sources/things", json=source).status_code == 200
    polled = {k: v for k, v in ORDERS.items() if k != "name"}
    assert client.put("/api/sources/orders", json=polled).status_code == 200
    return "/hooks/things"


def push(client, path, body, secret=b"hook-s3cret", **headers):
    return client.post(path, content=body, headers={"X-Hub-Signature-256": signature(secret, body), **headers})


def test_a_signed_event_is_taken_in(client, hook):
    assert push(client, hook, b'{"id": "T-1"}').json() == {"outcome": "noted"}


@pytest.mark.parametrize(
    ("path", "body", "secret", "status", "code"),
    [
        ("/hooks/things", b'{"id": "T-2"}', b"guess", 401, "hub.signature_wrong"),
        ("/hooks/nothing", b'{"id": "T-2"}', b"hook-s3cret", 404, "hub.no_such_source"),
        ("/hooks/things", b"{", b"hook-s3cret", 400, "hub.event_unreadable"),
        ("/hooks/things", b'{"other": 1}', b"hook-s3cret", 422, "hub.expression_failed"),
        ("/hooks/things", b" " * (MAX_BYTES + 1), b"hook-s3cret", 400, "hub.body_too_large"),
        ("/hooks/orders", b"{}", b"hook-s3cret", 409, "hub.not_a_webhook"),
    ],
)
def test_a_bad_event_is_refused_with_a_code(client, house, hook, path, body, secret, status, code):
    answer = push(client, path, body, secret)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "Traceback" not in answer.text


def test_an_unsigned_event_is_refused(client, hook):
    answer = client.post(hook, content=b'{"id": "T-3"}')
    assert (answer.status_code, answer.json()["code"]) == (401, "hub.signature_missing")


def test_the_pay_process_is_a_model_that_deploys(house):
    assert house.runtime.deploy([(PAY[0], PAY[1].encode())]).definitions
