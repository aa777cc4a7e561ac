/** The language of seats: "user:ID", "group:ID", "role:ID", "post:ID", "department:ID", "head", "head:2", "initiator", or FEEL. */

export const WHO_KINDS = [
  "user",
  "group",
  "role",
  "post",
  "department",
  "head",
  "initiator",
  "feel",
] as const;
export type WhoKind = (typeof WHO_KINDS)[number];

export interface Who {
  kind: WhoKind;
  /** The id; of a head its level, counted from 1; of FEEL the expression with its "=". */
  value: string;
}

export function parseWho(text: string): Who {
  const trimmed = text.trim();
  if (trimmed.startsWith("=")) return { kind: "feel", value: trimmed };
  if (trimmed === "initiator") return { kind: "initiator", value: "" };
  const [kind = "", ...rest] = trimmed.split(":");
  const value = rest.join(":");
  if (kind === "head") return { kind: "head", value: value === "" ? "1" : value };
  if ((WHO_KINDS as readonly string[]).includes(kind) && rest.length > 0)
    return { kind: kind as WhoKind, value };
  return { kind: "user", value: trimmed };
}

export function writeWho({ kind, value }: Who): string {
  if (kind === "initiator") return "initiator";
  if (kind === "feel") return value.startsWith("=") ? value : `=${value}`;
  if (kind === "head") return value === "" || value === "1" ? "head" : `head:${value}`;
  return `${kind}:${value}`;
}
