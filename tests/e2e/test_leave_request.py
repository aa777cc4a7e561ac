"""A leave request in the browser: asked for, approved, recorded, finished."""

import datetime as dt
import re

from playwright.sync_api import expect

DAY = dt.datetime.now(dt.UTC).date().isoformat()
FAR = "2031-03-0{}"


def test_a_leave_request_goes_from_its_form_to_its_end(meet):
    wang, zhao, xu = meet("wang.min"), meet("zhao.lei"), meet("xu.fei")
    last_day = FAR.format(1)
    title = f"请假 · 年假 · {DAY} 至 {last_day}"

    # asked for
    wang.opens("/start")
    wang.page.get_by_test_id("start-leave-request").click()
    wang.chooses("leave.kind", "年假")
    wang.picks_day("leave.first_day", DAY)
    wang.picks_day("leave.last_day", last_day)
    wang.field("leave.days").fill("2.5")
    wang.field("leave.reason").fill("家里有事")
    wang.page.get_by_test_id("start-submit").click()
    wang.page.wait_for_url("**/mine")
    expect(wang.row(title)).to_contain_text("进行中")

    # approved
    zhao.opens_task(last_day)
    expect(zhao.field("leave.days")).to_have_text("2.5")
    expect(zhao.field("leave.reason")).to_have_text("家里有事")
    zhao.says("准假, 注意交接")
    zhao.decides("approve")
    expect(zhao.row(last_day)).to_have_count(0)

    # recorded by whoever of the group takes it
    xu.opens_task(last_day)
    xu.does("claim")
    xu.field("record.remark").fill("已登记考勤")
    xu.decides("complete")

    # finished, and the one who asked can read how
    wang.opens("/mine")
    expect(wang.row(title)).to_contain_text("已完成")
    wang.row(title).get_by_role("link").click()
    story = wang.page.get_by_role("tabpanel")
    expect(story).to_contain_text("准假, 注意交接")
    expect(story).to_contain_text("徐菲")


def test_what_the_form_does_not_allow_is_told_at_the_field(meet):
    wang = meet("wang.min")
    wang.opens("/start?process=leave-request")
    wang.field("leave.days").fill("0.25")
    wang.page.get_by_test_id("start-submit").click()
    expect(wang.page.get_by_test_id("field-leave.kind-error")).to_have_text("此项必填")
    expect(wang.page.get_by_test_id("field-leave.days-error")).to_be_visible()
    expect(wang.page).to_have_url(re.compile("/start"))


def test_the_server_checks_the_form_as_well(meet):
    wang = meet("wang.min")
    token = {one["name"]: one["value"] for one in wang.context.cookies()}["lingqu_csrf"]
    answer = wang.context.request.post(
        f"{wang.url}/api/start/leave-request",
        headers={"X-CSRF-Token": token},
        data={"variables": {"leave": {"kind": "年假", "first_day": DAY, "last_day": DAY, "days": 900}}},
    )
    assert answer.status == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["leave.days"]
