/** The whole app over a server that answers by the contract, for tests of its pages. */
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { App } from "@/app/App";
import { queryClient } from "@/app/queryClient";
import { router } from "@/app/router";
import type { Ability } from "@/api/types";

type Answer = [status: number, body?: unknown, headers?: Record<string, string>];
type Headers = Record<string, string>;
type Handler = (body: Record<string, unknown>, headers: Headers) => Answer;

export const me = (can: Ability[] = []) => ({
  ...{ id: "wang", name: "王强", email: "", department: null, roles: [], groups: [], language: "zh" },
  can,
});
export const page = (items: unknown[]) => ({ items, next: null, total: items.length, hasMore: false });

/** What the server answers, by verb and path; a test may change it. */
export let routes: Record<string, Handler> = {};
let asked: [call: string, body: Record<string, unknown>, headers: Headers][] = [];
export const bodiesOf = (call: string) => asked.filter(([name]) => name === call).map(([, body]) => body);
export const headersOf = (call: string) =>
  asked.filter(([name]) => name === call).map(([, , headers]) => headers);

export function serve(given: Record<string, Handler>): void {
  asked = [];
  routes = {
    "GET /api/session": () => [200, me()],
    "GET /api/notices": () => [200, page([])],
    "GET /api/tasks": () => [200, page([])],
    ...given,
  };
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const call = `${init.method} ${path.split("?")[0]}`;
    const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {};
    const sent = (init.headers ?? {}) as Headers;
    asked.push([call, body, sent]);
    const [status, answer, headers] = routes[call]?.(body, sent) ?? [
      404,
      { detail: `Expected a route, but none for ${call}` },
    ];
    const type = status < 400 ? "application/json" : "application/problem+json";
    const text = answer === undefined ? null : JSON.stringify(answer);
    return Promise.resolve(new Response(text, { status, headers: { "Content-Type": type, ...headers } }));
  });
}

afterEach(() => {
  queryClient.clear();
  localStorage.clear();
});

export async function open(path: string): Promise<void> {
  router.history.push(path);
  render(<App />);
  await act(() => router.load());
}
// Real events of mouse and keys are the browser tests' part: jsdom takes seconds to compute the styles that they ask for.
export async function type(id: string, text: string): Promise<void> {
  fireEvent.change(await find(id), { target: { value: text } });
}
export const find = (id: string) => screen.findByTestId(id, {}, { timeout: 30_000 });
