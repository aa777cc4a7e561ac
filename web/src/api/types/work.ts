/** Human work: tasks, rounds and seats, starting, notices. */
import type { JsonValue, Variables } from "../json";
import type { IsoTime, Key, Named } from "./common";
import type { PersonRef } from "./people";

export type Box = "todo" | "done" | "copied";
export type Verdict = "approve" | "reject";
export type FieldRight = "read" | "write" | "hidden" | "required";
export type Verb =
  "complete" | "approve" | "reject" | "claim" | "unclaim" | "transfer" | "send-back" | "urge" | "copy";

export interface SeatPosition {
  id: string;
  mode: "all" | "any" | "sequential" | "single";
  /** Such as "2/3". */
  position: string;
}

export interface TaskRow {
  key: Key;
  name: string;
  processId: string;
  processName: string;
  instanceKey: Key;
  title: string;
  businessId: string | null;
  startedBy: PersonRef | null;
  createdAt: IsoTime;
  dueAt: IsoTime | null;
  urgedAt: IsoTime | null;
  assignee: PersonRef | null;
  claimable: boolean;
  /** Its process is suspended: nothing can be done with it until that goes on. */
  paused?: boolean;
  round: number;
  seat: SeatPosition | null;
  unread?: boolean;
  decidedAt?: IsoTime | null;
  verdict?: Verdict | null;
}

export interface Seat {
  id: string;
  person: PersonRef;
  onBehalfOf: PersonRef | null;
  origin: "rule" | "added" | "delegated" | "transferred";
  state: "waiting" | "active" | "decided" | "cancelled";
  verdict: Verdict | null;
  opinion: string | null;
  decidedAt: IsoTime | null;
}

export interface TimelineEntry {
  at: IsoTime;
  kind: string;
  element: Named | null;
  person: PersonRef | null;
  onBehalfOf: PersonRef | null;
  opinion: string | null;
  /** Already in the reader's language. */
  text: string;
}

export interface Form {
  id: string;
  key: string | null;
  schema: FormSchema;
}

/** form-js's JSON; the parts that matter are typed in forms/schema.ts. */
export interface FormSchema {
  components: Record<string, JsonValue>[];
  [other: string]: unknown;
}

export interface Task extends TaskRow {
  element: string;
  form: Form | null;
  variables: Variables;
  draft?: Variables | null;
  /** Of the draft, also where there is none yet. */
  draftEtag: string;
  fields: Record<string, FieldRight>;
  seats: Seat[];
  actions: Verb[];
  timeline: TimelineEntry[];
  etag: string;
}

export interface Decision {
  key: Key;
  decided: boolean;
  outcome: "pending" | "passed" | "rejected" | "closed";
}

export interface Startable {
  processId: string;
  name: string;
  version: number;
  definitionKey: Key;
  form: Form | null;
  /** The start event that is meant, if there are several to choose from; else both are empty. */
  startAt: string;
  startName: string;
}

export interface Started {
  instanceKey: Key;
  title: string;
}

export interface Notice {
  id: string;
  at: IsoTime;
  kind: string;
  text: string;
  link: string | null;
  readAt: IsoTime | null;
}
