/** One list from two sources. */
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/api/types";
import { countBySeverity, merge, worst } from "../../src/bpmn/problems/problems";

const problem = (element: string, code: string, severity: Problem["severity"], message = code): Problem => ({
  element,
  code,
  severity,
  message,
  line: null,
});

describe("problems", () => {
  test("the server's words replace the drawing's on the same thing", () => {
    const merged = merge(
      [problem("a", "missing-task-type", "error", "ours")],
      [problem("a", "checks.missing_task_type", "error", "theirs")],
    );
    expect(merged.map(({ message }) => message)).toEqual(["theirs"]);
  });

  test("the same thing on another element stays", () => {
    expect(merge([problem("b", "x-y", "error")], [problem("a", "x_y", "error")])).toHaveLength(2);
  });

  test("errors come first", () => {
    const merged = merge(
      [problem("a", "w", "warning"), problem("b", "e", "error")],
      [problem("c", "i", "info")],
    );
    expect(merged.map(({ severity }) => severity)).toEqual(["error", "warning", "info"]);
  });

  test("are counted, and the worst is known", () => {
    const list = [problem("a", "1", "warning"), problem("b", "2", "warning"), problem("c", "3", "info")];
    expect(countBySeverity(list)).toEqual({ error: 0, warning: 2, info: 1 });
    expect(worst(list)).toBe("warning");
  });
});
