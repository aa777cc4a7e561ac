"""A real server with the demo's company, and a browser for each person who takes part in a test."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from e2e.people import Person
from e2e.programs import ROOT, Program, furnish, serving

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: What a failed test leaves to look at.
LEFT = ROOT / "var" / "e2e"
PAST_INSTANCES = 30
ROOM: dict[str, Any] = {
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "viewport": {"width": 1440, "height": 900},
}

Meet = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is an end-to-end test; they run in one process: there is one server and one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Needs Debian's chromium (apt-get install chromium fonts-noto-cjk), which is not on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """`lingqu serve` on SQLite: the company, its processes deployed, a little past."""
    assert (ROOT / "src/lingqu/webui/index.html").is_file(), "Build the web app first: make web"
    folder = tmp_path_factory.mktemp("lingqu")
    furnish(folder, PAST_INSTANCES)
    with serving(folder, LINGQU_OUTBOUND_ALLOW="127.0.0.1") as program:
        yield program


@pytest.fixture(scope="session")
def rooms(browser: Browser) -> Iterator[dict[tuple[str, str], BrowserContext]]:
    """The browsers of the people, kept from test to test: what they have loaded need not come again."""
    kept: dict[tuple[str, str], BrowserContext] = {}
    yield kept
    for room in kept.values():
        room.close()


@pytest.fixture
def meet(
    request: pytest.FixtureRequest,
    browser: Browser,
    rooms: dict[tuple[str, str], BrowserContext],
    server: Program,
) -> Iterator[Meet]:
    """Gives each person a browser of their own: `meet("wang.min")`, signed in unless said otherwise."""
    yield from meeting(request, browser, rooms, server)


def meeting(
    request: pytest.FixtureRequest,
    browser: Browser,
    rooms: dict[tuple[str, str], BrowserContext],
    program: Program,
) -> Iterator[Meet]:
    met: list[Person] = []

    def meet(login: str, *, signed_in: bool = True, **context: Any) -> Person:
        known = (program.url, login)
        usual = signed_in and not context
        if usual and known in rooms:
            person = Person(login, rooms[known], program.url)
        else:
            person = Person(login, browser.new_context(**{**ROOM, **context}), program.url)
            if signed_in:
                person.enter()
        if usual:
            rooms[known] = person.context
        met.append(person)
        return person

    yield meet
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed:
        _keep(request.node.name, met, program)
    wrongs = [f"{person.login}: {wrong}" for person in met for wrong in person.wrongs]
    for person in met:
        person.page.close()
        if person.context not in rooms.values():
            person.context.close()
    assert not wrongs, wrongs


def _keep(test: str, met: list[Person], program: Program) -> None:
    """Pictures of what everybody saw, and the server's log."""
    folder = LEFT / re.sub(r"[^\w.-]+", "_", test)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(program.log, folder / "lingqu.log")
    for number, person in enumerate(met):
        person.page.screenshot(path=folder / f"{number}-{person.login}.png", full_page=True)
