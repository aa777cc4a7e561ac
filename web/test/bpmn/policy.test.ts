/** What the panel writes about seats and rules is what the file format knows. */
import { describe, expect, test } from "vitest";
import { isPassValue, parsePassRule, writePassRule } from "../../src/bpmn/panel/policy";
import { parseWho, writeWho } from "../../src/bpmn/panel/who";

describe("a seat", () => {
  test.each([
    "user:li.qiang",
    "group:finance",
    "role:cfo",
    "post:buyer",
    "department:d1",
    "head",
    "head:2",
    "initiator",
    "=order.owner",
  ])("%s is read and written the same", (text) => {
    expect(writeWho(parseWho(text))).toBe(text);
  });

  test("of the first level is the plain head", () => {
    expect(writeWho({ kind: "head", value: "1" })).toBe("head");
  });

  test("keeps colons inside an id", () => {
    expect(parseWho("user:ad:li")).toEqual({ kind: "user", value: "ad:li" });
  });

  test("without a kind names a person", () => {
    expect(parseWho("li.qiang")).toEqual({ kind: "user", value: "li.qiang" });
  });

  test("as an expression gets its sign", () => {
    expect(writeWho({ kind: "feel", value: "order.owner" })).toBe("=order.owner");
  });
});

describe("a pass rule", () => {
  test.each(["", "all", "any", "at-least:3", "ratio:2/3", "weight:60", "=count(approvals) > 2"])(
    "%j is read and written the same",
    (text) => {
      expect(writePassRule(parsePassRule(text))).toBe(text);
    },
  );

  test.each([
    ["at-least", "3", true],
    ["at-least", "0", false],
    ["at-least", "two", false],
    ["ratio", "2/3", true],
    ["ratio", "3/2", false],
    ["ratio", "67%", false],
    ["weight", "60.5", true],
    ["weight", "-1", false],
  ] as const)("%s takes %j: %s", (kind, value, good) => {
    expect(isPassValue(kind, value)).toBe(good);
  });
});
