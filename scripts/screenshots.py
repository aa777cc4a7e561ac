"""Takes the pictures in docs/images from a running demo: `python scripts/screenshots.py` (make screenshots).

The demo starts in a folder of its own, with its past and its neighbouring systems; designer, inbox and monitor are
looked at in Chinese, light, at 1440 × 900; then the demo is stopped. Needs Debian's chromium and CJK fonts.
"""

import argparse
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = "lingqu-demo"  # noqa: S105 - the demo prints it for everybody
VIEW = {"width": 1440, "height": 900}
PATIENCE_MS = 30_000
RUNNING = re.compile(r"(http://\S+).*Ctrl-C")


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation.")
    parser.add_argument("--to", type=Path, default=IMAGES, help="folder for the pictures")
    parser.add_argument("--instances", type=int, default=300, help="how many past instances the demo runs")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Needs chromium: apt-get install chromium fonts-noto-cjk")
    options.to.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with running_demo(options.instances) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for name, (login, show) in PICTURES.items():
            page = signed_in(browser, url, login)
            show(page, url)
            page.mouse.move(0, 0)
            page.screenshot(path=options.to / f"{name}.png", animations="disabled")
            page.context.close()
            print(f"{options.to / name}.png")
        browser.close()


@contextmanager
def running_demo(instances: int) -> Iterator[str]:
    """The address of a demo; it is ended with Ctrl-C, as a person would."""
    with tempfile.TemporaryDirectory(prefix="lingqu-pictures-") as folder:
        command = [sys.executable, "-m", "lingqu.cli", "demo", "--port", "0", "--data", f"{folder}/demo"]
        demo = subprocess.Popen(
            [*command, "--instances", str(instances)], cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        try:
            yield address(demo)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)


def address(demo: subprocess.Popen[str]) -> str:
    said = []
    for line in demo.stdout or ():
        said.append(line)
        found = RUNNING.search(line)
        if found:
            return found.group(1)
    sys.exit(f"The demo did not start:\n{''.join(said)}")


def signed_in(browser: Browser, url: str, login: str) -> Page:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport=VIEW, color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{url}/sign-in")  # waits for the server: what it prints comes a moment before it listens
    page.get_by_test_id("sign-in-user").fill(login)
    page.get_by_test_id("sign-in-password").fill(PASSWORD)
    page.get_by_test_id("sign-in-submit").click()
    page.wait_for_url("**/inbox*")
    return page


def designer(page: Page, url: str) -> None:
    """The purchase process, its countersign selected; the menu is folded, the drawing has its room."""
    page.get_by_test_id("menu-toggle").click()
    page.goto(f"{url}/designer")
    page.get_by_role("link", name="采购到付款").click()
    countersign = page.locator('.djs-element[data-element-id="countersign"]')
    countersign.locator(".djs-hit").first.click()
    expect(page.locator('[data-group-id="group-lingqu-approval"]')).to_be_visible()
    expect(page.get_by_test_id("designer-problems")).to_be_visible()


def inbox(page: Page, url: str) -> None:
    page.goto(f"{url}/inbox")
    expect(page.get_by_test_id("task-list")).to_be_visible()


def task(page: Page, url: str) -> None:
    """The newest order that waits for the head."""
    inbox(page, url)
    page.get_by_role("link", name=re.compile("PO-.*华东轴承")).first.click()
    expect(page.get_by_test_id("verb-approve")).to_be_visible()


def monitor(page: Page, url: str) -> None:
    """Where purchases spend their time."""
    page.goto(f"{url}/monitor/purchase-to-payment")
    expect(page.get_by_test_id("monitor-heat").locator("ellipse").first).to_be_attached()
    expect(page.get_by_test_id("monitor-summary")).to_be_visible()


PICTURES = {
    "designer": ("gao.jun", designer),
    "inbox": ("zhao.lei", inbox),
    "task": ("zhao.lei", task),
    "monitor": ("gao.jun", monitor),
}


if __name__ == "__main__":
    main()
