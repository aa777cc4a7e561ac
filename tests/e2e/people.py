"""Somebody at a browser: signs in, finds their work, fills in forms, decides."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

PASSWORD = "lingqu-demo"
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


class Person:
    """One person with a browser of their own."""

    def __init__(self, login: str, context: BrowserContext, url: str) -> None:
        self.login = login
        self.context = context
        self.url = url
        self.wrongs: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(2 * PATIENCE_MS)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda wrong: self.wrongs.append(f"uncaught in the page: {wrong}"))
        self.page.on("response", self._heed)

    def _heed(self, answer: Response) -> None:
        if answer.status >= 500:
            self.wrongs.append(f"{answer.status} {answer.url}")

    # ---- without the page: what prepares a test ----

    def enter(self) -> None:
        """Sign in without the page."""
        answer = self.context.request.post(f"{self.url}/api/session", data={"user": self.login, "password": PASSWORD})
        assert answer.ok, answer.text()

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Ask the API as this person; what it answers."""
        cookies = {one["name"]: one["value"] for one in self.context.cookies()}
        answer = self.context.request.fetch(
            self.url + path,
            method=method,
            headers={"X-CSRF-Token": cookies.get("lingqu_csrf", ""), "Accept-Language": "zh-CN"},
            **({"data": body} if body is not None else {}),
            **more,
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json() if answer.body() else None

    def starts(self, process: str, variables: dict[str, Any]) -> str:
        """Start a process; the instance's key."""
        return self.call("POST", f"/api/start/{process}", {"variables": variables})["instanceKey"]

    # ---- with the page ----

    def opens(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def signs_in(self, password: str = PASSWORD) -> None:
        """As a person does it: on the sign-in page."""
        self.page.get_by_label("用户名").fill(self.login)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_test_id("sign-in-submit").click()

    def row(self, words: str) -> Locator:
        """The row of a list of tasks or instances that has these words."""
        return (
            self.page.locator('[data-testid^="task-"], [data-testid^="instance-"]')
            .filter(has_text=words)
            .and_(self.page.locator("tr, li"))
        )

    def opens_task(self, words: str) -> Page:
        """Find the one task with these words among those to do, and open it."""
        self.opens("/inbox")
        self.row(words).get_by_role("link").first.click()
        expect(self.page.get_by_test_id("task-title")).to_contain_text(words)
        return self.page

    def field(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"field-{name}")

    def chooses(self, name: str, option: str) -> None:
        """Choose in a drop-down by typing, as the keyboard does it."""
        box = self.page.locator(f'[id="field-{name}"]').and_(self.page.locator("input"))
        box.fill(option)
        box.press("Enter")

    def picks_day(self, name: str, day: str) -> None:
        box = self.page.locator(f'input[id="field-{name}"]')
        box.fill(day)
        box.press("Enter")

    def picks_person(self, testid: str, login: str, name: str) -> None:
        box = self.page.get_by_test_id(testid).locator("input")
        box.fill(name)
        self.page.locator(".ant-select-item-option", has_text=name).click()

    def says(self, opinion: str) -> None:
        self.page.get_by_test_id("opinion").fill(opinion)

    def does(self, verb: str) -> None:
        """Press a verb's button; if it decides the task, the page goes back to the list."""
        self.page.get_by_test_id(f"verb-{verb}").click()

    def decides(self, verb: str) -> None:
        self.does(verb)
        self.page.wait_for_url("**/inbox*")
