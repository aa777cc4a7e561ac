"""Decisions in the browser: in order, together, handed on, on behalf of another."""

import datetime as dt

import pytest
from playwright.sync_api import expect


@pytest.fixture
def an_expense(meet):
    """Wang Min has asked for an expense: (Wang Min, the title)."""

    def asked(purpose, amount="480.50"):
        wang = meet("wang.min")
        expense = {"purpose": purpose, "amount": float(amount), "kind": "差旅", "detail": ""}
        wang.starts("expense", {"expense": expense})
        return wang, f"报销 · {purpose}"

    return asked


def test_a_chain_is_asked_in_order_and_the_requester_reads_why_it_was_rejected(meet, an_expense):
    wang, title = an_expense("逐级审批的出差")
    zhao, zhou = meet("zhao.lei"), meet("zhou.ming")

    zhou.opens("/inbox")
    expect(zhou.page.get_by_role("heading", level=1)).to_be_visible()
    zhao.opens_task(title)
    expect(zhou.row(title)).to_have_count(0)
    seats = zhao.page.get_by_test_id("seats").locator("li")
    expect(seats).to_have_count(2)
    expect(seats.nth(0)).to_contain_text("赵磊")
    expect(seats.nth(1)).to_contain_text("周明")
    expect(seats.nth(1)).to_have_attribute("data-state", "waiting")
    zhao.decides("approve")

    zhou.opens_task(title)
    zhou.does("reject")  # not without a reason
    expect(zhou.page.get_by_text("请填写意见")).to_be_visible()
    zhou.says("超出本季度预算")
    zhou.decides("reject")

    wang.opens("/inbox?box=copied")
    expect(wang.row(title)).to_be_visible()
    wang.opens("/mine")
    expect(wang.row(title)).to_contain_text("已完成")
    wang.row(title).get_by_role("link").click()
    expect(wang.page.get_by_role("tabpanel")).to_contain_text("超出本季度预算")


def test_a_task_is_transferred_and_the_other_one_decides(meet, an_expense):
    _, title = an_expense("转办的出差")
    zhao, sun = meet("zhao.lei"), meet("sun.jing")

    zhao.opens_task(title)
    zhao.does("transfer")
    zhao.picks_person("transfer-to", "sun.jing", "孙静")
    zhao.page.get_by_test_id("transfer-opinion").fill("这笔由质量部承担")
    zhao.page.locator("#transfer-confirm").click()
    expect(zhao.page.get_by_text("已转办").first).to_be_visible()
    zhao.opens("/inbox")
    expect(zhao.page.get_by_role("heading", level=1)).to_be_visible()
    expect(zhao.row(title)).to_have_count(0)

    sun.opens_task(title)
    expect(sun.page.get_by_test_id("seats")).to_contain_text("转办")
    expect(sun.page.get_by_test_id("timeline")).to_contain_text("这笔由质量部承担")
    sun.decides("approve")
    sun.opens("/inbox?box=done")
    expect(sun.row(title)).to_contain_text("已同意")


def test_during_a_delegation_the_other_one_decides_on_behalf(meet):
    sun, he, liu = meet("sun.jing"), meet("he.wei"), meet("liu.yang")
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date().isoformat()

    sun.opens("/people?tab=delegations")
    sun.page.get_by_test_id("delegation-new").click()
    sun.picks_person("delegation-to", "he.wei", "何伟")
    days = sun.page.locator(".ant-picker-range input")
    days.nth(0).fill(today)
    days.nth(0).press("Enter")
    days.nth(1).fill(today)
    days.nth(1).press("Enter")
    sun.page.get_by_role("dialog").locator(".ant-btn-primary").click()
    expect(sun.page.get_by_role("row").filter(has_text="何伟")).to_contain_text("生效中")

    leave = {"kind": "年假", "first_day": today, "last_day": "2031-04-01", "days": 1}
    liu.starts("leave-request", {"leave": leave})
    he.opens_task("2031-04-01")
    expect(he.page.get_by_test_id("seats")).to_contain_text("何伟（代孙静）")
    he.decides("approve")
    liu.opens("/mine")
    liu.row("2031-04-01").get_by_role("link").click()
    expect(liu.page.get_by_role("tabpanel")).to_contain_text("何伟 代 孙静 同意")

    sun.page.get_by_role("row").filter(has_text="何伟").get_by_role("button").click()
    sun.page.locator(".ant-popconfirm, .ant-modal-confirm").locator(".ant-btn-primary, .ant-btn-dangerous").click()
    expect(sun.page.get_by_role("row").filter(has_text="何伟")).to_have_count(0)


def test_a_countersign_shows_everybody_and_waits_for_all(meet):
    wang, zhao, jie, zhou = meet("wang.min"), meet("zhao.lei"), meet("chen.jie"), meet("zhou.ming")
    order = {
        "id": "PO-9001",
        "number": "PO-9001",
        "supplier": "华东轴承",
        "amount": 28000,
        "currency": "CNY",
        "department": "生产部",
        "requester": "wang.min",
        "lines": [{"product": "深沟球轴承 6204", "quantity": 175, "price": 160}],
    }
    wang.starts("purchase-to-payment", {"order": order})

    zhao.opens_task("PO-9001 · 华东轴承 · ¥28,000.00")
    zhao.decides("approve")

    jie.opens_task("PO-9001")
    seats = jie.page.get_by_test_id("seats")
    expect(seats.locator("li")).to_have_count(2)
    expect(jie.page.locator(".ant-card").filter(has=seats)).to_contain_text("会签")
    expect(seats).to_contain_text("陈洁")
    expect(seats).to_contain_text("周明")
    jie.says("预算内")
    jie.decides("approve")

    zhou.opens_task("PO-9001")
    expect(zhou.page.get_by_test_id("seats").locator("li").filter(has_text="陈洁")).to_contain_text("预算内")
    zhou.decides("approve")
    zhou.opens("/inbox?box=done")
    expect(zhou.row("PO-9001")).to_contain_text("已同意")
