/** The form renderer: what people see, what they may change, what is sent. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useEffect } from "react";
import { I18nextProvider } from "react-i18next";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { i18n, startI18n } from "@/app/i18n";
import { exactNumber, parseJson, writeJson, type Variables } from "@/api/json";
import type { FieldProblem } from "@/api";
import { FormView, useForm, type FormState, type Rights } from ".";
import type { Component } from "./schema";

beforeAll(() => startI18n("zh"));

interface Given {
  components: Component[];
  variables?: Variables;
  draft?: Variables;
  rights?: Rights;
}

/** Draws a form; `form()` is its state as last drawn. */
function given({ components, variables = {}, draft, rights = {} }: Given) {
  const state: { current: FormState | null } = { current: null };
  const schema = { components: components as never };
  function Screen() {
    const form = useForm({ schema, variables, draft, rights });
    useEffect(() => {
      state.current = form;
    });
    return (
      <>
        <FormView form={form} />
        <button onClick={() => form.check()}>{"check"}</button>
      </>
    );
  }
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <Screen />
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { form: () => state.current!, check: () => userEvent.click(screen.getByText("check")) };
}

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.reject(new Error("Expected no request, but one was made")));
});

const AMOUNT: Component = {
  type: "number",
  key: "amount",
  label: "金额",
  decimalDigits: 2,
  validate: { required: true, min: 1 },
};

const NAME: Component = { type: "textfield", key: "name", label: "姓名" };

test("an amount keeps every digit that the server sent", () => {
  given({ components: [AMOUNT], variables: parseJson('{"amount": 128000.00}') as Variables });
  expect(screen.getByLabelText("金额")).toHaveProperty("value", "128000.00");
});

test("what is as the server has it is not sent again", async () => {
  const variables = parseJson('{"amount": 128000.00, "name": "李敏"}') as Variables;
  const { form } = given({ components: [AMOUNT, NAME], variables });
  await userEvent.type(screen.getByLabelText("姓名"), "！");
  expect(form().check()).toEqual({ name: "李敏！" });
});

test("a field that is emptied says so", async () => {
  const { form } = given({ components: [NAME], variables: { name: "李敏" } });
  await userEvent.clear(screen.getByLabelText("姓名"));
  expect(form().check()).toEqual({ name: null });
});

test("what was typed before lies over what the server has, name by name", () => {
  const { form } = given({
    components: [
      { ...NAME, key: "order.note" },
      { ...NAME, key: "order.no", label: "单号", readonly: true },
    ],
    variables: { order: { no: "PO-42", note: "" } },
    draft: { order: { note: "急" } },
  });
  expect(screen.getByText("PO-42")).toBeDefined();
  expect(form().typed()).toEqual({ order: { note: "急" } });
});

test("a default that the form fixes is sent once", () => {
  const fixed = { ...NAME, readonly: true, defaultValue: "华东" };
  expect(
    given({ components: [fixed] })
      .form()
      .check(),
  ).toEqual({ name: "华东" });
  expect(
    given({ components: [fixed], variables: { name: "华东" } })
      .form()
      .check(),
  ).toEqual({});
});

test("a right that requires a field opens it even where the form fixes it", () => {
  given({ components: [{ ...NAME, readonly: true }], rights: { name: "required" } });
  expect(screen.getByRole("textbox")).toBeDefined();
});

test("full-width digits and separators are taken as a number", async () => {
  const { form } = given({ components: [AMOUNT] });
  await userEvent.type(screen.getByLabelText("金额"), "１,２８０.５０");
  expect(writeJson(form().check())).toBe('{"amount":1280.50}');
});

test("a number that is to be text is sent as text", () => {
  const defaultValue = exactNumber("0.10");
  const { form } = given({
    components: [{ ...AMOUNT, validate: {}, serializeToString: true, defaultValue }],
  });
  expect(form().check()).toEqual({ amount: "0.10" });
});

test.each([
  ["", "此项必填"],
  ["12.345", "最多 2 位小数"],
  ["0.99", "不能小于 1"],
  ["abc", "请输入数字"],
])("the amount %j is refused with its reason", async (typed, reason) => {
  const { form, check } = given({ components: [AMOUNT] });
  if (typed) await userEvent.type(screen.getByLabelText("金额"), typed);
  await check();
  expect(screen.getByTestId("field-amount-error").textContent).toBe(reason);
  expect(form().check()).toBeUndefined();
});

