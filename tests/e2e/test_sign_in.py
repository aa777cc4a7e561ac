"""Signing in: both languages, and what somebody hears who mistypes the password."""

from playwright.sync_api import expect


def test_a_wrong_password_is_told_in_words(meet):
    wang = meet("wang.min", signed_in=False)
    wang.opens("/")
    wang.signs_in("not-this-one")
    expect(wang.page.get_by_test_id("sign-in-error")).to_have_text("用户名或密码不正确。")
    expect(wang.page).to_have_url(f"{wang.url}/sign-in")


def test_a_person_signs_in_and_comes_to_where_they_wanted_to_go(meet):
    wang = meet("wang.min", signed_in=False)
    wang.opens("/start?process=expense")
    wang.signs_in()
    expect(wang.page.get_by_role("heading", name="费用报销").first).to_be_visible()
    expect(wang.page.get_by_test_id("account")).to_contain_text("王敏")


def test_the_page_before_signing_in_speaks_both_languages(meet):
    page = meet("wang.min", signed_in=False).opens("/sign-in")
    expect(page.get_by_test_id("sign-in-submit")).to_have_text("登录")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_test_id("sign-in-submit")).to_have_text("Sign in")


def test_a_person_switches_the_language_and_it_stays(meet):
    wang = meet("liu.yang", color_scheme="light")  # a browser of its own, which forgets
    page = wang.opens("/inbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的任务")
    page.get_by_test_id("account").click()
    page.get_by_text("语言").hover()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My tasks")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("My tasks")


def test_whoever_may_not_design_has_no_menu_for_it(meet):
    page = meet("wang.min").opens("/inbox")
    expect(page.get_by_test_id("menu-inbox")).to_be_visible()
    expect(page.get_by_test_id("menu-designer")).to_have_count(0)
    expect(page.get_by_test_id("menu-monitor")).to_have_count(0)
