/** What other systems are told by POST: webhooks of the feed. */
import { queryOptions } from "@tanstack/react-query";
import { get, ifMatch, patch, post, remove, send } from "./client";
import type { Webhook, WebhookSecret } from "./types";

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: () => get<Webhook[]>("/api/feed/webhooks"),
  // They work all the time; so do their figures.
  refetchInterval: 10_000,
});

export interface WebhookDraft {
  name: string;
  url: string;
  /** Empty: all. */
  types: string[];
  processes: string[];
}
/** `after`: a cursor, "" for all that history holds, "now" for what is to come. */
export type WebhookChange = Partial<WebhookDraft> & { active?: boolean; after?: string };

const webhook = (id: string): string => `/api/feed/webhooks/${encodeURIComponent(id)}`;
export const readWebhook = (id: string): Promise<Webhook> => get(webhook(id));
export const createWebhook = (draft: WebhookDraft & { after?: string }): Promise<WebhookSecret> =>
  post("/api/feed/webhooks", draft);
export const changeWebhook = (id: string, change: WebhookChange, etag: string): Promise<Webhook> =>
  patch(webhook(id), change, ifMatch(etag));
export const deleteWebhook = ({ id, etag }: Webhook): Promise<void> => remove(webhook(id), ifMatch(etag));
export const testWebhook = (id: string): Promise<{ ok: boolean; message: string }> =>
  post(`${webhook(id)}/test`);
/** The secret is answered once and never shown again; the old one counts no more. */
export const renewSecret = async ({ id, etag }: Webhook): Promise<WebhookSecret> =>
  (await send<WebhookSecret>("POST", `${webhook(id)}/secret`, { body: {}, headers: ifMatch(etag) })).data;
