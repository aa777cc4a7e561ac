"""From a quote in the ERP to its payment and back, each system's own data read to prove it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from e2e.conftest import meeting
from e2e.programs import eventually, showing

WITHIN_S = 60


@pytest.fixture(scope="module")
def stage(browser, tmp_path_factory):
    """`lingqu demo`: Lingqu with its neighbours, the sample ERP and the finance system."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with showing(folder, instances=5) as program:
        program.folder = folder
        yield program


@pytest.fixture
def meet(request, browser, rooms, stage):
    yield from meeting(request, browser, rooms, stage)


def address(stage, name):
    """What the demo has printed for a neighbouring system."""
    (line,) = [one for one in stage.printed if name in one]
    return re.search(r"http://\S+", line).group()


def rows(stage, system, query, *values):
    """From the system's own database, which nobody else writes."""
    with closing(sqlite3.connect(f"file:{stage.folder / system}.sqlite?mode=ro", uri=True)) as database:
        return database.execute(query, values).fetchall()


def quote(page, url, supplier, quantity, price):
    """A new order in the ERP, quoted: by hand on its page. Its number."""
    page.goto(url)
    form = page.locator("form.new")
    form.get_by_label("供应商").fill(supplier)
    form.get_by_label("部门").fill("生产部")
    form.get_by_label("申请人").fill("wang.min")
    form.get_by_label("数量").fill(quantity)
    form.get_by_label("单价").fill(price)
    form.get_by_role("button").click()
    row = page.locator("tr").filter(has_text=supplier)
    number = row.locator("td").first.inner_text()
    row.get_by_role("button", name="报价").click()
    expect(page.locator(f"[id={number}] .state")).to_have_text("已报价")
    return number


def pay(page, url, number):
    """The cashier's click on the page of the finance system."""
    page.goto(url)
    row = page.locator("tr").filter(has_text=number)
    row.get_by_role("button", name="付款", exact=True).click()
    expect(page.locator("tr").filter(has_text=number).locator(".state")).to_have_text("已付款")


def test_a_large_order_is_countersigned_paid_and_written_back(stage, meet):
    erp, finance = address(stage, "ERP:"), address(stage, "Finance")
    wang, zhao = meet("wang.min"), meet("zhao.lei")
    number = quote(wang.page, erp, "常州大型电机", "20", "1400.00")
    title = f"{number} · 常州大型电机 · ¥28,000.00"

    zhao.opens("/inbox")
    expect(zhao.row(title)).to_be_visible(timeout=WITHIN_S * 1000)  # the hub has seen it
    zhao.opens_task(title)
    zhao.decides("approve")
    assert rows(stage, "finance", "SELECT * FROM payments WHERE reference = ?", number) == []
    for login in ("chen.jie", "zhou.ming"):
        signer = meet(login)
        signer.opens_task(title)
        signer.decides("approve")

    # one payment is in the finance system's data, for the exact amount
    asked = eventually(
        lambda: rows(stage, "finance", "SELECT state, amount, payee FROM payments WHERE reference = ?", number),
        f"finance has a payment for {number}",
    )
    assert asked == [("requested", "28000.00", "常州大型电机")]
    eventually(
        lambda: rows(stage, "erp", "SELECT 1 FROM orders WHERE number = ? AND state = 'payment_requested'", number),
        f"the ERP knows that the payment of {number} is under way",
    )

    # the cashier pays; the order says so by itself
    pay(wang.page, finance, number)
    eventually(
        lambda: rows(stage, "erp", "SELECT 1 FROM orders WHERE number = ? AND state = 'paid'", number),
        f"the ERP knows that {number} is paid",
    )
    (reference,) = rows(stage, "erp", "SELECT payment_reference FROM orders WHERE number = ?", number)[0]
    (payment,) = rows(stage, "finance", "SELECT number FROM payments WHERE reference = ?", number)
    assert reference == payment[0]

    # everybody concerned knows
    wang.opens("/inbox?box=copied")
    expect(wang.row(title)).to_be_visible()
    wang.page.get_by_test_id("bell").click()
    expect(wang.page.get_by_test_id("notices")).to_contain_text(title)

    # and the ledger can show each call
    admin = meet("admin")
    effects = admin.call("GET", "/api/effects?limit=100")["items"]
    mine = [one for one in effects if one["title"] == title]
    assert {one["state"] for one in mine} == {"confirmed"}
    assert sorted(one["action"] for one in mine) == ["create-payment", *["write-status"] * 3]
    assert "Bearer" not in json.dumps(mine)


def test_a_rejected_order_comes_back_to_the_requester_corrected_and_goes_on(stage, meet):
    wang, zhao = meet("wang.min"), meet("zhao.lei")
    number = quote(wang.page, address(stage, "ERP:"), "无锡小件", "10", "99.50")
    title = f"{number} · 无锡小件 · ¥995.00"

    zhao.opens("/inbox")
    expect(zhao.row(title)).to_be_visible(timeout=WITHIN_S * 1000)
    zhao.opens_task(title)
    zhao.says("数量再核对一下")
    zhao.decides("reject")

    wang.opens_task(number)
    expect(wang.page.get_by_test_id("timeline")).to_contain_text("数量再核对一下")
    wang.field("note").fill("已与车间核对")
    wang.decides("complete")

    zhao.opens_task(number)
    expect(zhao.page.get_by_text("第 2 轮").first).to_be_visible()
    zhao.decides("approve")  # below 10,000: nobody else is asked
    eventually(
        lambda: rows(stage, "finance", "SELECT 1 FROM payments WHERE reference = ? AND amount = '995.00'", number),
        f"finance has a payment for {number}",
    )


def test_an_order_that_the_erp_takes_back_is_not_asked_twice(stage, meet):
    """The poll reads the same order again when it changes: one process all the same."""
    wang = meet("wang.min")
    number = quote(wang.page, address(stage, "ERP:"), "苏州只问一次", "1", "50.00")
    admin = meet("admin")
    query = f"/api/instances?process=purchase-to-payment&q={number}"
    eventually(lambda: admin.call("GET", query)["total"], f"{number} has a process")
    wang.page.goto(address(stage, "ERP:"))
    row = wang.page.locator(f"[id={number}]")
    row.get_by_role("button", name="改回草稿").click()
    wang.page.locator(f"[id={number}]").get_by_role("button", name="报价").click()
    later = quote(wang.page, address(stage, "ERP:"), "苏州之后的一单", "1", "51.00")
    later_query = f"/api/instances?process=purchase-to-payment&q={later}"
    eventually(lambda: admin.call("GET", later_query)["total"], f"{later} has a process")
    assert admin.call("GET", query)["total"] == 1
