/** Models as drafts and versions, problems, expressions. */
import type { JsonValue } from "../json";
import type { IsoTime, Key } from "./common";
import type { PersonRef } from "./people";

export type ModelKind = "bpmn" | "form" | "dmn";

export interface ModelRow {
  id: string;
  name: string;
  kind: ModelKind;
  folder: string | null;
  updatedAt: IsoTime;
  updatedBy: PersonRef | null;
  draftEtag: string;
  deployedVersion: number | null;
}

export interface Model extends ModelRow {
  content: string;
  etag: string;
}

export interface ModelVersion {
  version: number;
  definitionKey: Key;
  deployedAt: IsoTime;
  deployedBy: PersonRef | null;
  tag: string | null;
}

/** What acts, and the flows and elements on which tokens lie after it, one entry a token. */
export interface Step {
  element: string;
  tokens: string[];
}

export interface Problem {
  element: string | null;
  code: string;
  severity: "error" | "warning" | "info";
  message: string;
  line: number | null;
  file?: string;
  /** A story that leads there. */
  trace?: Step[];
  /** It can be put right without asking. */
  fixable?: boolean;
}

export interface Deployed {
  definitionKey: Key;
  version: number;
  unchanged: boolean;
  problems: Problem[];
}

export interface FeelResult {
  result: JsonValue;
  type: string;
  warnings: { kind: string; message: string; position: number | null }[];
}
