/** What is kept how long, what was removed, and forgetting on request. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api";
import type { IsoTime, Key, Page } from "@/api/types";

export interface KeptProcess {
  definitionKey: Key;
  processId: string;
  name: string;
  version: number;
  /** After an instance has ended; null: for ever. */
  keepMs: number | null;
  /** Whether the drawing says so; else the setting does. */
  drawn: boolean;
  oldestEndedAt: IsoTime | null;
}
export interface Keeping {
  keepMs: number | null;
  /** Empty: what goes is not archived. */
  archiveFolder: string;
  processes: KeptProcess[];
}
export interface Removal {
  key: Key;
  state: "chosen" | "written" | "done";
  instances: number;
  rows: number;
  folder: string;
  files: { name: string; rows: number; sha256: string }[];
  createdAt: IsoTime;
  endedAt: IsoTime | null;
}
/** What goes, or has gone: rows by table. */
export interface Forgotten {
  dryRun: boolean;
  rows: Record<string, number>;
  /** Of a person: in how many instances a pseudonym takes the name's place. */
  instances?: number;
  pseudonym?: string | null;
  /** Of an instance: it, and all that it has called. */
  instanceKeys?: Key[];
}
export type Subject = "person" | "instance";

export const keepingQuery = queryOptions({
  queryKey: ["keeping"],
  queryFn: () => get<Keeping>("/api/keeping"),
});
export const removalsQuery = infiniteQueryOptions({
  queryKey: ["keeping", "removals"],
  queryFn: ({ pageParam, signal }) =>
    get<Page<Removal>>("/api/keeping/removals", { after: pageParam }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export function forget(subject: Subject, id: string, dryRun: boolean): Promise<Forgotten> {
  const things = subject === "person" ? "people" : "instances";
  return post(`/api/${things}/${encodeURIComponent(id)}/forgetting`, { dryRun });
}
