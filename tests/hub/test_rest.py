"""The REST job of Camunda 8: its inputs, its answers and errors, its secrets, and what a person decides."""

import json

import pytest

from hub.bench import node, service, until
from systems.programs import running

REST = "io.camunda:http-json:1"
ROW_TABLES = (
    "effect", "connection", "source", "secret", "variable", "history", "job", "incident", "guard", "document_event", "page",
)  # fmt: skip


@pytest.fixture(scope="module")
def finance(tmp_path_factory):
    with running("finance", tmp_path_factory.mktemp("finance") / "finance.sqlite", "--faults") as finance:
        yield finance


@pytest.fixture(autouse=True)
def _no_faults_left(finance):
    yield
    finance.call("DELETE", "/_fault")


@pytest.fixture
def bench(database, finance):
    with node(database) as bench:
        bench.hub.configure(secrets={"FINANCE": finance.token})
        yield bench


def post(finance, process, headers=None, **more):
    inputs = {
        "method": "POST",
        "url": f"{finance.url}/api/payments",
        "authentication.type": "bearer",
        "authentication.token": "{{secrets.FINANCE}}",
        "body": '={reference: reference, payee: "华东轴承", amount: "10.50"}',
    }
    return service(process, inputs, headers, type_=REST, **more)


def reference(bench, word):
    return f"{word}-{bench.db.dialect}"


def variable(bench, name):
    return json.loads(bench.value("SELECT value FROM variable WHERE name = ?", name))


def payments(finance, ref):
    return finance.call("GET", f"/api/payments?reference={ref}").json()["payments"]


def in_every_row(bench):
    return " ".join(str(row) for table in ROW_TABLES for row in bench.rows(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours


def test_an_answer_becomes_variables(bench, finance):
    headers = {"resultVariable": "answer", "resultExpression": "={number: response.body.number, code: response.status}"}
    bench.deploy(post(finance, "rest-post", headers))
    bench.begin("rest-post", reference=reference(bench, "R1"))
    until(lambda: bench.ended() == 1)
    (made,) = payments(finance, reference(bench, "R1"))
    assert (variable(bench, "number"), variable(bench, "code")) == (made["number"], 201)
    assert variable(bench, "answer")["body"]["amount"] == "10.50"
    assert finance.token not in in_every_row(bench)


def test_a_refusal_becomes_a_bpmn_error(bench, finance):
    ref = reference(bench, "R2")
    finance.call("POST", "/api/payments", {"reference": ref, "payee": "x", "amount": "1.00"})
    rule = '=if error.code = "409" then bpmnError("TAKEN", error.message) else null'
    bench.deploy(post(finance, "rest-error", {"errorExpression": rule}, boundary="TAKEN"))
    bench.begin("rest-error", reference=ref)
    until(lambda: bench.ended() == 1)
    assert bench.value("SELECT count(*) FROM incident") == 0
    assert bench.value("SELECT state FROM effect") == 3


def test_a_refusal_without_a_rule_is_an_incident_after_the_retries(bench, finance):
    ref = reference(bench, "R3")
    finance.call("POST", "/api/payments", {"reference": ref, "payee": "x", "amount": "1.00"})
    bench.deploy(post(finance, "rest-refused", retries=2))
    bench.begin("rest-refused", reference=ref)
    until(lambda: bench.value("SELECT count(*) FROM incident") == 1)
    assert bench.rows("SELECT state, attempts FROM effect") == [(3, 2)]


def test_an_unknown_outcome_waits_for_a_person_and_is_not_repeated(bench, finance):
    ref = reference(bench, "R4")
    finance.call("POST", "/_fault", {"cut_after_commit": 1})
    bench.deploy(post(finance, "rest-cut", {"resultExpression": "={number: response.number}"}))
    bench.begin("rest-cut", reference=ref)
    until(lambda: bench.value("SELECT count(*) FROM incident") == 1)
    ((job, state, kind),) = bench.rows("SELECT job, state, class FROM effect")
    assert (state, kind, len(payments(finance, ref))) == (4, "E", 1)
    # an operator who only presses "retry" repeats nothing
    incident = bench.value("SELECT key FROM incident WHERE resolved_at IS NULL")
    bench.runtime.writer.call(bench.runtime.retry_incident(incident))
    until(lambda: bench.value("SELECT count(*) FROM incident WHERE resolved_at IS NULL") == 1)
    assert len(payments(finance, ref)) == 1
    # the person has looked: it is there
    bench.hub.decide("", job, "confirmed", "PAY seen", by="chen", output={"number": "PAY-7"})
    until(lambda: bench.ended() == 1)
    assert variable(bench, "number") == "PAY-7"
    assert len(payments(finance, ref)) == 1


def test_a_person_lets_it_be_sent_again(bench, finance):
    ref = reference(bench, "R5")
    finance.call("POST", "/_fault", {"cut": 1})
    bench.deploy(post(finance, "rest-again"))
    bench.begin("rest-again", reference=ref)
    until(lambda: bench.value("SELECT count(*) FROM incident") == 1)
    bench.hub.decide("", bench.value("SELECT job FROM effect"), "planned", "not there", by="chen")
    until(lambda: bench.ended() == 1)
    assert len(payments(finance, ref)) == 1


def test_a_busy_target_costs_no_retry(bench, finance):
    finance.call("POST", "/_fault", {"busy": 2})
    bench.deploy(post(finance, "rest-busy", retries=1))
    bench.begin("rest-busy", reference=reference(bench, "R6"))
    until(lambda: bench.ended() == 1)
    assert bench.rows("SELECT state, attempts FROM effect") == [(2, 3)]


def test_a_secret_that_nobody_wrote_stops_before_anything_is_sent(bench, finance):
    seen = finance.call("GET", "/_fault").json()["seen"]
    inputs = {
        "method": "POST",
        "url": f"{finance.url}/api/payments",
        "headers": '={authorization: "Bearer {{secrets.NONE}}"}',
    }
    bench.deploy(service("rest-nosecret", inputs, type_=REST))
    bench.begin("rest-nosecret")
    until(lambda: bench.value("SELECT count(*) FROM incident") == 1)
    assert finance.call("GET", "/_fault").json()["seen"] == seen
    assert bench.rows("SELECT * FROM effect") == []


def test_a_literal_secret_is_left_out_of_the_ledger(bench, finance):
    inputs = {
        "method": "GET",
        "url": f"{finance.url}/api/payments",
        "authentication.type": "bearer",
        "authentication.token": "l1teral-t0ken",
    }
    bench.deploy(service("rest-literal", inputs, type_=REST, retries=1))
    bench.begin("rest-literal")
    until(lambda: bench.value("SELECT count(*) FROM incident") == 1)  # 401
    assert "l1teral" not in str(bench.rows("SELECT request, response, error FROM effect"))


def test_a_private_address_is_not_reached(database):
    from lingqu.outbound.guard import Guard
    from lingqu.outbound.transport import Transport

    with node(database, transport=Transport(Guard())) as bench:
        bench.deploy(service("rest-private", {"url": "http://127.0.0.1:9/"}, type_=REST))
        bench.begin("rest-private")
        until(lambda: bench.value("SELECT count(*) FROM incident") == 1)
        assert bench.value("SELECT state FROM effect") == 3
