/** The decision policy as the panel edits it: a rule is a kind and, for some, a number or an expression. */

export const PASS_KINDS = ["", "all", "any", "at-least", "ratio", "weight", "feel"] as const;
export type PassKind = (typeof PASS_KINDS)[number];

export interface PassRule {
  kind: PassKind;
  value: string;
}

export function parsePassRule(text: string): PassRule {
  if (text.startsWith("=")) return { kind: "feel", value: text };
  const [kind = "", value = ""] = text.split(":");
  return (PASS_KINDS as readonly string[]).includes(kind)
    ? { kind: kind as PassKind, value }
    : { kind: "", value: "" };
}

export function writePassRule({ kind, value }: PassRule): string {
  if (kind === "feel") return value.startsWith("=") ? value : `=${value}`;
  return needsValue(kind) ? `${kind}:${value}` : kind;
}

export const needsValue = (kind: PassKind): boolean =>
  kind === "at-least" || kind === "ratio" || kind === "weight";

const SHAPES: Partial<Record<PassKind, RegExp>> = {
  "at-least": /^[1-9]\d*$/,
  ratio: /^[1-9]\d*\/[1-9]\d*$/,
  weight: /^\d+(\.\d+)?$/,
};

/** Whether the number has the shape its rule needs: "3", "2/3", "60". */
export function isPassValue(kind: PassKind, value: string): boolean {
  if (!(SHAPES[kind]?.test(value) ?? true)) return false;
  if (kind !== "ratio") return true;
  const [part = 0, whole = 1] = value.split("/").map(Number);
  return part <= whole;
}
