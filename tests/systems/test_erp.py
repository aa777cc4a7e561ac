"""The sample ERP keeps orders exactly, guards their versions and says when one is quoted."""

import hashlib
import hmac
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from systems.programs import running

ORDER = {
    "supplier": "华东轴承有限公司",
    "department": "生产部",
    "requester": "王敏",
    "lines": [
        {"product": "深沟球轴承 6204", "quantity": "800", "unit_price": "160.00"},
        {"product": "润滑脂", "quantity": "0.125", "unit_price": "33.36"},
    ],
}


@pytest.fixture(scope="module")
def erp(tmp_path_factory):
    with running("erp", tmp_path_factory.mktemp("erp") / "erp.sqlite", "--faults") as erp:
        yield erp


@pytest.fixture
def order(erp):
    return erp.call("POST", "/api/orders", ORDER).json()


def test_an_order_is_created_with_exact_amounts(order):
    assert (order["state"], order["version"]) == ("draft", 1)
    assert order["amount"] == "128004.17"
    assert [line["amount"] for line in order["lines"]] == ["128000.00", "4.17"]
    assert order["number"].startswith("PO-")


def test_the_api_wants_its_token(erp):
    assert erp.call("GET", "/api/orders", Authorization="Bearer wrong").status == 401


@pytest.mark.parametrize(
    "change",
    [{"supplier": ""}, {"lines": []}, {"lines": [{"product": "x", "quantity": "-1", "unit_price": "1"}]}, {"lines": 3}],
)
def test_a_bad_order_is_refused(erp, change):
    response = erp.call("POST", "/api/orders", {**ORDER, **change})
    assert response.status == 422
    assert response.json()["code"].startswith("bad_")


def test_quoting_raises_the_version(erp, order):
    response = erp.call("POST", f"/api/orders/{order['number']}/quote")
    assert (response.json()["state"], response.header("etag")) == ("quoted", '"2"')


def test_a_status_is_written_back(erp, order):
    path = f"/api/orders/{order['number']}"
    erp.call("POST", f"{path}/quote")
    response = erp.call("PATCH", path, {"state": "approved", "note": "同意"}, If_Match='"2"')
    assert (response.status, response.json()["state"], response.json()["note"]) == (200, "approved", "同意")


def test_a_stale_write_back_is_refused_with_the_current_order(erp, order):
    path = f"/api/orders/{order['number']}"
    erp.call("POST", f"{path}/quote")
    response = erp.call("PATCH", path, {"state": "approved"}, If_Match='"1"')
    assert (response.status, response.json()["current"]["version"]) == (412, 2)
    assert erp.call("GET", path).json()["state"] == "quoted"


def test_writing_back_twice_changes_nothing(erp, order):
    path = f"/api/orders/{order['number']}"
    erp.call("POST", f"{path}/quote")
    once = erp.call("PATCH", path, {"state": "approved"}).json()
    assert erp.call("PATCH", path, {"state": "approved"}).json() == once


def test_a_transition_that_is_not_drawn_is_refused(erp, order):
    response = erp.call("PATCH", f"/api/orders/{order['number']}", {"state": "paid"})
    assert (response.status, response.json()["code"]) == (409, "transition")


def test_an_unknown_field_is_refused(erp, order):
    assert erp.call("PATCH", f"/api/orders/{order['number']}", {"status": "approved"}).status == 422


def test_a_rejected_order_is_corrected_and_quoted_again(erp, order):
    path = f"/api/orders/{order['number']}"
    erp.call("POST", f"{path}/quote")
    erp.call("PATCH", path, {"state": "rejected"})
    erp.call("PATCH", path, {"lines": [{"product": "x", "quantity": 1, "unit_price": "9.90"}]})
    assert erp.call("POST", f"{path}/quote").json()["amount"] == "9.90"


def test_pages_by_cursor_bring_every_order_once(erp):
    numbers = {erp.call("POST", "/api/orders", ORDER).json()["number"] for _ in range(5)}
    seen, path = [], "/api/orders?limit=2"
    while True:
        found = erp.call("GET", path).json()
        seen += [one["number"] for one in found["orders"]]
        if not found["more"]:
            break
        cursor = found["cursor"]
        path = f"/api/orders?limit=2&updated_since={cursor['updated_since']}&after_id={cursor['after_id']}"
    assert len(seen) == len(set(seen))
    assert numbers <= set(seen)


def test_a_changed_order_comes_again_behind_the_cursor(erp, order):
    cursor = erp.call("GET", "/api/orders?limit=500").json()["cursor"]
    erp.call("POST", f"/api/orders/{order['number']}/quote")
    query = f"updated_since={cursor['updated_since']}&after_id={cursor['after_id']}"
    found = erp.call("GET", f"/api/orders?{query}").json()["orders"]
    assert [one["number"] for one in found] == [order["number"]]


def test_the_page_shows_orders_and_its_forms_work(erp):
    fields = "supplier=%3Cb%3E%E5%8E%82&department=a&requester=b&product=c&quantity=2&unit_price=1.50"
    page = erp.form("/orders", fields).text()
    assert "采购订单" in page
    assert "&lt;b&gt;厂" in page
    assert "¥3.00" in page


def test_a_form_of_a_foreign_page_is_refused(erp):
    assert erp.form("/orders", "supplier=x", Origin="http://evil.example").status == 403


def test_an_order_outlives_the_program(tmp_path):
    with running("erp", tmp_path / "erp.sqlite") as erp:
        number = erp.call("POST", "/api/orders", ORDER).json()["number"]
    with running("erp", tmp_path / "erp.sqlite") as erp:
        assert erp.call("GET", f"/api/orders/{number}").json()["amount"] == "128004.17"


def test_demo_orders_are_put_in_once(tmp_path):
    for _ in range(2):
        with running("erp", tmp_path / "erp.sqlite", "--demo") as erp:
            assert len(erp.call("GET", "/api/orders").json()["orders"]) == 4


class Listener:
    """Takes webhooks; refuses the first `refuse` of them."""

    def __init__(self, refuse=0):
        events, left = queue.Queue(), [refuse]

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refused = left[0] > 0
                left[0] -= 1
                self.send_response(500 if refused else 204)
                self.end_headers()
                events.put((dict(self.headers), body))

            def log_message(self, *_):
                pass

        self.events = events
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_quoting_sends_a_signed_event(tmp_path):
    with (
        Listener() as listener,
        running("erp", tmp_path / "erp.sqlite", "--webhook", listener.url, "--webhook-secret", "hook-key") as erp,
    ):
        number = erp.call("POST", "/api/orders", ORDER).json()["number"]
        erp.call("POST", f"/api/orders/{number}/quote")
        headers, body = listener.events.get(timeout=20)
    assert headers["X-Hub-Signature-256"] == "sha256=" + hmac.new(b"hook-key", body, hashlib.sha256).hexdigest()
    event = json.loads(body)
    assert (event["event"], event["order"]["number"], event["order"]["state"]) == ("order.quoted", number, "quoted")
    assert event["id"] == headers["X-Event-Id"]


def test_an_event_that_is_refused_comes_again_with_the_same_id(tmp_path):
    with Listener(refuse=1) as listener, running("erp", tmp_path / "erp.sqlite") as erp:
        assert erp.call("PUT", "/api/webhook", {"url": listener.url, "secret": "k"}).status == 204
        number = erp.call("POST", "/api/orders", ORDER).json()["number"]
        erp.call("POST", f"/api/orders/{number}/quote")
        first, second = listener.events.get(timeout=20), listener.events.get(timeout=20)
    assert first[1] == second[1]
