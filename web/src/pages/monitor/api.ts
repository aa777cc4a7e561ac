/** Live processes and instances on the server. News of instances (SSE) makes these queries fresh again. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api";
import type { Decided, Heat, Incident, Instance, InstanceRow, Page, ProcessRow } from "@/api/types";

const PAGE = 20;
const process = (id: string): string => `/api/processes/${encodeURIComponent(id)}`;

export const processesQuery = queryOptions({
  queryKey: ["processes"],
  queryFn: ({ signal }) => get<ProcessRow[]>("/api/processes", {}, signal),
});

export const xmlQuery = (id: string, version: number | undefined) =>
  queryOptions({
    queryKey: ["processXml", id, version],
    queryFn: ({ signal }) => get<string>(`${process(id)}/xml`, { version }, signal),
    enabled: version !== undefined,
    // A deployed version never changes.
    staleTime: Infinity,
  });

export interface Period {
  /** ISO; both open where missing. */
  from?: string | undefined;
  to?: string | undefined;
}

export const heatQuery = (id: string, version: number | undefined, { from, to }: Period) =>
  queryOptions({
    queryKey: ["heat", id, version, from, to],
    queryFn: ({ signal }) => get<Heat>(`${process(id)}/heat`, { version, from, to }, signal),
    enabled: version !== undefined,
    placeholderData: keepPreviousData,
  });

export type StateFilter = "running" | "finished" | "failed" | "cancelled";
export interface InstanceFilter {
  process: string;
  state?: StateFilter | undefined;
  q?: string | undefined;
  startedFrom?: string | undefined;
  startedTo?: string | undefined;
  version?: number | undefined;
}

export const instancesQuery = (filter: InstanceFilter) =>
  infiniteQueryOptions({
    queryKey: ["instances", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<InstanceRow>>("/api/instances", { ...filter, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

type Answered = Omit<Instance, "incidents"> & {
  incidents: Incident[] | number;
  /** Solved ones too. */
  allIncidents?: (Incident & { resolvedAt: string | null })[];
};

export const instanceQuery = (key: string) =>
  queryOptions({
    queryKey: ["instance", key],
    queryFn: async ({ signal }): Promise<Instance> => {
      const answer = await get<Answered>(`/api/instances/${encodeURIComponent(key)}`, {}, signal);
      return { ...answer, incidents: openIncidents(answer) };
    },
  });

export const decisionsQuery = (key: string) =>
  queryOptions({
    // Under the instance's own key: news of it makes this fresh, too.
    queryKey: ["instance", key, "decisions"],
    queryFn: ({ signal }) =>
      get<Decided[]>(`/api/instances/${encodeURIComponent(key)}/decisions`, {}, signal),
  });

function openIncidents({ incidents, allIncidents }: Answered): Incident[] {
  const listed = allIncidents ?? (Array.isArray(incidents) ? incidents : []);
  return listed.filter((incident) => !("resolvedAt" in incident) || !incident.resolvedAt);
}

export const retryIncident = (key: string): Promise<void> =>
  post(`/api/incidents/${encodeURIComponent(key)}/retry`);
export const cancelInstance = (key: string, reason: string): Promise<void> =>
  post(`/api/instances/${encodeURIComponent(key)}/cancel`, { reason });
