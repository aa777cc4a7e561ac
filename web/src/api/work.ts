/** Human work: my tasks, one task and its verbs, what I may start, what I have started. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, ifMatch, postOnce, send } from "./client";
import type { Variables } from "./json";
import type { Box, Decision, InstanceRow, Page, Startable, Started, Task, TaskRow } from "./types";

const PAGE = 30;
/** News comes by itself; now and then we look anyway, for proxies that hold the stream back. */
const LOOK_ANYWAY_MS = 60_000;

export interface TaskFilter {
  box: Box;
  q?: string | undefined;
  process?: string | undefined;
}

export const tasksQuery = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ["tasks", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TaskRow>>("/api/tasks", { ...filter, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_ANYWAY_MS,
  });

/** How many wait for me. */
export const todoCountQuery = queryOptions({
  queryKey: ["tasks", "count"],
  refetchInterval: LOOK_ANYWAY_MS,
  queryFn: async () => (await get<Page<TaskRow>>("/api/tasks", { box: "todo", limit: 1 })).total,
});

export const startedByMeQuery = (q?: string) =>
  infiniteQueryOptions({
    queryKey: ["instances", "mine", q ?? ""],
    queryFn: ({ pageParam, signal }) =>
      get<Page<InstanceRow>>("/api/instances", { box: "mine", q, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

const at = (key: string, verb = ""): string => `/api/tasks/${encodeURIComponent(key)}${verb && `/${verb}`}`;

export const taskQuery = (key: string) =>
  queryOptions({ queryKey: ["task", key], queryFn: ({ signal }) => get<Task>(at(key), undefined, signal) });

export type SendBackMode = "rerun" | "straight";

export const claim = (key: string): Promise<void> => postOnce(at(key, "claim"));
export const unclaim = (key: string): Promise<void> => postOnce(at(key, "unclaim"));
/** `etag`: of the task as the person saw it, so that a field which somebody else changed since is a conflict. */
export interface Submission {
  variables: Variables;
  opinion: string;
  etag: string;
}
export const complete = (key: string, submission: Submission): Promise<Decision> =>
  postOnce(at(key, "complete"), submission);
export const approve = (key: string, submission: Submission): Promise<Decision> =>
  postOnce(at(key, "approve"), submission);
export const reject = (key: string, opinion: string): Promise<Decision> =>
  postOnce(at(key, "reject"), { opinion });
export const sendBack = (key: string, mode: SendBackMode, opinion: string): Promise<Decision> =>
  postOnce(at(key, "send-back"), { to: "initiator", mode, opinion });
export const transfer = (key: string, to: string, opinion?: string): Promise<Decision> =>
  postOnce(at(key, "transfer"), { to, ...said(opinion) });
export const urge = (key: string): Promise<Decision> => postOnce(at(key, "urge"));
export const copyTo = (key: string, to: string[], note?: string): Promise<Decision> =>
  postOnce(at(key, "copy"), { to, ...(note ? { note } : {}) });
/** Answers the new etag. Throws ApiError 412 if it was typed elsewhere meanwhile; `etag` "*" overwrites. */
export async function saveDraft(key: string, variables: Variables, etag: string): Promise<string> {
  const { headers } = await send("PUT", at(key, "draft"), { body: { variables }, headers: ifMatch(etag) });
  return (headers.get("ETag") ?? "*").replaceAll('"', "");
}

export const startableQuery = queryOptions({
  queryKey: ["startable"],
  queryFn: async () => listed(await get<Startable[] | Page<Startable>>("/api/start")),
});
export const start = (processId: string, startAt: string, variables: Variables): Promise<Started> =>
  postOnce(`/api/start/${encodeURIComponent(processId)}`, { variables, ...(startAt ? { startAt } : {}) });

const said = (opinion: string | undefined) => (opinion ? { opinion } : {});

/** A short list comes plain or as a page. */
export function listed<T>(answer: T[] | Page<T>): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}
