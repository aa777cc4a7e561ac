"""The sample finance system takes a payment request once, by key or by reference, and misbehaves only on demand."""

import pytest

from lingqu.outbound.errors import Unknown
from systems.programs import running


@pytest.fixture(scope="module")
def finance(tmp_path_factory):
    with running("finance", tmp_path_factory.mktemp("finance") / "finance.sqlite", "--faults") as finance:
        yield finance


@pytest.fixture(autouse=True)
def _no_faults_left(finance):
    yield
    finance.call("DELETE", "/_fault")


def payment(reference: str, **more) -> dict:
    return {"reference": reference, "payee": "华东轴承有限公司", "amount": "128000.00", "currency": "CNY", **more}


def payments_of(finance, reference: str) -> list:
    return finance.call("GET", f"/api/payments?reference={reference}").json()["payments"]


def test_a_payment_is_requested(finance):
    response = finance.call("POST", "/api/payments", payment("R-1"))
    assert (response.status, response.json()["state"], response.json()["amount"]) == (201, "requested", "128000.00")


def test_the_same_key_gets_the_same_answer(finance):
    first = finance.call("POST", "/api/payments", payment("R-2"), Idempotency_Key="k-2")
    again = finance.call("POST", "/api/payments", payment("R-2"), Idempotency_Key="k-2")
    assert (again.status, again.body, again.header("idempotent-replayed")) == (201, first.body, "true")
    assert len(payments_of(finance, "R-2")) == 1


def test_the_same_key_for_something_else_is_refused(finance):
    finance.call("POST", "/api/payments", payment("R-3"), Idempotency_Key="k-3")
    response = finance.call("POST", "/api/payments", payment("R-3", amount="1.00"), Idempotency_Key="k-3")
    assert (response.status, response.json()["code"]) == (422, "key_reused")


def test_a_reference_is_taken_once_and_shows_what_exists(finance):
    first = finance.call("POST", "/api/payments", payment("R-4")).json()
    response = finance.call("POST", "/api/payments", payment("R-4"))
    assert (response.status, response.json()["existing"]) == (409, first)


def test_a_payment_is_found_by_reference(finance):
    assert payments_of(finance, "R-5") == []
    made = finance.call("POST", "/api/payments", payment("R-5")).json()
    assert payments_of(finance, "R-5") == [made]


def test_paying_twice_pays_once(finance):
    number = finance.call("POST", "/api/payments", payment("R-6")).json()["number"]
    once = finance.call("POST", f"/api/payments/{number}/pay").json()
    assert (once["state"], once["version"]) == ("paid", 2)
    assert finance.call("POST", f"/api/payments/{number}/pay").json() == once


def test_a_paid_payment_cannot_be_cancelled(finance):
    number = finance.call("POST", "/api/payments", payment("R-7")).json()["number"]
    finance.call("POST", f"/api/payments/{number}/pay")
    assert finance.call("POST", f"/api/payments/{number}/cancel").status == 409


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "x", None, "1e40"])
def test_a_bad_amount_is_refused(finance, amount):
    assert finance.call("POST", "/api/payments", payment("R-8", amount=amount)).status == 422


@pytest.mark.parametrize("amount", ["1234567890.12", 1234567890.5])
def test_an_amount_keeps_its_digits(finance, amount):
    made = finance.call("POST", "/api/payments", payment(f"R-9-{amount}", amount=str(amount))).json()
    assert made["amount"] == f"{amount:.2f}" if isinstance(amount, float) else amount


def test_the_page_shows_payments_and_its_button_pays(finance):
    number = finance.call("POST", "/api/payments", payment("R-10")).json()["number"]
    page = finance.form(f"/payments/{number}/pay", "").text()
    assert "付款申请" in page
    assert finance.call("GET", f"/api/payments/{number}").json()["state"] == "paid"


# Faults


def test_a_cut_after_commit_leaves_the_payment(finance):
    finance.call("POST", "/_fault", {"cut_after_commit": 1})
    with pytest.raises(Unknown):
        finance.call("POST", "/api/payments", payment("F-1"))
    assert len(payments_of(finance, "F-1")) == 1


def test_a_cut_before_leaves_nothing(finance):
    finance.call("POST", "/_fault", {"cut": 1})
    with pytest.raises(Unknown):
        finance.call("POST", "/api/payments", payment("F-2"))
    assert payments_of(finance, "F-2") == []


@pytest.mark.parametrize(
    ("fault", "status", "left"), [("fail", 500, 0), ("fail_after_commit", 500, 1), ("busy", 429, 0)]
)
def test_a_failing_answer(finance, fault, status, left):
    finance.call("POST", "/_fault", {fault: 1})
    assert finance.call("POST", "/api/payments", payment(f"F-{fault}")).status == status
    assert len(payments_of(finance, f"F-{fault}")) == left
    assert finance.call("GET", "/_fault").json()[fault] == 0


def test_a_system_that_is_down_answers_nothing(finance):
    finance.call("POST", "/_fault", {"down": True})
    with pytest.raises(Unknown):
        finance.call("POST", "/api/payments", payment("F-3"))
    with pytest.raises(Unknown):
        payments_of(finance, "F-3")


def test_a_careless_system_takes_the_same_twice(finance):
    finance.call("POST", "/_fault", {"careless": True})
    for _ in range(2):
        assert finance.call("POST", "/api/payments", payment("F-4"), Idempotency_Key="k-f4").status == 201
    assert len(payments_of(finance, "F-4")) == 2


def test_without_the_option_there_are_no_faults(tmp_path):
    with running("finance", tmp_path / "finance.sqlite") as sound:
        assert sound.call("POST", "/_fault", {"fail": 1}).status == 404


def test_bad_json_is_refused(finance):
    response = finance.call("POST", "/api/payments", b"{nope")
    assert (response.status, response.json()["code"]) == (400, "bad_json")
