/** Operations on one instance: tried out, then done. */
import { queryOptions } from "@tanstack/react-query";
import { post } from "@/api";

export interface Pair {
  source: string;
  target: string;
}

export type Operation =
  | { kind: "suspend" | "resume" }
  | { kind: "move"; source: string; target: string }
  | { kind: "migrate"; migration: { target: string; mapping: Pair[] } };

export interface Effect {
  what: string;
  element: string;
  name: string;
  key: string | null;
}

const path = (key: string): string => `/api/instances/${encodeURIComponent(key)}/operations`;

export const operate = (key: string, operation: Operation): Promise<void> => post(path(key), operation);

/** What the operation would cause now. Nothing is done. */
export const dryRunQuery = (key: string, operation: Operation | null) =>
  queryOptions({
    queryKey: ["dryRun", key, operation],
    queryFn: () => post<Effect[]>(`${path(key)}/dry-run`, operation ?? {}),
    enabled: operation !== null,
    retry: false,
    gcTime: 0,
  });
