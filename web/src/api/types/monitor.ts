/** Live processes and instances. Durations are milliseconds. */
import type { JsonValue } from "../json";
import type { IsoTime, Key } from "./common";
import type { PersonRef } from "./people";
import type { TimelineEntry } from "./work";

export interface ProcessVersion {
  version: number;
  definitionKey: Key;
  running: number;
  finished: number;
}

export interface ProcessRow {
  processId: string;
  name: string;
  latestVersion: number;
  versions: ProcessVersion[];
  running: number;
  finished: number;
  /** Instances with open incidents. */
  failed: number;
  medianMs: number | null;
  p95Ms: number | null;
}

export interface ElementHeat {
  id: string;
  name: string | null;
  entered: number;
  finished: number;
  active: number;
  incidents: number;
  meanMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  waitingShare: number;
}

export interface Heat {
  elements: ElementHeat[];
  flows: { id: string; taken: number }[];
  bottlenecks: {
    element: string;
    name: string | null;
    share: number;
    p50Ms: number | null;
    p95Ms: number | null;
    waiting: number;
  }[];
  neverTaken: string[];
  returns: { element: string; count: number }[];
  skipped: { element: string; share: number }[];
  holding: { person: PersonRef; element: string; since: IsoTime; instanceKey: Key; title: string }[];
}

export type InstanceState = "running" | "finished" | "cancelled" | "suspended";

export interface InstanceRow {
  key: Key;
  processId: string;
  processName: string;
  version: number;
  title: string;
  businessId: string | null;
  state: InstanceState;
  incidents: number;
  startedAt: IsoTime;
  endedAt: IsoTime | null;
  startedBy: PersonRef | null;
  waitsAt: string[];
}

export interface ElementInstance {
  key: Key;
  element: string;
  name: string | null;
  kind: string;
  state: "active" | "completed" | "terminated";
  enteredAt: IsoTime;
  leftAt: IsoTime | null;
  broughtBy: string[];
}

export interface Incident {
  key: Key;
  element: string;
  kind: string;
  message: string;
  createdAt: IsoTime;
  jobKey: Key | null;
}

export interface VariableRow {
  key: Key;
  name: string;
  value: JsonValue;
  scopeKey: Key;
  truncated: boolean;
}

export interface GivenValue {
  name: string;
  value: JsonValue;
}

/** One decision that a business rule task asked for (`asked`), or that was required on the way. */
export interface Decided {
  key: string;
  task: string;
  taskName: string;
  asked: boolean;
  decision: string;
  name: string;
  version: number;
  decidedAt: IsoTime;
  state: "decided" | "failed";
  value: JsonValue;
  inputs: GivenValue[];
  /** The rules that matched, by their number from 1. */
  rules: { index: number; outputs: GivenValue[] }[];
  notes: string[];
  /** What it saw is not kept. */
  cut: boolean;
}

export interface Instance extends Omit<InstanceRow, "incidents"> {
  definitionKey: Key;
  elements: ElementInstance[];
  flowsTaken: string[];
  variables: VariableRow[];
  incidents: Incident[];
  timeline: TimelineEntry[];
  children: InstanceRow[];
  parent: InstanceRow | null;
}
