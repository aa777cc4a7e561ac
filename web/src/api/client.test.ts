/** The client: exact numbers, CSRF, languages, refusals, and a POST that happens once. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { get, post, postOnce, setSurroundings } from "./client";
import { parseJson, writeJson } from "./json";
import { ApiError } from "./problem";

type Reply = () => Response | Promise<Response>;
let requests: { path: string; method: string; headers: Headers; body: string }[];

function server(...replies: Reply[]): void {
  requests = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    requests.push({
      path,
      method: init.method ?? "",
      headers: new Headers(init.headers),
      body: String(init.body ?? ""),
    });
    const reply = replies[Math.min(requests.length, replies.length) - 1]!;
    return Promise.resolve().then(reply);
  });
}
const json =
  (text: string, status = 200, type = "application/json", headers: Record<string, string> = {}): Reply =>
  () =>
    new Response(text, { status, headers: { "Content-Type": type, ...headers } });
const broken: Reply = () => Promise.reject(new TypeError("network"));

const signedOut = vi.fn();
beforeEach(() => {
  setSurroundings({ language: () => "zh-CN", onSignedOut: signedOut, offline: () => "离线" });
  document.cookie = "lingqu_csrf=abc123";
});
afterEach(() => {
  signedOut.mockReset();
  vi.useRealTimers();
});

test("numbers keep their digits there and back", async () => {
  server(json('{"a":1280.50,"b":0.1,"c":12345678901234567890,"d":7}'));
  const answer = await get("/api/x");
  expect(writeJson(answer)).toBe('{"a":1280.50,"b":0.1,"c":12345678901234567890,"d":7}');
});

test("an unsafe request carries the CSRF cookie as a header, a safe one does not", async () => {
  server(json("{}"));
  await post("/api/x", {});
  await get("/api/x");
  expect(requests.map(({ headers }) => headers.get("X-CSRF-Token"))).toEqual(["abc123", null]);
});

test("every request says in which language it wants its answer", async () => {
  server(json("{}"));
  await get("/api/x");
  expect(requests[0]!.headers.get("Accept-Language")).toBe("zh-CN");
});

test("empty filters are left out of the query", async () => {
  server(json("{}"));
  await get("/api/x", { q: "", box: "todo", after: null, process: undefined, limit: 30 });
  expect(requests[0]!.path).toBe("/api/x?box=todo&limit=30");
});

test("a refusal tells its sentence, its code and its fields", async () => {
  server(
    json(
      '{"detail":"表单有误","code":"form.invalid","errors":[{"field":"amount","message":"太大"}]}',
      422,
      "application/problem+json",
    ),
  );
  const error = await post("/api/x").catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 422,
    message: "表单有误",
    code: "form.invalid",
    byField: { amount: "太大" },
  });
});

test("a proxy's page of HTML is told by its status", async () => {
  server(
    () =>
      new Response("<html>", {
        status: 502,
        statusText: "Bad Gateway",
        headers: { "Content-Type": "text/html" },
      }),
  );
  await expect(get("/api/x")).rejects.toThrow("502 Bad Gateway");
});

test("a 429 tells how long to wait", async () => {
  server(json("{}", 429, "application/problem+json", { "Retry-After": "30" }));
  await expect(get("/api/x")).rejects.toMatchObject({ retryAfterSeconds: 30 });
});

test("a session that has ended is told once to the app, the question for the session itself is not", async () => {
  server(json("{}", 401, "application/problem+json"));
  await expect(get("/api/session")).rejects.toMatchObject({ status: 401 });
  expect(signedOut).not.toHaveBeenCalled();
  await expect(get("/api/tasks")).rejects.toMatchObject({ status: 401 });
  expect(signedOut).toHaveBeenCalledOnce();
});

test("where no answer comes the reader hears so in their language", async () => {
  server(broken);
  await expect(get("/api/x")).rejects.toMatchObject({ status: 0, message: "离线" });
});

test("a POST that is to happen once is repeated with the same key when the line broke", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
  server(broken, json('{"ok":true}'));
  expect(await postOnce("/api/x", { a: 1 })).toEqual({ ok: true });
  const keys = requests.map(({ headers }) => headers.get("Idempotency-Key"));
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

test("a refused POST is not repeated", async () => {
  server(json('{"detail":"已决定"}', 409, "application/problem+json"));
  await expect(postOnce("/api/x")).rejects.toMatchObject({ status: 409 });
  expect(requests).toHaveLength(1);
});

test("digits survive even where a float would not hold them", () => {
  expect(writeJson(parseJson("0.10000000000000000001"))).toBe("0.10000000000000000001");
});
