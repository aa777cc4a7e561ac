"""The designer's drawing, worked with mouse and keyboard as a person does it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

#: A point to click at: a fifth of the way along the flow, where no badge or label lies.
POINT = """line => {
  const at = line.getPointAtLength(line.getTotalLength() / 5).matrixTransform(line.getScreenCTM());
  return [at.x, at.y];
}"""


class Designer:
    """An open model."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.get_by_test_id("designer-properties")

    def shape(self, element: str) -> Locator:
        return self.page.locator(f'.djs-element[data-element-id="{element}"]')

    def selects(self, element: str) -> None:
        shape = self.shape(element)
        expect(shape).to_be_attached()  # a level flow has no height: "visible" it never is
        classes = (shape.get_attribute("class") or "").split()
        if "selected" not in classes:
            if "djs-connection" in classes:
                self.page.mouse.click(*shape.locator(".djs-hit").first.evaluate(POINT))
            else:
                shape.locator(".djs-hit").first.click()
        expect(shape).to_have_class(re.compile("selected"))

    def pad(self, action: str) -> None:
        """An entry of the menu beside the selected element."""
        self.page.locator(f'.djs-context-pad .entry[data-action="{action}"]').click()

    def appends(self, kind: str, name: str, *, after: str) -> str:
        """Append an element and type its name; the new element's id."""
        self.selects(after)
        before = self._ids()
        self.pad("append")
        self.page.locator(f'.djs-popup .entry[data-id="append-{kind}"]').click()
        box = self.page.locator(".djs-direct-editing-content")
        expect(box).to_be_visible()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".djs-shape", has_text=name)).to_have_count(1)
        (new,) = {one for one in self._ids() - before if not one.startswith("Flow_") and not one.endswith("_label")}
        return new

    def connects(self, start: str, end: str) -> str:
        """Draw a flow; its id."""
        self.selects(start)
        before = self._ids()
        self.pad("connect")
        self.shape(end).locator(".djs-hit").first.click()
        expect(self.page.locator(".djs-connection")).to_have_count(sum(map(_is_flow, before)) + 1)
        (new,) = self._ids() - before
        return new

    def flow_into(self) -> str:
        """The id of the flow that came with the element appended last."""
        (flow,) = {one for one in self._ids() if one.startswith("Flow_")}
        return flow

    def condition(self, flow: str, expression: str) -> None:
        self.selects(flow)
        self._opens("condition")
        self.panel.locator('[data-entry-id="conditionExpression"] [role="textbox"]').fill(expression)

    def decided_by_group(self, task: str, group: str) -> None:
        """The selected user task becomes an approval by one of a group."""
        self.selects(task)
        self._opens("lingqu-approval")
        self.entry("lingqu-mode").select_option("any")
        seats = self.panel.locator('[data-group-id="group-lingqu-seats"]')
        seats.locator(".bio-properties-panel-add-entry").press("Enter")
        self.entry("lingqu-seat-0-who").select_option("group")
        self.entry("lingqu-seat-0-who-value").select_option(group)

    def entry(self, name: str) -> Locator:
        return self.panel.locator(f'[data-entry-id="{name}"]').locator("select, input")

    def deploys(self) -> None:
        self.page.get_by_test_id("designer-deploy").click()

    def waits_until_saved(self) -> None:
        expect(self.page.get_by_test_id("designer-saved")).to_have_attribute("data-state", "saved")

    def _opens(self, group: str) -> None:
        found = self.panel.locator(f'[data-group-id="group-{group}"]')
        header = found.locator(".bio-properties-panel-group-header").first
        expect(header).to_be_visible()
        if "open" not in (header.get_attribute("class") or "").split():
            header.click()

    def _ids(self) -> set[str]:
        found: list[str] = self.page.locator(".djs-element").evaluate_all("all => all.map(e => e.dataset.elementId)")
        return set(found)


def _is_flow(element: str) -> bool:
    return element.lower().startswith("flow_") and not element.endswith("_label")
