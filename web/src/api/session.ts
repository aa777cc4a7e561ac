/** Who is signed in. */
import { queryOptions } from "@tanstack/react-query";
import { get, ifMatch, patch, post, remove } from "./client";
import { isApiError } from "./problem";
import type { ApiToken, Language, Me } from "./types";

/** Null where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await get<Me>("/api/session");
    } catch (error) {
      if (isApiError(error, 401)) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export const signIn = (user: string, password: string): Promise<Me> =>
  post<Me>("/api/session", { user, password });
export const signOut = (): Promise<void> => remove("/api/session");
export const setLanguage = (language: Language): Promise<Me> => patch<Me>("/api/session", { language });
export const changePassword = (old: string, fresh: string): Promise<void> =>
  post<void>("/api/session/password", { old, new: fresh });

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: () => get<ApiToken[]>("/api/tokens"),
});
/** The token is answered once and never shown again. */
export const createToken = (name: string): Promise<{ id: string; token: string }> =>
  post("/api/tokens", { name });
export const revokeToken = ({ id, etag }: ApiToken): Promise<void> =>
  remove(`/api/tokens/${encodeURIComponent(id)}`, ifMatch(etag));
