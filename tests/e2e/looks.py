"""What axe finds on a page."""

from __future__ import annotations

from playwright.sync_api import Page

from e2e.programs import ROOT

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
#: A colour on its way to another one is nobody's fault: ten frames in a row without anything that moves to an end.
SETTLED = """() => {
  const moving = document.getAnimations().some(
    ({playState, effect}) => playState === "running" && effect.getComputedTiming().endTime !== Infinity);
  window.framesAtRest = moving ? 0 : (window.framesAtRest ?? 0) + 1;
  return window.framesAtRest > 10;
}"""
RUN = """() => axe.run(document, {resultTypes: ["violations"], preload: false}).then(({violations}) => violations
  .filter(({impact}) => impact === "serious" || impact === "critical")
  .map(({id, nodes}) => id + ": " + nodes.map(({html}) => html.slice(0, 160)).slice(0, 3).join(" | ")))"""


def serious_faults(page: Page) -> list[str]:
    """Serious and critical violations of accessibility, each with its first places."""
    page.evaluate(AXE.read_text())
    page.evaluate("window.framesAtRest = 0")
    page.wait_for_function(SETTLED, polling="raf")
    found: list[str] = page.evaluate(RUN)
    return found
