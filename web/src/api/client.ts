/** The one way to the server: cookies, CSRF, language, exact numbers and errors that people can read. */
import { parseJson, writeJson } from "./json";
import { ApiError } from "./problem";

export type Query = Record<string, string | number | boolean | null | undefined>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Options {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  headers: Headers;
}

interface Surroundings {
  language: () => string;
  /** Called when the session has ended while somebody was working. */
  onSignedOut: () => void;
  /** What to say where no answer came. */
  offline: () => string;
}

let surroundings: Surroundings = {
  language: () => "zh-CN",
  onSignedOut: () => undefined,
  offline: () => "offline",
};

export function setSurroundings(given: Surroundings): void {
  surroundings = given;
}

/** Answers the decoded body (undefined for 204) and the headers; throws ApiError for everything else. */
export async function send<T>(method: Method, path: string, options: Options = {}): Promise<Answer<T>> {
  const response = await reach(method, path, options);
  const text = await response.text();
  if (response.ok) {
    const json = isJson(response.headers);
    return {
      data: (json && text !== "" ? parseJson(text) : text || undefined) as T,
      headers: response.headers,
    };
  }
  if (response.status === 401 && path !== "/api/session") surroundings.onSignedOut();
  throw new ApiError(response.status, problemOf(response, text), retryAfter(response.headers));
}

async function reach(method: Method, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: "application/json, application/problem+json, text/xml;q=0.9",
    "Accept-Language": surroundings.language(),
    ...options.headers,
  };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRF-Token"] = cookie("lingqu_csrf");
  try {
    return await fetch(path + queryText(options.query), {
      method,
      headers,
      credentials: "same-origin",
      ...(options.body === undefined ? {} : { body: writeJson(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, { detail: surroundings.offline() });
  }
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await send<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).data;
export const post = async <T>(path: string, body: unknown = {}): Promise<T> =>
  (await send<T>("POST", path, { body })).data;
export const put = async <T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> =>
  (await send<T>("PUT", path, { body, headers })).data;
export const patch = async <T>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> => (await send<T>("PATCH", path, { body, headers })).data;
export const remove = async (path: string, headers: Record<string, string> = {}): Promise<void> => {
  await send("DELETE", path, { headers });
};

/** Only if nobody has edited it since it had this etag (else the server answers 412); "*": whatever there is. */
export const ifMatch = (etag: string): Record<string, string> => ({
  "If-Match": etag === "*" ? "*" : `"${etag}"`,
});

/**
 * A POST that happens once however often the line breaks: each attempt carries the same Idempotency-Key,
 * so the server answers a repetition with what it answered first.
 */
export async function postOnce<T>(path: string, body: unknown = {}): Promise<T> {
  const headers = { "Idempotency-Key": randomId() };
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await send<T>("POST", path, { body, headers })).data;
    } catch (error) {
      const unanswered = error instanceof ApiError && error.status === 0;
      if (!unanswered || attempt === 2) throw error;
      await new Promise((resolve) => setTimeout(resolve, 400 * (attempt + 1)));
    }
  }
}

/** Not crypto.randomUUID: that exists only in secure contexts, and intranets speak plain http. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function isJson(headers: Headers): boolean {
  return /[/+]json\b/.test(headers.get("Content-Type") ?? "");
}

function problemOf(response: Response, text: string): Record<string, unknown> {
  if (!isJson(response.headers)) return { title: `${response.status} ${response.statusText}`.trim() };
  try {
    return parseJson(text) as Record<string, unknown>;
  } catch {
    return { title: `${response.status} ${response.statusText}`.trim() };
  }
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get("Retry-After") ?? "");
  return seconds > 0 ? seconds : undefined;
}
