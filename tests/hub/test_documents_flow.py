"""Documents between the sample systems: polls, webhooks, messages and the status written back."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from hub.bench import node, until
from lingqu.hub.webhooks import signature
from lingqu.store import open_database
from systems.programs import running

EXAMPLE = Path(__file__).parents[2] / "examples" / "purchase-to-payment"

ORDERS = {
    "name": "orders",
    "kind": "poll",
    "connection": "erp",
    "trigger": "orders",
    "every": 0.3,
    "when": '=event.state = "quoted"',
    "link": {"type": "purchase-order", "id": "=event.number", "status": "=event.state", "version": "=event.version"},
    "document": {"type": "purchase-order", "id": "=event.number", "title": '=event.number + " · " + event.supplier'},
    "start": {"process": "buy", "variables": "={order: event}", "business_id": "=event.number"},
}
PAYMENTS = {
    "name": "payments",
    "kind": "poll",
    "connection": "finance",
    "trigger": "payments",
    "every": 0.3,
    "when": '=event.state = "paid"',
    "link": {"type": "payment", "id": "=event.number", "status": "=event.state", "version": "=event.version"},
    "document": {"type": "purchase-order", "id": "=event.reference"},
    "publish": {"message": "payment-paid", "key": "=event.reference", "variables": "={paid: event}"},
}


def buy(name="buy"):
    """The example without its people: ask for the payment, wait until it is paid, write that back."""
    bpmn = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    tree = etree.fromstring((EXAMPLE / "purchase-to-payment.bpmn").read_bytes())
    process = tree.find(f"{bpmn}process")
    process.set("id", name)
    kept = {"order_quoted", "write_approved", "create_payment", "write_requested", "paid", "write_paid", "done"}
    for element in list(process):
        if element.tag == f"{bpmn}sequenceFlow" and element.get("sourceRef") == "order_quoted":
            element.set("targetRef", "write_approved")
        elif element.tag == f"{bpmn}sequenceFlow":
            if not kept >= {element.get("sourceRef"), element.get("targetRef")}:
                process.remove(element)
        elif element.tag != f"{bpmn}extensionElements" and element.get("id") not in kept:
            process.remove(element)
    for reference in [*process.iter(f"{bpmn}incoming"), *process.iter(f"{bpmn}outgoing")]:
        reference.getparent().remove(reference)
    tree.remove(tree.find("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"))
    return f"{name}.bpmn", etree.tostring(tree, encoding="unicode")


@pytest.fixture
def erp(tmp_path):
    with running("erp", tmp_path / "erp.sqlite", "--faults") as erp:
        yield erp


@pytest.fixture
def finance(tmp_path):
    with running("finance", tmp_path / "finance.sqlite", "--faults") as finance:
        yield finance


def quoted(erp, price="160.00"):
    line = {"product": "深沟球轴承 6204", "quantity": "800", "unit_price": price}
    given = {"supplier": "华东轴承有限公司", "department": "生产部", "requester": "王敏", "lines": [line]}
    number = erp.call("POST", "/api/orders", given).json()["number"]
    return erp.call("POST", f"/api/orders/{number}/quote").json()


def payments(finance):
    return finance.call("GET", "/api/payments?limit=500").json()["payments"]


def pay_all(finance):
    for one in payments(finance):
        if one["state"] == "requested":
            finance.call("POST", f"/api/payments/{one['number']}/pay")


def order(erp, number):
    return erp.call("GET", f"/api/orders/{number}").json()


def test_an_order_goes_from_the_erp_to_finance_and_back(database, erp, finance):
    with node(database) as bench:
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp, finance), sources=[ORDERS, PAYMENTS])
        number = quoted(erp)["number"]
        (made,) = until(lambda: payments(finance))
        assert (made["reference"], made["amount"]) == (number, "128000.00")
        finance.call("POST", f"/api/payments/{made['number']}/pay")
        until(lambda: bench.ended() == 1)
        after = order(erp, number)
        assert (after["state"], after["payment_reference"]) == ("paid", made["number"])
        # the document knows both names and their newest states
        until(lambda: bench.value("SELECT status FROM document_link WHERE type = 'payment'") == "paid")
        links = bench.rows("SELECT system, type, external_id, status FROM document_link ORDER BY system")
        assert links == [("erp", "purchase-order", number, "paid"), ("finance", "payment", made["number"], "paid")]
        assert bench.value("SELECT count(*) FROM document") == 1
        assert bench.value("SELECT count(*) FROM instance") == 1
        kinds = [row[0] for row in bench.rows("SELECT kind FROM document_event ORDER BY id")]
        assert {"received", "started", "sent", "confirmed", "message"} <= set(kinds)


def test_ten_orders_while_finance_is_down_become_ten_payments(database, erp, finance):
    with node(database) as bench:
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp, finance), sources=[ORDERS, PAYMENTS])
        finance.call("POST", "/_fault", {"down": True})
        for _ in range(10):
            quoted(erp)
        until(lambda: bench.value("SELECT count(*) FROM instance") == 10)
        until(lambda: bench.value("SELECT error FROM connection WHERE name = 'finance'"))
        assert bench.value("SELECT count(*) FROM incident") == 0
        finance.call("DELETE", "/_fault")
        until(lambda: len(payments(finance)) >= 10)
        until(lambda: bench.value("SELECT count(*) FROM effect WHERE state = 2 AND connection = 'finance'") == 10)
        assert sorted(one["reference"] for one in payments(finance)) == [f"PO-{n:04d}" for n in range(1, 11)]


def webhook(bench, erp, **more):
    source = {**{name: ORDERS[name] for name in ("trigger", "connection", "when", "link", "document", "start")}}
    return {"name": "erp-hook", "kind": "webhook", "secret": "webhook-s3cret", **source, **more}


def pushed(order_, event_id):
    return json.dumps({"id": event_id, "event": "order.quoted", "order": order_}, ensure_ascii=False).encode()


def receive(bench, body, event_id, secret=b"webhook-s3cret"):
    headers = {"x-hub-signature-256": signature(secret, body), "x-event-id": event_id}
    return bench.hub.receive("", "erp-hook", headers, body)


def test_each_webhook_three_times_and_shuffled_starts_one_instance_each(database, erp):
    with node(database) as bench:
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp), sources=[webhook(bench, erp)])
        events = [(pushed(quoted(erp), f"event-{n}"), f"event-{n}") for n in range(3)] * 3
        random.Random(7).shuffle(events)  # noqa: S311 - an order of events
        answers = {}
        for body, event_id in events:
            answer = receive(bench, body, event_id)
            assert answers.setdefault(event_id, answer) == answer
        assert {answer["outcome"] for answer in answers.values()} == {"started"}
        assert bench.value("SELECT count(*) FROM instance") == 3
        until(lambda: bench.rows("SELECT received, duplicates FROM source")[0] == (3, 6))


def test_an_order_that_a_newer_event_has_overtaken_starts_nothing(database, erp):
    with node(database) as bench:
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp), sources=[webhook(bench, erp)])
        before = quoted(erp)
        after = erp.call("PATCH", f"/api/orders/{before['number']}", {"state": "cancelled"}).json()
        assert receive(bench, pushed(after, "new"), "new")["outcome"] == "ignored"
        assert receive(bench, pushed(before, "old"), "old") == {"outcome": "ignored", "reason": "stale"}
        assert bench.value("SELECT count(*) FROM instance") == 0
        assert bench.value("SELECT status FROM document_link") == "cancelled"
        assert "stale" in {row[0] for row in bench.rows("SELECT kind FROM document_event")}


def test_an_event_starts_no_second_instance_with_a_business_id_that_is_unique(database, erp):
    with node(database) as bench:
        bench.runtime.unique_business_ids = True
        bench.deploy(buy())
        start = {"process": "buy", "variables": "={order: event}", "business_id": '="all the same"'}
        bench.hub.configure(connections=bench.settings(erp), sources=[webhook(bench, erp, start=start)])
        first, second = (receive(bench, pushed(quoted(erp), f"event-{n}"), f"event-{n}") for n in range(2))

        assert first["outcome"] == "started"
        assert second == {"outcome": "ignored", "reason": "business id", "instance": first["instance"]}


def test_a_webhook_and_a_poll_of_the_same_order_start_one_instance(database, erp):
    with node(database) as bench:
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp), sources=[webhook(bench, erp)])
        one = quoted(erp)
        receive(bench, pushed(one, "pushed"), "pushed")
        bench.hub.configure(sources=[ORDERS])
        until(lambda: bench.value("SELECT received FROM source WHERE name = 'orders'") == 1)
        assert bench.value("SELECT count(*) FROM instance") == 1


def test_configuring_again_keeps_the_cursor(database, erp):
    with node(database) as bench:
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp), sources=[ORDERS])
        quoted(erp)
        until(lambda: bench.value("SELECT received FROM source") == 1)
        before = until(lambda: bench.value("SELECT state FROM source"))
        bench.hub.configure(connections=bench.settings(erp), sources=[ORDERS])
        assert bench.rows("SELECT state, received FROM source") == [(before, 1)]


def test_a_person_s_name_becomes_the_initiator(database, erp):
    start = {
        **ORDERS["start"],
        "initiator": "=event.requester",
        "variables": '={order: context put(event, "requester", initiator)}',
    }
    with node(database) as bench:
        from lingqu.directory import people
        from lingqu.directory.people import Person
        from lingqu.runtime import RowWork

        bench.runtime.writer.call(
            RowWork(run=lambda tx: people.add(tx.c, "", Person(login="wangmin", name="王敏"), tx.now) and None)
        )
        bench.deploy(buy())
        bench.hub.configure(connections=bench.settings(erp), sources=[{**ORDERS, "start": start}])
        quoted(erp)
        until(lambda: bench.value("SELECT count(*) FROM instance") == 1)
        assert bench.value("SELECT started_by FROM instance") == "wangmin"
        orders = bench.rows("SELECT value FROM variable WHERE name = 'order'")  # a step has one of its own
        assert any('"requester":"wangmin"' in value.replace(" ", "") for (value,) in orders)


def test_an_event_that_cannot_be_taken_in_holds_its_source_and_loses_nothing(database, erp):
    with node(database) as bench:
        bench.hub.configure(connections=bench.settings(erp), sources=[ORDERS])  # the process is not deployed
        quoted(erp)
        until(lambda: "no_such_process" in bench.value("SELECT error FROM source"))
        assert bench.rows("SELECT 1 FROM guard WHERE id = 'PO-0001@2'") == []
        bench.deploy(buy())
        until(lambda: bench.value("SELECT count(*) FROM instance") == 1)
        until(lambda: bench.value("SELECT error FROM source") == "")


def test_two_nodes_hear_every_webhook_three_times_and_start_one_instance_each(postgres, erp):
    name = postgres.empty()
    first, second = open_database(postgres.url(name)), open_database(postgres.url(name))
    with node(first) as one, node(second) as two:
        one.deploy(buy())
        one.hub.configure(connections=one.settings(erp), sources=[webhook(one, erp)])
        events = []
        for n in range(4):
            order_ = quoted(erp)
            events += [(pushed(order_, f"event-{n}"), f"event-{n}")] * 3
            # the same order once more under another event id, as some systems do after a restart
            events.append((pushed(order_, f"again-{n}"), f"again-{n}"))
        random.Random(11).shuffle(events)  # noqa: S311 - an order of events
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda given: receive((one, two)[given[0] % 2], *given[1]), enumerate(events)))
        assert len(answers) == 16
        assert one.value("SELECT count(*) FROM instance") == 4
        assert one.value("SELECT count(*) FROM document") == 4
    first.close()
    second.close()
    postgres.drop(name)
