"""Open pages hear what others do, without a reload."""

from playwright.sync_api import expect


def test_a_new_task_and_its_notice_come_by_themselves(meet):
    zhao = meet("zhao.lei")
    zhao.opens("/inbox")
    expect(zhao.page.get_by_role("heading", level=1)).to_be_visible()
    zhao.page.evaluate("window.notReloaded = true")

    meet("wang.min").starts("expense", {"expense": {"purpose": "自己出现的出差", "amount": 88, "kind": "差旅"}})

    expect(zhao.row("自己出现的出差")).to_be_visible()
    zhao.page.get_by_test_id("bell").click()
    expect(zhao.page.get_by_test_id("notices")).to_contain_text("自己出现的出差")
    assert zhao.page.evaluate("window.notReloaded")


def test_a_task_that_another_took_goes_from_the_list(meet):
    lin, wang = meet("lin.na"), meet("wang.min")
    wang.starts("expense", {"expense": {"purpose": "别人先处理的出差", "amount": 88, "kind": "差旅"}})
    zhao = meet("zhao.lei")
    zhao.opens("/inbox")
    expect(zhao.row("别人先处理的出差")).to_be_visible()
    (task,) = zhao.call("GET", "/api/tasks?box=todo&q=别人先处理的出差")["items"]
    zhao.call("POST", f"/api/tasks/{task['key']}/transfer", {"to": lin.login})
    expect(zhao.row("别人先处理的出差")).to_have_count(0)


def test_the_requester_sees_the_end_without_a_reload(meet):
    wang, zhao = meet("wang.min"), meet("zhao.lei")
    wang.starts("expense", {"expense": {"purpose": "看着结束的出差", "amount": 88, "kind": "差旅"}})
    wang.opens("/mine")
    expect(wang.row("看着结束的出差")).to_contain_text("进行中")
    (task,) = zhao.call("GET", "/api/tasks?box=todo&q=看着结束的出差")["items"]
    zhao.call("POST", f"/api/tasks/{task['key']}/reject", {"opinion": "重复提交"})
    expect(wang.row("看着结束的出差")).to_contain_text("已完成")


def test_what_comes_while_the_page_opens_is_not_missed(meet):
    zhao, wang = meet("zhao.lei"), meet("wang.min")
    begun = []

    def hold_back(route):
        """The stream opens only after the list was read and a new task has come."""
        if not begun:
            expect(zhao.page.get_by_role("heading", level=1)).to_be_visible()
            begun.append(
                wang.starts("expense", {"expense": {"purpose": "赶在前面的出差", "amount": 88, "kind": "差旅"}})
            )
        route.continue_()

    zhao.page.route("**/api/events", hold_back)
    zhao.opens("/inbox")
    expect(zhao.row("赶在前面的出差")).to_be_visible()
    assert begun
