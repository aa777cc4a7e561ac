/** Numbers behind the pictures, and files that leave the designer. */
import { describe, expect, test } from "vitest";
import { onPaper } from "../../src/bpmn/colors";
import { fileName } from "../../src/bpmn/files";
import { heatColor, intensities } from "../../src/bpmn/layers/heat";
import { bandWidth } from "../../src/bpmn/layers/paths";

describe("heat", () => {
  test("is 1 at the hottest, and nothing where nothing happened", () => {
    expect([
      ...intensities(
        new Map([
          ["a", 100],
          ["b", 25],
          ["c", 0],
        ]),
      ),
    ]).toEqual([
      ["a", 1],
      ["b", 0.5],
    ]);
  });

  test("is nowhere when all is cold", () => {
    expect(intensities(new Map([["a", 0]])).size).toBe(0);
  });

  test("goes from green to red", () => {
    expect([heatColor(0), heatColor(1)]).toEqual(["hsl(125 85% 48%)", "hsl(0 85% 48%)"]);
  });
});

test("a flow that all take is the broadest, one that nobody takes has no band", () => {
  expect([bandWidth(10, 10), bandWidth(1, 10), bandWidth(0, 10), bandWidth(0, 0)]).toEqual([16, 4, 0, 0]);
});

test("an exported picture holds no variables of the theme", () => {
  const svg = `<path style="fill: var(--lq-shape-fill); stroke: var(--lq-shape-stroke)"/>`;
  expect(onPaper(svg)).toBe(`<path style="fill: #ffffff; stroke: #22303b"/>`);
});

test.each([
  ["采购到付款", "采购到付款.bpmn"],
  ["a/b:c", "a-b-c.bpmn"],
  ["  ", "model.bpmn"],
])("the file of %j is %j", (title, name) => {
  expect(fileName(title, "bpmn")).toBe(name);
});