test("limits are compared digit by digit, beyond what a float can hold", () => {
  const digits = "9007199254740993.01";
  const variables = parseJson(`{"amount": ${digits}}`) as Variables;
  const { form } = given({
    components: [{ ...AMOUNT, validate: { max: "9007199254740993.00" } }],
    variables,
  });
  expect(form().check()).toBeUndefined();
});

test("nothing is said before the first attempt to send", () => {
  given({ components: [AMOUNT] });
  expect(screen.queryByTestId("field-amount-error")).toBeNull();
});

test("a field that may only be read is shown as text and not sent", () => {
  const { form } = given({ components: [NAME], variables: { name: "李敏" }, rights: { name: "read" } });
  expect(screen.getByText("李敏")).toBeDefined();
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(form().check()).toEqual({});
});

test("a hidden field is neither shown nor sent", () => {
  const { form } = given({ components: [NAME], variables: { name: "李敏" }, rights: { name: "hidden" } });
  expect(screen.queryByText("姓名")).toBeNull();
  expect(form().check()).toEqual({});
});

test("a right may require what the form itself does not", () => {
  const { form } = given({ components: [NAME], rights: { name: "required" } });
  expect(form().check()).toBeUndefined();
});

test("texts are judged by length, pattern and kind", () => {
  const judged = (validate: Component["validate"], text: string) => {
    const { form } = given({ components: [{ ...NAME, validate: validate! }], variables: { name: text } });
    return form().check() !== undefined;
  };
  expect(judged({ minLength: 3 }, "灵渠")).toBe(false);
  expect(judged({ maxLength: 2 }, "灵渠")).toBe(true);
  expect(judged({ pattern: "^PO-\\d+$" }, "PO-42")).toBe(true);
  expect(judged({ pattern: "^PO-\\d+$" }, "42")).toBe(false);
  expect(judged({ validationType: "email" }, "someone")).toBe(false);
  expect(judged({ validationType: "phone" }, "+86 10 6554 1234")).toBe(true);
});

test("a choice may be any JSON value", async () => {
  const { form } = given({
    components: [
      {
        type: "radio",
        key: "ok",
        label: "结论",
        values: [
          { label: "是", value: true },
          { label: "否", value: false },
        ],
      },
    ],
  });
  await userEvent.click(screen.getByText("否"));
  expect(form().check()).toEqual({ ok: false });
});

test("options may come from the data", () => {
  given({
    components: [{ type: "checklist", key: "chosen", label: "城市", valuesKey: "cities" }],
    variables: { cities: [{ label: "桂林", value: "gl" }, "兴安"] },
  });
  expect(screen.getByText("桂林")).toBeDefined();
  expect(screen.getByText("兴安")).toBeDefined();
});

const LINES: Component = {
  type: "dynamiclist",
  path: "lines",
  label: "明细",
  components: [
    { type: "textfield", key: "item", label: "物料", validate: { required: true } },
    { type: "number", key: "qty", label: "数量" },
  ],
};

test("lines are added, filled and removed", async () => {
  const { form } = given({ components: [LINES], variables: { lines: [{ item: "轴承", qty: 2 }] } });
  await userEvent.click(screen.getByTestId("list-lines-add"));
  const second = within(screen.getByRole("group", { name: "第 2 行" }));
  await userEvent.type(second.getByLabelText("物料"), "垫片");
  await userEvent.click(screen.getByLabelText("删除第 1 行"));
  expect(form().check()).toEqual({ lines: [{ item: "垫片" }] });
});

test("a fault in a line stands in that line", async () => {
  const { check } = given({ components: [LINES], variables: { lines: [{ item: "轴承" }, {}] } });
  await check();
  expect(screen.queryByTestId("field-lines.0.item-error")).toBeNull();
  expect(screen.getByTestId("field-lines.1.item-error").textContent).toBe("此项必填");
});

