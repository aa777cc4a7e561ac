/** Numbers as people type them, compared digit by digit. */
import { digitsOf, exactNumber, type JsonValue } from "@/api/json";

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Full-width digits and separators of thousands are how people type: "１,２００.５０" is "1200.50". */
export function tidy(typed: string): string {
  const plain = typed
    .normalize("NFKC")
    .replace(/[\s,，_]/g, "")
    .replace("。", ".");
  return plain.replace(/^(-?)0+(?=\d)/, "$1");
}

export const isDecimal = (text: string): boolean => DECIMAL.test(text);

/** What was typed as a value: a number with its digits, nothing, or (not yet a number) the text itself. */
export function numberFrom(typed: string): JsonValue {
  const text = tidy(typed);
  if (text === "") return null;
  return isDecimal(text) ? exactNumber(text) : text;
}

/** The digits of a value, however it came: JSON number or text. */
export function textOfNumber(value: JsonValue | undefined): string {
  return digitsOf(value) ?? (typeof value === "string" ? value : "");
}

/** Negative, zero or positive, like one − other. Expected: decimals such as "-12.50". */
export function compareDecimals(one: string, other: string): number {
  const places = Math.max(fraction(one).length, fraction(other).length);
  const difference = scaled(one, places) - scaled(other, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Zeros at the end do not count: 12.50 has one place. */
export const decimalPlaces = (text: string): number => fraction(text).replace(/0+$/, "").length;

/** "128000.00" becomes "128,000.00". */
export function grouped(text: string): string {
  if (!isDecimal(text)) return text;
  const [whole = "", rest] = text.split(".");
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest === undefined ? thousands : `${thousands}.${rest}`;
}

/** With at least so many places; none is ever dropped. */
export function padded(text: string, places: number): string {
  if (!isDecimal(text) || fraction(text).length >= places) return text;
  return `${text.split(".")[0]}.${fraction(text).padEnd(places, "0")}`;
}

const fraction = (text: string): string => text.split(".")[1] ?? "";

function scaled(text: string, places: number): bigint {
  const [whole = "0"] = text.split(".");
  return (
    BigInt(whole.replace("-", "") + fraction(text).padEnd(places, "0")) * (text.startsWith("-") ? -1n : 1n)
  );
}
