/** JSON in which numbers keep their digits: 128000.00 stays 128000.00, a float never touches money. */
import { LosslessNumber, isLosslessNumber, parse, stringify } from "lossless-json";

export type JsonValue =
  null | boolean | number | string | LosslessNumber | JsonValue[] | { [name: string]: JsonValue };

export type Variables = Record<string, JsonValue>;

/** A number of JavaScript where that loses nothing, else the digits themselves. */
function parseNumber(digits: string): number | LosslessNumber {
  const plain = Number(digits);
  return String(plain) === digits ? plain : new LosslessNumber(digits);
}

export function parseJson(text: string): unknown {
  return parse(text, null, parseNumber);
}

export function writeJson(value: unknown, indent?: number): string {
  return stringify(value, null, indent) ?? "null";
}

/** Expected: digits as a person or a server wrote them, such as "-1280.50". */
export function exactNumber(digits: string): number | LosslessNumber {
  return parseNumber(digits);
}

/** The digits of a JSON number as they were written, or undefined if it is none. */
export function digitsOf(value: unknown): string | undefined {
  if (isLosslessNumber(value)) return value.toString();
  return typeof value === "number" ? plainDigits(value) : undefined;
}

/** 1e21 and 1e-7 in full digits, which is how a field shows them. */
function plainDigits(value: number): string {
  const text = String(value);
  return text.includes("e")
    ? value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 })
    : text;
}

/** Equal as JSON, numbers by their digits. */
export function sameJson(one: unknown, other: unknown): boolean {
  return writeJson(one) === writeJson(other);
}
