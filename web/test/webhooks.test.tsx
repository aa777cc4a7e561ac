/** Webhooks out: how they stand, and what administrators do with them. */
import { fireEvent, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { startI18n } from "@/app/i18n";
import type { Webhook } from "@/api/types";
import { bodiesOf, find, headersOf, me, open, serve, type } from "./served";

const BI: Webhook = {
  ...{ id: "7", etag: "3", name: "BI", url: "https://bi.example/in", types: ["task"], processes: [] },
  ...{ state: "active", cursor: "WzAsW11d", behind: 12, behindSince: "2026-11-22T08:00:00.000Z" },
  ...{ delivered: 40, lastDeliveredAt: null, failures: 2, failingSince: "2026-11-22T08:00:00.000Z" },
  ...{ nextAttemptAt: null, lastError: "对方返回 500" },
};
const PATCH = "PATCH /api/feed/webhooks/7";
let all: Webhook[];

beforeAll(() => startI18n("zh"));
beforeEach(() => {
  all = [BI];
  serve({
    "GET /api/session": () => [200, me(["systems"])],
    "GET /api/processes": () => [200, []],
    "GET /api/feed/webhooks": () => [200, all],
    "POST /api/feed/webhooks": (body) => {
      const made = { ...BI, id: "8", ...body } as Webhook;
      all = [BI, made];
      return [201, { ...made, secret: "whsec_once" }];
    },
    [PATCH]: (body) => [200, { ...BI, ...body }],
    "POST /api/feed/webhooks/7/test": () => [200, { ok: false, message: "对方返回 500" }],
  });
});

test("a list tells how each stands: failures, what was last answered, and how far behind", async () => {
  await open("/systems?tab=webhooks");
  const row = await find("webhook-7");
  expect((await find("webhook-7-state")).dataset["state"]).toBe("failing");
  for (const words of ["BI", "对方返回 500", "连续失败 2 次", "最多 12 次提交", "40"])
    expect(row.textContent).toContain(words);
});

test("who adds one is told its secret once; it is told what is to come", async () => {
  await open("/systems?tab=webhooks");
  fireEvent.click(await find("webhook-new"));
  await type("webhook-name", "仓库");
  await type("webhook-url", "https://dwh.example/in");
  fireEvent.click(document.getElementById("webhook-save") as HTMLElement);
  expect((await find("webhook-secret")).textContent).toContain("whsec_once");
  expect(bodiesOf("POST /api/feed/webhooks")).toEqual([
    { name: "仓库", url: "https://dwh.example/in", types: [], processes: [], after: "now" },
  ]);
});

test("pausing goes with the etag", async () => {
  await open("/systems?tab=webhooks");
  fireEvent.click(await find("webhook-7-toggle"));
  await waitFor(() => expect(bodiesOf(PATCH)).toEqual([{ active: false }]));
  expect(headersOf(PATCH)[0]?.["If-Match"]).toBe('"3"');
});

test("it is sent again from a cursor, from the beginning, or from now on", async () => {
  await open("/systems?tab=webhooks");
  fireEvent.click(await find("webhook-7-more"));
  fireEvent.click(await find("webhook-7-resend"));
  await type("webhook-cursor", " WzAsW1sxLDVdXV0 ");
  fireEvent.click(document.getElementById("webhook-resend") as HTMLElement);
  await waitFor(() => expect(bodiesOf(PATCH)).toEqual([{ after: "WzAsW1sxLDVdXV0" }]));
});
