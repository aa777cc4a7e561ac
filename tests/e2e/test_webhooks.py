"""Webhooks out, as an integrator meets them: added, tried, paused, changed by two at once, told again; clean for axe."""

import os
from pathlib import Path

from playwright.sync_api import expect

from e2e.looks import AXE, serious_faults
from e2e.programs import eventually
from feed.receiver import receiving

#: A folder for pictures of the page, for who wants to look at it.
PICTURES = os.environ.get("LINGQU_E2E_PICTURES", "")
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


def test_a_system_is_told_what_happens(meet):
    gao, wang = meet("gao.jun"), meet("wang.min")
    with receiving() as receiver:
        page = gao.opens("/systems?tab=webhooks")
        page.get_by_test_id("webhook-new").click()
        page.get_by_test_id("webhook-name").fill("数据仓库")
        page.get_by_test_id("webhook-url").fill(receiver.url)
        page.locator("#webhook-save").click()
        expect(page.get_by_test_id("webhook-secret")).to_contain_text("whsec_")
        page.locator("#webhook-secret-close").click()
        row = page.locator('tr[data-testid^="webhook-"]').filter(has_text="数据仓库")
        expect(row).to_be_visible()
        mine = row.get_attribute("data-testid")

        page.get_by_test_id(f"{mine}-test").click()
        expect(page.get_by_text("数据仓库 已接收测试事件")).to_be_visible()
        wang.starts("expense", {"expense": {"purpose": "推送的出差", "amount": 88, "kind": "差旅"}})
        eventually(lambda: "lingqu.instance.started" in receiver.types(), "the system is told of the start")

        page.get_by_test_id(f"{mine}-toggle").click()
        expect(page.get_by_test_id(f"{mine}-state")).to_have_attribute("data-state", "paused")
        wang.starts("expense", {"expense": {"purpose": "暂停时的出差", "amount": 88, "kind": "差旅"}})
        page.reload()
        expect(row).to_contain_text("次提交")
        pictures(page, "webhooks")
        if AXE.is_file():
            assert serious_faults(page) == []

        # two change it at once: the later one is told, and what both wanted is saved
        page.get_by_test_id(f"{mine}-edit").click()
        page.get_by_test_id("webhook-name").fill("数据仓库二")
        gao.call("PATCH", f"/api/feed/webhooks/{mine.removeprefix('webhook-')}", {"types": ["instance"]})
        page.locator("#webhook-save").click()
        expect(page.get_by_test_id("edited-note")).to_be_visible()
        pictures(page, "changed-meanwhile")
        page.get_by_test_id("edited-reload").click()
        expect(page.get_by_test_id("edited-reloaded")).to_be_visible()
        expect(page.get_by_test_id("webhook-name")).to_have_value("数据仓库二")
        page.locator("#webhook-save").click()
        expect(row.filter(has_text="数据仓库二")).to_contain_text("instance")

        told = receiver.types().count("lingqu.instance.started")
        page.get_by_test_id(f"{mine}-more").click()
        page.get_by_test_id(f"{mine}-resend").click()
        page.get_by_test_id("webhook-from-beginning").check()
        page.locator("#webhook-resend").click()
        page.get_by_test_id(f"{mine}-toggle").click()
        eventually(lambda: receiver.types().count("lingqu.instance.started") > told + 1, "it is told again")
        page.get_by_test_id(f"{mine}-more").click()
        page.get_by_test_id(f"{mine}-delete").click()
        page.locator("#webhook-delete-sure").click()
        expect(row).to_have_count(0)


def pictures(page, name):
    """The page as it is, wide and narrow."""
    if not PICTURES:
        return
    before = page.viewport_size
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png")
    page.set_viewport_size(before)
