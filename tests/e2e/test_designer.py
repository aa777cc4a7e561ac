"""The designer's promise: what is drawn is what runs, from the next instance on."""

import re

import pytest
from playwright.sync_api import expect

from e2e.drawing import Designer
from e2e.programs import ROOT

EXPENSE = (ROOT / "examples/expense/expense.bpmn").read_text()


def expense(purpose, amount):
    return {"expense": {"purpose": purpose, "amount": amount, "kind": "培训", "detail": ""}}


def named(process):
    """The expense process under another id."""
    return EXPENSE.replace('id="expense"', f'id="{process}"').replace(
        'bpmnElement="expense"', f'bpmnElement="{process}"'
    )


@pytest.fixture
def gao(meet):
    return meet("gao.jun")


def approve_as(meet, title, *logins):
    for login in logins:
        person = meet(login)
        person.opens_task(title)
        person.decides("approve")


def test_a_step_drawn_for_large_amounts_is_asked_from_the_next_instance_on(meet, gao):
    wang = meet("wang.min")
    wang.starts("expense", expense("改图之前的培训", 60000))

    # drawn: above 50,000 the general manager is asked once more
    gao.opens("/designer")
    gao.page.get_by_role("link", name="费用报销").click()
    designer = Designer(gao.page)
    step = designer.appends("user-task", "大额审批", after="finance_agrees")
    designer.decided_by_group(step, "management")
    approved = 'finance_countersign_outcome = "approved"'
    designer.condition(designer.flow_into(), f"{approved} and expense.amount > 50000")
    designer.condition("flow_finance_agrees_pay_out", f"{approved} and expense.amount <= 50000")
    designer.connects(step, "pay_out")
    designer.waits_until_saved()
    designer.deploys()
    expect(gao.page.get_by_text("已部署为版本 2")).to_be_visible()

    # the next ones follow the new drawing
    wang.starts("expense", expense("改图之后的大额培训", 60000))
    wang.starts("expense", expense("改图之后的小额培训", 300))
    for title in ("改图之前的培训", "改图之后的大额培训", "改图之后的小额培训"):
        for login in ("zhao.lei", "zhou.ming", "chen.jie"):
            decide(meet, login, title)
    zhou, lin = meet("zhou.ming"), meet("lin.na")
    zhou.opens_task("改图之后的大额培训")
    expect(zhou.page.get_by_text("费用报销 · 大额审批")).to_be_visible()
    zhou.opens("/inbox")
    expect(zhou.row("改图之后的大额培训")).to_have_count(1)
    expect(zhou.row("改图之前的培训")).to_have_count(0)  # the running one finishes as it was drawn when it began
    expect(zhou.row("改图之后的小额培训")).to_have_count(0)
    lin.opens("/inbox")
    expect(lin.row("改图之前的培训")).to_be_visible()
    expect(lin.row("改图之后的小额培训")).to_be_visible()
    expect(lin.row("改图之后的大额培训")).to_have_count(0)
    approve_as(meet, "改图之后的大额培训", "zhou.ming")
    expect(lin.row("改图之后的大额培训")).to_be_visible()  # without a reload

    # both versions stand side by side
    (row,) = [one for one in gao.call("GET", "/api/processes") if one["processId"] == "expense"]
    assert {one["version"] for one in row["versions"]} == {1, 2}


def decide(meet, login, title):
    """Without the page: these steps are not what is looked at here."""
    person = meet(login)
    (task,) = person.call("GET", f"/api/tasks?box=todo&q={title}")["items"]
    person.call("POST", f"/api/tasks/{task['key']}/approve", {})


def test_what_cannot_run_is_drawn_on_the_element_and_listed(gao):
    content = named("expense-draft")
    model = gao.call("POST", "/api/models", {"name": "有问题的报销", "kind": "bpmn", "content": content})
    gao.opens(f"/designer/{model['id']}")
    designer = Designer(gao.page)
    step = designer.appends("service-task", "没有类型", after="pay_out")
    designer.deploys()
    expect(gao.page.get_by_text("未部署：有").first).to_be_visible()
    badge = gao.page.locator(f'.djs-overlays[data-container-id="{step}"] .lq-badge-error')
    expect(badge).to_be_visible()
    listed = gao.page.locator(f'[data-testid="designer-problem"][data-element="{step}"]')
    expect(listed.first).to_be_visible()
    listed.first.click()
    expect(designer.shape(step)).to_have_class(re.compile("selected"))
    deployed = {one["processId"] for one in gao.call("GET", "/api/processes")}
    assert "expense-draft" not in deployed


def test_two_people_who_draw_at_once_are_told(gao, meet):
    content = named("expense-pair")
    model = gao.call("POST", "/api/models", {"name": "两个人画的报销", "kind": "bpmn", "content": content})
    admin = meet("admin")
    for person in (gao, admin):
        person.opens(f"/designer/{model['id']}")
        expect(Designer(person.page).shape("pay_out")).to_be_visible()
    theirs, mine = Designer(admin.page), Designer(gao.page)
    theirs.appends("user-task", "复核", after="pay_out")
    theirs.waits_until_saved()
    mine.appends("user-task", "归档", after="pay_out")
    gao.page.get_by_test_id("conflict-theirs").click()
    expect(gao.page.locator(".djs-shape", has_text="复核")).to_have_count(1)
    expect(gao.page.locator(".djs-shape", has_text="归档")).to_have_count(0)
