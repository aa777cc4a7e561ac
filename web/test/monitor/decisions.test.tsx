/** What the monitor shows of decisions: inputs, rules, results, and what went wrong. */
import { fireEvent, render, screen, within } from "@testing-library/react";
import { beforeAll, expect, test, vi } from "vitest";
import { I18nextProvider } from "react-i18next";
import type { Decided } from "@/api/types";
import { i18n, startI18n } from "@/app/i18n";
import { Decisions } from "@/pages/monitor/instance/Decisions";

const MADE: Decided = {
  ...{
    key: "7-2",
    task: "limits",
    taskName: "查额度",
    asked: true,
    decision: "limit",
    name: "审批额度",
    version: 3,
  },
  ...{ decidedAt: "2026-11-22T08:00:00.000Z", state: "decided", value: "countersign", notes: [], cut: false },
  inputs: [{ name: "金额", value: 50000 }],
  rules: [{ index: 2, outputs: [{ name: "谁批准", value: "countersign" }] }],
};

beforeAll(() => startI18n("zh"));

function show(decided: Decided[], onPicked: (element: string) => void = () => undefined) {
  render(
    <I18nextProvider i18n={i18n}>
      <Decisions decided={decided} onPicked={onPicked} />
    </I18nextProvider>,
  );
  return within(screen.getByTestId("instance-decisions"));
}

test("a decision tells what it saw, which rule matched and what came of it", () => {
  const table = show([MADE]);
  for (const text of ["审批额度", "金额", "50000", "规则 2", "谁批准"])
    expect(table.getByText(text)).toBeDefined();
  expect(table.getAllByText("countersign")).toHaveLength(2);
});

test("its task is picked on the drawing", () => {
  const picked = vi.fn();
  fireEvent.click(show([MADE], picked).getByText("查额度"));
  expect(picked).toHaveBeenCalledWith("limits");
});

test("a failed one says why at once, one without data that it is not kept", () => {
  const table = show([
    { ...MADE, key: "8-1", state: "failed", value: null, notes: ["规则 1 与 2 同时命中"], rules: [] },
    { ...MADE, key: "9-1", cut: true, inputs: [], rules: [] },
  ]);
  expect(table.getByText("规则 1 与 2 同时命中")).toBeDefined();
  expect(table.getByText("失败")).toBeDefined();
  expect(table.getByText("未保留")).toBeDefined();
});
