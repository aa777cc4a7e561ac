/** Two people edit the same thing: the later one is told, loses nothing, and sees what the other has changed. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { startI18n } from "@/app/i18n";
import { find, headersOf, bodiesOf, me, open, page, routes, serve, type } from "./served";

const LI = { id: "li", etag: "e1", name: "李敏", email: "li@a.example", department: null, active: true };
const STALE = { detail: "内容已被他人修改", code: "kernel.changed_meanwhile" };
const PATCH = "PATCH /api/people/li";
/** How it is by now: somebody else has changed it. */
let now: typeof LI;

beforeAll(() => startI18n("zh"));
beforeEach(() => {
  now = { ...LI };
  serve({
    "GET /api/session": () => [200, me(["administer"])],
    "GET /api/people": () => [200, page([LI])],
    "GET /api/people/li": () => [200, now],
    "GET /api/departments": () => [200, []],
    [PATCH]: (body, headers) =>
      headers["If-Match"] === `"${now.etag}"` ? [200, { ...now, ...body }] : [412, STALE],
  });
});

async function edit(): Promise<void> {
  await open("/people");
  fireEvent.click((await find("person-li")).querySelector("button") as HTMLElement);
  await find("person-name");
}
const save = () => fireEvent.click(document.getElementById("person-save") as HTMLElement);
const valueOf = (id: string) => (screen.getByTestId(id) as HTMLInputElement).value;

test("a change goes with the etag of what was read", async () => {
  await edit();
  await type("person-name", "李敏敏");
  save();
  await waitFor(() => expect(screen.queryByTestId("person-name")).toBeNull());
  expect(headersOf(PATCH).map((headers) => headers["If-Match"])).toEqual(['"e1"']);
});

test("who comes later keeps what they typed, and takes over what the other has changed", async () => {
  await edit();
  now = { ...LI, etag: "e2", email: "min@a.example" };
  await type("person-name", "李敏敏");
  save();
  expect((await find("edited-note")).textContent).toContain("内容刚被他人修改");
  expect(valueOf("person-name")).toBe("李敏敏");
  fireEvent.click(await find("edited-reload"));
  expect((await find("edited-reloaded")).textContent).toContain("您填写的内容已保留");
  expect([valueOf("person-name"), valueOf("person-email")]).toEqual(["李敏敏", "min@a.example"]);
  save();
  await waitFor(() => expect(screen.queryByTestId("person-name")).toBeNull());
  expect(bodiesOf(PATCH).at(-1)).toMatchObject({ name: "李敏敏", email: "min@a.example" });
});

test("where both have changed the same, both are shown", async () => {
  await edit();
  now = { ...LI, etag: "e2", name: "李小敏" };
  await type("person-name", "李敏敏");
  save();
  fireEvent.click(await find("edited-reload"));
  expect((await find("edited-reloaded")).textContent).toContain("姓名: 现为 李小敏");
  expect(valueOf("person-name")).toBe("李敏敏");
});

test("a delegation that was changed meanwhile is not deleted, and comes again", async () => {
  const row = { id: "5", etag: "d1", from: { id: "wang", name: "王强" }, to: LI, start: "2026-01-01" };
  let listed = 0;
  routes["GET /api/delegations"] = () => {
    listed += 1;
    return [200, [{ ...row, end: "2026-01-02", processes: [] }]];
  };
  routes["GET /api/start"] = () => [200, []];
  routes["DELETE /api/delegations/5"] = () => [412, STALE];
  await open("/people?tab=delegations");
  fireEvent.click(await find("delegation-5-delete"));
  await waitFor(() => expect(document.querySelector(".ant-popconfirm .ant-btn-primary")).not.toBeNull());
  fireEvent.click(document.querySelector(".ant-popconfirm .ant-btn-primary") as HTMLElement);
  await waitFor(() => expect(listed).toBe(2));
  expect(headersOf("DELETE /api/delegations/5")[0]?.["If-Match"]).toBe('"d1"');
  expect((await screen.findAllByText("内容已被他人修改")).length).toBeGreaterThan(0);
});
