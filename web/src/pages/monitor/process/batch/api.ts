/** Operations on many instances at once: begun over their keys, followed until the last is done. */
import { queryOptions } from "@tanstack/react-query";
import { get, postOnce, post } from "@/api";

export type BatchKind = "cancel" | "suspend" | "resume" | "resolve" | "migrate";

export interface Batch {
  state: "CREATED" | "ACTIVE" | "SUSPENDED" | "COMPLETED" | "CANCELED" | "PARTIALLY_COMPLETED" | "FAILED";
  operationsTotalCount: number;
  operationsFailedCount: number;
  operationsCompletedCount: number;
}

export interface FailedItem {
  itemKey: string;
  processInstanceKey: string;
  errorMessage: string | null;
}

const PATHS: Record<BatchKind, string> = {
  cancel: "cancellation",
  suspend: "suspension",
  resume: "resumption",
  resolve: "incident-resolution",
  migrate: "migration",
};
const OVER = new Set<Batch["state"]>(["COMPLETED", "CANCELED", "PARTIALLY_COMPLETED", "FAILED"]);

/** `target`: key of the definition to migrate to, with the elements that keep their ids. */
export async function begin(
  kind: BatchKind,
  keys: string[],
  target?: { key: string; elements: string[] },
): Promise<string> {
  const filter = { processInstanceKey: { $in: keys } };
  const migrationPlan = target && {
    targetProcessDefinitionKey: target.key,
    mappingInstructions: target.elements.map((id) => ({ sourceElementId: id, targetElementId: id })),
  };
  const made = await postOnce<{ batchOperationKey: string }>(`/v2/process-instances/${PATHS[kind]}`, {
    filter,
    ...(migrationPlan ? { migrationPlan } : {}),
  });
  return made.batchOperationKey;
}

export const isOver = (batch: Batch | undefined): boolean => batch !== undefined && OVER.has(batch.state);

export const batchQuery = (key: string | null) =>
  queryOptions({
    queryKey: ["batch", key],
    queryFn: () => get<Batch>(`/v2/batch-operations/${key ?? ""}`),
    enabled: key !== null,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 700),
  });

export const failedQuery = (key: string | null, failed: number) =>
  queryOptions({
    queryKey: ["batchFailed", key, failed],
    queryFn: () =>
      post<{ items: FailedItem[] }>("/v2/batch-operation-items/search", {
        filter: { batchOperationKey: key, state: "FAILED" },
        page: { limit: 20 },
      }),
    enabled: key !== null && failed > 0,
  });
