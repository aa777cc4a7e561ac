/** Connections, the effect ledger, inbound sources, business documents. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, ifMatch, patch, post, postOnce, remove } from "./client";
import type {
  BusinessDocument,
  Connection,
  Connector,
  DocumentRow,
  Effect,
  EffectState,
  Page,
  Source,
} from "./types";
import { listed } from "./work";

const PAGE = 50;

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: async () => listed(await get<Connector[] | Page<Connector>>("/api/connectors")),
  staleTime: 5 * 60_000,
});

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  queryFn: async () => listed(await get<Connection[] | Page<Connection>>("/api/connections")),
});

/** Secrets are written, never read: one left out stays as it is. */
export interface ConnectionDraft {
  name: string;
  connector: string;
  url: string;
  auth: string;
  secrets?: Record<string, string>;
}
const connection = (id: string): string => `/api/connections/${encodeURIComponent(id)}`;
export const createConnection = (draft: ConnectionDraft): Promise<Connection> =>
  post("/api/connections", draft);
export const readConnection = (id: string): Promise<Connection> => get(connection(id));
export const changeConnection = (
  id: string,
  draft: Partial<ConnectionDraft>,
  etag: string,
): Promise<Connection> => patch(connection(id), draft, ifMatch(etag));
export const deleteConnection = ({ id, etag }: Connection): Promise<void> =>
  remove(connection(id), ifMatch(etag));
export const testConnection = (id: string): Promise<{ ok: boolean; message: string }> =>
  post(`${connection(id)}/test`);

export interface EffectFilter {
  state?: EffectState | undefined;
  connection?: string | undefined;
}
export const effectsQuery = (filter: EffectFilter) =>
  infiniteQueryOptions({
    queryKey: ["effects", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Effect>>("/api/effects", { ...filter, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
const effect = (key: string): string => `/api/effects/${encodeURIComponent(key)}`;
export const probeEffect = (key: string): Promise<{ state: EffectState }> => postOnce(`${effect(key)}/probe`);
export const decideEffect = (key: string, state: "confirmed" | "planned", note: string): Promise<void> =>
  postOnce(`${effect(key)}/decide`, { state, note });

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: async () => listed(await get<Source[] | Page<Source>>("/api/sources")),
});

export const documentsQuery = (filter: { q?: string | undefined; type?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: ["documents", filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<DocumentRow>>("/api/documents", { ...filter, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
export const documentQuery = (key: string) =>
  queryOptions({
    queryKey: ["document", key],
    queryFn: () => get<BusinessDocument>(`/api/documents/${encodeURIComponent(key)}`),
  });
