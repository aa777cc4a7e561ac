/** Connections that a template offers. */
import { describe, expect, test } from "vitest";
import type { Connection } from "@/api/types";
import { withChoices } from "@/pages/designer/editor/bpmn/useTemplates";

const connection = (name: string, connector: string): Connection => ({
  id: name,
  etag: "1",
  name,
  connector,
  url: "http://system.example",
  auth: "bearer",
  status: "ok",
  lastUsedAt: null,
  lastError: null,
});
const field = { type: "String", feel: "optional", binding: { type: "zeebe:input", name: "connection" } };
const other = { type: "String", binding: { type: "zeebe:input", name: "order" } };
const template = { id: "io.lingqu.erp.write-status", properties: [field, other] };

describe("the connection of a template", () => {
  test("is chosen among those of its own connector", () => {
    const systems = [connection("one", "erp"), connection("two", "erp"), connection("books", "finance")];
    const [chosen, untouched] = withChoices(template, systems).properties!;
    expect(chosen).toMatchObject({ type: "Dropdown", choices: [{ value: "one" }, { value: "two" }] });
    expect(chosen).not.toHaveProperty("feel");
    expect(chosen).not.toHaveProperty("value");
    expect(untouched).toEqual(other);
  });

  test("stands there already where there is only one", () => {
    const [chosen] = withChoices(template, [connection("one", "erp")]).properties!;
    expect(chosen!["value"]).toBe("one");
  });

  test("is typed where none is known", () => {
    expect(withChoices(template, [connection("books", "finance")])).toEqual(template);
  });
});
