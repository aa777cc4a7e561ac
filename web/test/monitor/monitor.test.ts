/** What the monitor makes of times and paths. */
import type { TFunction } from "i18next";
import { describe, expect, test } from "vitest";
import type { ElementInstance, Incident } from "../../src/api/types";
import { durationText, parts } from "../../src/pages/monitor/duration";
import { traceOf } from "../../src/pages/monitor/instance/TraceDiagram";

const HOUR = 3_600_000;
const t = ((key: string, { count }: { count?: number } = {}) =>
  count === undefined ? key : `${count} ${key.replace("duration.", "")}`) as unknown as TFunction;

describe("a duration", () => {
  test.each([
    [0, [["second", 0]]],
    [59_999, [["second", 59]]],
    [60_000, [["minute", 1]]],
    [
      90_000,
      [
        ["minute", 1],
        ["second", 30],
      ],
    ],
    [
      26 * HOUR,
      [
        ["day", 1],
        ["hour", 2],
      ],
    ],
    [24 * HOUR + 59_000, [["day", 1]]],
    [241 * HOUR, [["day", 10]]],
  ])("of %d ms has its largest two units", (ms, expected) => {
    expect(parts(ms)).toEqual(expected);
  });

  test("that nobody knows is a dash, one under a second is none to speak of", () => {
    expect([durationText(null, t), durationText(999, t), durationText(HOUR, t)]).toEqual([
      "–",
      "duration.instant",
      "1 hour",
    ]);
  });
});

describe("the path of an instance", () => {
  const visit = (element: string, state: ElementInstance["state"]): ElementInstance => ({
    key: element,
    element,
    name: element,
    kind: "userTask",
    state,
    enteredAt: "2026-11-01T00:00:00.000Z",
    leftAt: null,
    broughtBy: [],
  });
  const incident = (element: string): Incident => ({
    key: "i",
    element,
    kind: "job",
    message: "",
    createdAt: "2026-11-01T00:00:00.000Z",
    jobKey: null,
  });

  test("stands where the latest visit is, not where it was done before", () => {
    const trace = traceOf({
      elements: [visit("a", "completed"), visit("b", "completed"), visit("a", "active")],
      flowsTaken: ["f"],
      incidents: [],
    });
    expect([trace.been, trace.here, trace.flows]).toEqual([["b"], ["a"], ["f"]]);
  });

  test("is stuck where an incident is", () => {
    const trace = traceOf({ elements: [visit("a", "active")], flowsTaken: [], incidents: [incident("a")] });
    expect([trace.here, trace.stuck]).toEqual([[], ["a"]]);
  });
});
