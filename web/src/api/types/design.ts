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

export interface Problem {
  element: string | null;
  code: string;
  severity: "error" | "warning" | "info";
  message: string;
  line: number | null;
  file?: string;
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
