"""Every main page in light and dark for everybody's eyes and hands, and the inbox on a phone."""

import pytest
from playwright.sync_api import expect

from e2e.looks import AXE, serious_faults

needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with the web app's sources: npm ci in web/")


@needs_axe
def test_the_main_pages_pass_axe_in_light_and_dark(meet):
    zhao, gao = meet("zhao.lei"), meet("gao.jun")
    meet("wang.min").starts("expense", {"expense": {"purpose": "无障碍的出差", "amount": 88, "kind": "办公"}})
    found = {}

    page = zhao.opens("/inbox")
    expect(zhao.row("无障碍的出差")).to_be_visible()
    found |= in_both(page, "inbox")
    page = zhao.opens_task("无障碍的出差")
    expect(page.get_by_test_id("verb-approve")).to_be_visible()
    found |= in_both(page, "task")

    page = gao.opens("/monitor")
    expect(page.get_by_test_id("process-expense")).to_be_visible()
    found |= in_both(page, "processes")
    page.get_by_test_id("process-expense").click()
    expect(page.locator('.djs-element[data-element-id="pay_out"]')).to_be_visible()
    expect(page.get_by_test_id("monitor-summary")).to_be_visible()
    found |= in_both(page, "process")
    page = gao.opens("/designer")
    expect(page.get_by_role("link", name="费用报销")).to_be_visible()
    found |= in_both(page, "models")

    assert {where: what for where, what in found.items() if what} == {}


def in_both(page, name):
    """What axe finds on the page as it is, in light and then in dark."""
    found = {}
    for brightness in ("light", "dark"):
        page.emulate_media(color_scheme=brightness)
        expect(page.locator("html")).to_have_attribute("data-theme", brightness)
        found[f"{name} {brightness}"] = serious_faults(page)
    return found


def test_the_inbox_works_on_a_phone(meet):
    meet("wang.min").starts("expense", {"expense": {"purpose": "手机上批的出差", "amount": 88, "kind": "差旅"}})
    zhao = meet("zhao.lei", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = zhao.opens("/inbox")
    expect(zhao.row("手机上批的出差")).to_be_visible()
    assert width_of(page) <= 390
    zhao.row("手机上批的出差").get_by_role("link").tap()
    expect(page.get_by_test_id("task-title")).to_contain_text("手机上批的出差")
    expect(page.get_by_test_id("verb-approve")).to_be_in_viewport()
    assert width_of(page) <= 390
    page.get_by_test_id("verb-approve").tap()
    page.wait_for_url("**/inbox*")
    expect(zhao.row("手机上批的出差")).to_have_count(0)
    page.get_by_test_id("menu-toggle").tap()
    expect(page.get_by_test_id("menu-mine")).to_be_visible()


def width_of(page):
    """Of what can be scrolled to: more than the screen is a page that slides sideways."""
    return page.evaluate("document.scrollingElement.scrollWidth")


def test_the_brightness_a_person_chooses_stays(meet):
    page = meet("wang.min", color_scheme="light").opens("/inbox")
    page.get_by_test_id("account").click()
    page.get_by_text("外观").hover()
    page.get_by_text("深色", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
