/** The app as a person meets it, over a server that answers by the contract: signing in, the menu, a task and its verbs. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startI18n } from "@/app/i18n";
import type { Task } from "@/api/types";
import { bodiesOf, find, headersOf, me, open, page, routes, serve, type } from "./served";

const LI = { id: "li", name: "李敏", department: { id: "d1", name: "采购部" } };
const ZHAO = { id: "zhao", name: "赵岚" };

const TASK: Task = {
  ...{ key: "101", name: "财务会签", processId: "p2p", processName: "采购到付款", instanceKey: "9001" },
  ...{ title: "PO-0042 · 华东轴承", businessId: null, startedBy: LI, createdAt: "2026-11-22T08:00:00.000Z" },
  ...{
    dueAt: null,
    urgedAt: null,
    assignee: null,
    claimable: false,
    round: 1,
    element: "finance",
    etag: "7",
    draftEtag: "d0",
  },
  seat: { id: "1", mode: "all", position: "1/2" },
  form: {
    id: "f",
    key: "1",
    schema: {
      components: [{ type: "textfield", key: "account", label: "付款账户", validate: { required: true } }],
    },
  },
  variables: {},
  fields: {},
  seats: [
    {
      ...{ id: "1", person: { id: "wang", name: "王强" }, onBehalfOf: null, origin: "rule", state: "active" },
      ...{ verdict: null, opinion: "", decidedAt: null },
    },
    {
      ...{ id: "2", person: ZHAO, onBehalfOf: LI, origin: "delegated", state: "decided" },
      ...{ verdict: "approve", opinion: "价格合理", decidedAt: "2026-11-22T09:00:00.000Z" },
    },
  ],
  actions: ["approve", "reject", "send-back", "transfer"],
  timeline: [],
};

beforeAll(() => startI18n("zh"));

beforeEach(() =>
  serve({
    "GET /api/tasks": () => [200, page([TASK])],
    "GET /api/tasks/101": () => [200, TASK],
    "PUT /api/tasks/101/draft": () => [204],
    "GET /api/people": () => [200, page([{ ...ZHAO, email: "", department: null, active: true }])],
  }),
);

test("who is not signed in signs in first, then stands where they wanted to be", async () => {
  routes["GET /api/session"] = () => [401, { detail: "x" }];
  routes["POST /api/session"] = ({ password }) =>
    password === "right" ? [200, me()] : [401, { detail: "x" }];
  await open("/inbox/101");
  await type("sign-in-user", "wang");
  await type("sign-in-password", "wrong");
  fireEvent.click(await find("sign-in-submit"));
  expect((await find("sign-in-error")).textContent).toContain("用户名或密码不正确");
  await type("sign-in-password", "right");
  fireEvent.click(await find("sign-in-submit"));
  expect((await find("task-title")).textContent).toBe("PO-0042 · 华东轴承");
});

test("the menu offers what the person may do", async () => {
  routes["GET /api/session"] = () => [200, me(["monitor"])];
  await open("/inbox");
  const menu = within(await screen.findByLabelText("主菜单", {}, { timeout: 30_000 }));
  expect(menu.getByText("流程监控")).toBeDefined();
  expect(menu.queryByText("流程设计")).toBeNull();
  expect(menu.queryByText("系统集成")).toBeNull();
});

test("a task in the list leads to its page with seats and verbs", async () => {
  await open("/inbox");
  const row = await find("task-101");
  expect(within(row).getByText("会签 1/2")).toBeDefined();
  fireEvent.click(within(row).getByText("PO-0042 · 华东轴承"));
  expect((await find("seat-2")).textContent).toContain("赵岚（代李敏）");
  expect(screen.getByTestId("verb-approve")).toBeDefined();
  expect(screen.queryByTestId("verb-complete")).toBeNull();
});

test("approving sends the form and the opinion once the form is right", async () => {
  routes["POST /api/tasks/101/approve"] = () => [200, { key: "101", decided: true, outcome: "pending" }];
  await open("/inbox/101");
  fireEvent.click(await find("verb-approve"));
  expect((await find("field-account-error")).textContent).toBe("此项必填");
  expect(bodiesOf("POST /api/tasks/101/approve")).toEqual([]);
  await type("field-account", "基本户");
  fireEvent.click(screen.getByText("情况属实，同意"));
  fireEvent.click(await find("verb-approve"));
  await find("task-list");
  expect(bodiesOf("POST /api/tasks/101/approve")).toEqual([
    { variables: { account: "基本户" }, opinion: "情况属实，同意", etag: "7" },
  ]);
});

test("the server's word on a field stands on that field", async () => {
  const detail = "有 1 个字段需要修改";
  routes["POST /api/tasks/101/approve"] = () => [
    422,
    { detail, errors: [{ field: "account", message: "账户已停用" }] },
  ];
  await open("/inbox/101");
  await type("field-account", "旧户");
  fireEvent.click(await find("verb-approve"));
  expect((await find("field-account-error")).textContent).toBe("账户已停用");
  expect((await find("task-refusal")).textContent).toContain(detail);
});

test("nobody rejects without a word", async () => {
  routes["POST /api/tasks/101/reject"] = () => [200, { key: "101", decided: true, outcome: "rejected" }];
  await open("/inbox/101");
  fireEvent.click(await find("verb-reject"));
  expect(await screen.findByText("请填写意见", {}, { timeout: 30_000 })).toBeDefined();
  expect(bodiesOf("POST /api/tasks/101/reject")).toEqual([]);
  await type("opinion", "超预算");
  fireEvent.click(await find("verb-reject"));
  await find("task-list");
  expect(bodiesOf("POST /api/tasks/101/reject")).toEqual([{ opinion: "超预算" }]);
});

test("who comes too late hears who decided, and the verbs are gone", async () => {
  routes["POST /api/tasks/101/reject"] = () => {
    routes["GET /api/tasks/101"] = () => [200, { ...TASK, actions: [], etag: "8" }];
    return [409, { detail: "赵岚 已经作出决定" }];
  };
  await open("/inbox/101");
  await type("opinion", "不");
  fireEvent.click(await find("verb-reject"));
  expect(await screen.findAllByText("赵岚 已经作出决定", {}, { timeout: 30_000 })).not.toEqual([]);
  await vi.waitFor(() => expect(screen.queryByTestId("verb-reject")).toBeNull(), 30_000);
});

test("what was typed in another window is not overwritten until somebody chooses", async () => {
  let kept = "d1";
  routes["PUT /api/tasks/101/draft"] = (_, headers) => {
    if (headers["If-Match"] !== "*" && headers["If-Match"] !== `"${kept}"`) return [412, { detail: "x" }];
    kept = "d2";
    return [204, undefined, { ETag: '"d2"' }];
  };
  await open("/inbox/101");
  await type("field-account", "旧户");
  expect((await find("typed-elsewhere")).textContent).toContain("另一个窗口");
  fireEvent.click(await find("typed-mine"));
  await find("draft-saved");
  await type("field-account", "新户");
  await waitFor(() => expect(bodiesOf("PUT /api/tasks/101/draft")).toHaveLength(3), { timeout: 30_000 });
  expect(headersOf("PUT /api/tasks/101/draft").map((one) => one["If-Match"])).toEqual(['"d0"', "*", '"d2"']);
});
