/** Models on the server: list, drafts, versions, checks, deployment. */
import { queryOptions } from "@tanstack/react-query";
import { get, ifMatch, isApiError, post, put, remove } from "@/api";
import type { Deployed, Model, ModelKind, ModelRow, ModelVersion, Problem } from "@/api/types";

const path = (id: string): string => `/api/models/${encodeURIComponent(id)}`;

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => {
    const answer = await get<ModelRow[] | { items: ModelRow[] }>("/api/models", {}, signal);
    return Array.isArray(answer) ? answer : answer.items;
  },
});

/** Read when a tab is opened; from then on the tab itself knows better. */
export const readModel = (id: string): Promise<Model> => get<Model>(path(id));

export const createModel = (name: string, kind: ModelKind, content: string): Promise<Model> =>
  post<Model>("/api/models", { name, kind, content });

export const deleteModel = (model: ModelRow): Promise<void> =>
  remove(path(model.id), ifMatch(String(model.draftEtag)));

/** Answers the new etag. Throws ApiError 412 if somebody else has saved in the meantime; `etag` "*" overwrites. */
export async function saveModel(id: string, content: string, name: string, etag: string): Promise<string> {
  const answer = await put<{ etag: string | number }>(path(id), { content, name }, ifMatch(etag));
  return String(answer.etag);
}

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["models", id, "versions"],
    queryFn: ({ signal }) => get<ModelVersion[]>(`${path(id)}/versions`, {}, signal),
  });

export const readVersion = async (id: string, version: number): Promise<string> =>
  (await get<{ content: string }>(`${path(id)}/versions/${version}`)).content;

export const checkModel = async (id: string, content: string): Promise<Problem[]> =>
  (await post<{ problems: Problem[] }>(`${path(id)}/check`, { content })).problems;

/** The drawing with one problem put right. */
export const fixModel = async (id: string, content: string, problem: Problem): Promise<string> =>
  (
    await post<{ content: string }>(`${path(id)}/fix`, {
      content,
      code: problem.code,
      element: problem.element ?? "",
    })
  ).content;

export type DeployAnswer = { deployed: Deployed } | { refused: Problem[]; why: string };

export async function deployModel(id: string, content: string): Promise<DeployAnswer> {
  try {
    return { deployed: await post<Deployed>(`${path(id)}/deploy`, { content }) };
  } catch (error) {
    if (!isApiError(error, 422)) throw error;
    const problems = error.body["problems"];
    return { refused: Array.isArray(problems) ? (problems as Problem[]) : [], why: error.message };
  }
}

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: ({ signal }) => get<Record<string, unknown>[]>("/api/templates", {}, signal),
  staleTime: 10 * 60_000,
});