test("a changed list is sent whole with the form's own fields; its draft keeps all that the items hold", async () => {
  const { form } = given({ components: [LINES], variables: { lines: [{ item: "轴承", id: "7" }] } });
  expect(form().check()).toEqual({});
  await userEvent.type(screen.getByLabelText("数量"), "3");
  expect(form().check()).toEqual({ lines: [{ item: "轴承", qty: 3 }] });
  expect(form().typed()).toEqual({ lines: [{ item: "轴承", id: "7", qty: 3 }] });
});

test("a list in which nothing may be changed is not sent", () => {
  const still = {
    ...LINES,
    allowAddRemove: false,
    components: LINES.components!.map((field) => ({ ...field, readonly: true })),
  };
  const { form } = given({ components: [still], variables: { lines: [{ item: "轴承" }] } });
  expect(form().check()).toEqual({});
});

test("the server's refusal stands on its field until the field is changed", async () => {
  const { form } = given({
    components: [NAME, LINES],
    variables: { name: "李敏", lines: [{ item: "轴承" }] },
  });
  const problems: FieldProblem[] = [
    { field: "lines[0].item", message: "没有库存" },
    { field: "elsewhere", message: "与我无关" },
  ];
  let rest: FieldProblem[] = [];
  act(() => {
    rest = form().refuse(problems);
  });
  expect(rest).toEqual([problems[1]]);
  expect(screen.getByTestId("field-lines.0.item-error").textContent).toBe("没有库存");
  await userEvent.type(screen.getByLabelText("物料"), "X");
  expect(screen.queryByTestId("field-lines.0.item-error")).toBeNull();
});

const WHY: Component = {
  type: "textfield",
  key: "why",
  label: "原因",
  conditional: { hide: '=kind != "u"' },
  validate: { required: true },
};

test("a condition is the server's to evaluate; while it says hide, the field is neither shown, asked nor sent", async () => {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push([path, JSON.parse(String(init.body))]);
    const body = JSON.stringify({ result: true, type: "boolean", warnings: [] });
    return Promise.resolve(new Response(body, { headers: { "Content-Type": "application/json" } }));
  });
  const { form } = given({ components: [WHY], variables: { kind: "n", other: 1 } });
  await vi.waitFor(() => expect(screen.queryByLabelText("原因")).toBeNull());
  expect(form().check()).toEqual({});
  expect(asked).toEqual([["/api/feel/evaluate", { expression: 'kind != "u"', context: { kind: "n" } }]]);
});

test("a condition that nobody can evaluate leaves the field on screen", async () => {
  const refused = vi.fn(() => Promise.resolve(new Response("{}", { status: 422 })));
  vi.stubGlobal("fetch", refused);
  given({ components: [WHY], variables: { kind: "n" } });
  await vi.waitFor(() => expect(refused).toHaveResolved());
  await act(() => Promise.resolve());
  expect(screen.getByLabelText("原因")).toBeDefined();
});

test("text may be Markdown with values, and nothing in it can run", () => {
  given({
    components: [
      {
        type: "text",
        text: "# 订单 {{order.no}}\n<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3))",
      },
    ],
    variables: { order: { no: "PO-42" } },
  });
  const shown = screen.getByTestId("form");
  expect(within(shown).getByRole("heading").textContent).toBe("订单 PO-42");
  expect(shown.innerHTML).not.toMatch(/onerror|<script|javascript:/i);
});

test("a component of an unknown type is named, not dropped", () => {
  given({ components: [{ type: "hologram", key: "h", label: "全息图" }] });
  expect(screen.getByText(/全息图.*hologram/)).toBeDefined();
});

test("a table shows rows of the data, numbers with separators", () => {
  const variables = parseJson('{"rows": [{"no": "A", "sum": 12800.50}]}') as Variables;
  given({
    components: [
      {
        type: "table",
        label: "历史",
        dataSource: "=rows",
        columns: [
          { key: "no", label: "单号" },
          { key: "sum", label: "金额" },
        ],
      },
    ],
    variables,
  });
  expect(screen.getByText("12,800.50")).toBeDefined();
});

test("defaults fill what is missing and nothing else", () => {
  const { form } = given({
    components: [
      { ...NAME, defaultValue: "无名" },
      { ...AMOUNT, defaultValue: 5 },
    ],
    variables: { name: "李敏" },
  });
  expect(form().check()).toEqual({ amount: 5 });
});
