/** Models that come in as files or begin from a drawing. */
import { BpmnModdle } from "bpmn-moddle";
import type { TFunction } from "i18next";
import { describe, expect, test } from "vitest";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import lingqu from "../../src/bpmn/lingqu-moddle.json";
import { createLint } from "../../src/bpmn/lint/lint";
import { blankDecision } from "../../src/pages/designer/decision";
import { readDecisions, readForm } from "../../src/pages/designer/editor/bpmn/useChoices";
import { blankForm, STARTERS, starterXml } from "../../src/pages/designer/gallery";
import { kindOf, nameOf, titleIn } from "../../src/pages/designer/list/useImport";

const t = ((key: string) => `<${key}> & "more"`) as unknown as TFunction;

describe("a starter", () => {
  test.each(STARTERS)("%s is a drawing that can be read without a warning", async (starter) => {
    const { warnings } = await new BpmnModdle({ zeebe, lingqu }).fromXML(starterXml(starter, "A & B", t));
    expect(warnings).toEqual([]);
  });

  test.each(STARTERS.filter((starter) => starter !== "blank"))("%s breaks no rule", async (starter) => {
    const { rootElement } = await new BpmnModdle({ zeebe, lingqu }).fromXML(starterXml(starter, "Order", t));
    const found = await createLint((rule) => rule)(rootElement);
    expect(found.map(({ element, code }) => `${element} ${code}`)).toEqual([]);
  });

  test("has its own process id each time", () => {
    const id = () => /<bpmn:process id="([^"]+)"/.exec(starterXml("blank", "x", t))?.[1];
    expect(id()).not.toBe(id());
  });
});

test.each([
  ["order.bpmn", `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>`, "bpmn"],
  ["order.xml", `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>`, "bpmn"],
  ["limits.dmn", `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>`, "dmn"],
  ["order.form", `{"components": []}`, "form"],
  ["package.json", `{"name": "x"}`, undefined],
  ["letter.bpmn", "Dear all", undefined],
])("%s is recognised", (name, content, kind) => {
  expect(kindOf(name, content)).toBe(kind);
});

test.each([
  ["order.bpmn", "order"],
  ["order.bpmn20.xml", "order"],
  ["采购.form", "采购"],
])("%s gives the name %s", (file, name) => {
  expect(nameOf(file)).toBe(name);
});

test("an imported process is called what it calls itself", () => {
  const file = (name: string) =>
    `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"><b:process id="p"${name}/></b:definitions>`;
  expect(titleIn("bpmn", file(` name="A &amp; B"`), "x.bpmn")).toBe("A & B");
  expect(titleIn("bpmn", file(""), "order.bpmn")).toBe("order");
});

describe("a form", () => {
  test("tells its fields, nested ones too", () => {
    const form = { id: "order", components: [{ key: "no", label: "No." }, { components: [{ key: "sum" }] }] };
    expect(readForm(JSON.stringify(form)).fields).toEqual([
      { value: "no", label: "No. (no)" },
      { value: "sum", label: "sum" },
    ]);
  });
  test("that is broken has none", () => {
    expect(readForm("{").fields).toEqual([]);
  });
  test("begins with an id of its own", () => {
    expect(readForm(blankForm("Order")).id).toMatch(/^Form_/);
  });
});

describe("a decision model", () => {
  test("tells its decisions by id and name", () => {
    const xml = `<d:definitions xmlns:d="https://www.omg.org/spec/DMN/20191111/MODEL/">
      <d:decision id="limits" name="Limits"/><d:decision id="bare"/><d:inputData id="order"/></d:definitions>`;
    expect(readDecisions(xml)).toEqual([
      { value: "limits", label: "Limits (limits)" },
      { value: "bare", label: "bare" },
    ]);
  });
  test("that is broken has none", () => {
    expect(readDecisions("<a")).toEqual([]);
  });
  test("begins with one decision", () => {
    expect(readDecisions(blankDecision("Order", t))).toHaveLength(1);
  });
});
