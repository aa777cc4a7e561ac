"""Keeping and forgetting, as an administrator meets them: how long, what goes, and only after a look; clean for axe."""

from playwright.sync_api import expect

from e2e.looks import AXE, serious_faults
from e2e.test_webhooks import PICTURES, pictures


def test_an_instance_is_forgotten_after_a_look(meet):
    admin = meet("admin")
    key = meet("wang.min").starts("expense", {"expense": {"purpose": "被遗忘的出差", "amount": 88, "kind": "差旅"}})
    page = admin.opens("/inbox")
    page.get_by_test_id("menu-keeping").click()
    expect(page.get_by_test_id("keeping-rule")).to_contain_text("永久")
    expect(page.get_by_test_id("keeping-processes")).to_contain_text("费用报销")
    look(page, "keeping")
    page.get_by_test_id("keeping-tab-removals").click()
    expect(page.get_by_text("尚未移除任何实例")).to_be_visible()
    look(page, "removals")

    page.get_by_test_id("keeping-tab-forget").click()
    page.get_by_test_id("forget-instance-id").fill(key)
    admin.call("POST", f"/api/instances/{key}/cancel", {"reason": "不再需要"})
    page.get_by_test_id("forget-instance-look").click()
    expect(page.get_by_test_id("forget-instance-would")).to_contain_text("history")
    look(page, "forget")
    page.get_by_test_id("forget-instance-do").click()
    expect(page.locator("#forget-sure")).to_be_disabled()
    page.get_by_test_id("forget-typed").fill(key)
    page.locator("#forget-sure").click()
    expect(page.get_by_test_id("forget-instance-done")).to_be_visible()
    gone = admin.context.request.get(f"{admin.url}/api/instances/{key}")
    assert gone.status == 404


def look(page, name):
    """Axe, and pictures for who wants them."""
    if PICTURES:
        pictures(page, name)
    if AXE.is_file():
        assert serious_faults(page) == []
