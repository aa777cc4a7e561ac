/** What this person has been told. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./client";
import type { Notice, Page } from "./types";

export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: () => get<Page<Notice>>("/api/notices", { limit: 50 }),
});
export const unreadQuery = queryOptions({
  queryKey: ["notices", "unread"],
  // For proxies that hold the stream of news back.
  refetchInterval: 60_000,
  queryFn: async () => (await get<Page<Notice>>("/api/notices", { unread: true, limit: 1 })).total,
});
export const markRead = (ids: string[]): Promise<void> => post("/api/notices/read", { ids });
export const markAllRead = (): Promise<void> => post("/api/notices/read", { all: true });
