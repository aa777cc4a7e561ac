/** Connections, the effect ledger, inbound sources, business documents. */
import type { JsonValue } from "../json";
import type { Edited, IsoTime, Key } from "./common";

export interface Connection extends Edited {
  id: string;
  name: string;
  /** Such as "rest" or "tryton". */
  connector: string;
  url: string;
  /** The kind of authentication. */
  auth: string;
  status: "ok" | "failing" | "unknown";
  lastUsedAt: IsoTime | null;
  lastError: string | null;
}

/** A kind of system: how one signs in there, and which secrets each way takes. */
export interface Connector {
  id: string;
  name: string;
  auth: Record<string, string[]>;
  /** What can be done there. */
  actions: string[];
  /** What can be heard from there. */
  triggers: string[];
}

export type EffectState = "planned" | "sent" | "confirmed" | "rejected" | "unknown";

export interface Effect {
  key: Key;
  jobKey: Key | null;
  instanceKey: Key | null;
  title: string | null;
  connection: string;
  action: string;
  state: EffectState;
  class: "A" | "B" | "C" | "D" | "E";
  attempts: number;
  sentAt: IsoTime | null;
  confirmedAt: IsoTime | null;
  /** When it is tried again. */
  nextAt: IsoTime | null;
  request: JsonValue;
  response: JsonValue;
  error: string | null;
}

export interface DocumentLink {
  system: string;
  type: string;
  externalId: string;
  url: string | null;
  status: string | null;
  version: string | null;
}

export interface DocumentRow {
  key: Key;
  type: string;
  title: string;
  instanceKey: Key | null;
  links: DocumentLink[];
  updatedAt: IsoTime;
}

export interface DocumentEvent {
  at: IsoTime;
  system: string;
  kind: string;
  text: string;
  effectKey: Key | null;
}

export interface BusinessDocument extends DocumentRow {
  timeline: DocumentEvent[];
}

export interface Source extends Edited {
  id: string;
  kind: "webhook" | "poll";
  name: string;
  path: string | null;
  connection: string | null;
  cursor: string | null;
  lastSeenAt: IsoTime | null;
  received: number;
  duplicates: number;
  lastError: string | null;
  settings: SourceSettings;
}

/** What becomes of what comes in. */
export interface SourceSettings {
  start?: { process: string };
  publish?: { message: string };
  [other: string]: JsonValue | undefined;
}

/** A system that is told what happens. */
export interface Webhook extends Edited {
  id: string;
  name: string;
  url: string;
  /** Groups or types of events; empty: all. */
  types: string[];
  processes: string[];
  /** Paused by somebody; stopped because it failed for days, or the receiver said that it is gone. */
  state: "active" | "paused" | "stopped";
  cursor: string;
  /** Commits that it was not told of yet, some of which may hold nothing for it. */
  behind: number;
  behindSince: IsoTime | null;
  delivered: number;
  lastDeliveredAt: IsoTime | null;
  /** Since the last success. */
  failures: number;
  failingSince: IsoTime | null;
  nextAttemptAt: IsoTime | null;
  lastError: string | null;
}

export interface WebhookSecret extends Webhook {
  secret: string;
}
