/** What is kept how long, and forgetting: never without a look at what goes, and the name written out. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { startI18n } from "@/app/i18n";
import { bodiesOf, find, me, open, serve, type } from "./served";

const FORGET = "POST /api/instances/8388608/forgetting";
const DAY_MS = 86_400_000;

beforeAll(() => startI18n("zh"));
beforeEach(() =>
  serve({
    "GET /api/session": () => [200, me(["administer"])],
    "GET /api/people": () => [200, { items: [], next: null, total: 0, hasMore: false }],
    "GET /api/keeping": () => [
      200,
      {
        ...{ keepMs: null, archiveFolder: "/srv/archive" },
        processes: [
          {
            definitionKey: "1",
            processId: "p2p",
            name: "采购",
            version: 2,
            keepMs: 30 * DAY_MS,
            drawn: true,
          },
        ],
      },
    ],
    [FORGET]: ({ dryRun }) => [200, { dryRun, instanceKeys: ["8388608"], rows: { history: 5 } }],
  }),
);

test("each process tells how long it is kept and who says so", async () => {
  await open("/keeping");
  const rule = await find("keeping-rule");
  expect(rule.textContent).toContain("永久");
  expect(rule.textContent).toContain("/srv/archive");
  const table = await find("keeping-processes");
  for (const words of ["采购 (p2p)", "30 天", "流程图"]) expect(table.textContent).toContain(words);
});

test("an instance is forgotten after a look, and only if its key is written out", async () => {
  await open("/keeping");
  fireEvent.click(await find("keeping-tab-forget"));
  await type("forget-instance-id", "8388608");
  fireEvent.click(await find("forget-instance-look"));
  expect((await find("forget-instance-would")).textContent).toContain("history: 5");
  fireEvent.click(await find("forget-instance-do"));
  await type("forget-typed", "838860");
  expect((document.getElementById("forget-sure") as HTMLButtonElement).disabled).toBe(true);
  await type("forget-typed", "8388608");
  fireEvent.click(document.getElementById("forget-sure") as HTMLElement);
  expect((await find("forget-instance-done")).textContent).toContain("已遗忘");
  await waitFor(() => expect(screen.queryByTestId("forget-typed")).toBeNull());
  expect(bodiesOf(FORGET)).toEqual([{ dryRun: true }, { dryRun: false }]);
});
