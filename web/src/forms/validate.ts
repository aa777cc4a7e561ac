/** Is a value what its field asks for? The server asks again; here people hear it at once. */
import type { JsonValue, Variables } from "@/api/json";
import type { FieldRight } from "@/api/types";
import { compareDecimals, decimalPlaces, isDecimal, textOfNumber } from "./decimal";
import { isEmpty, read, wordOf } from "./paths";
import { itemsAt, type Place } from "./plan";
import { holdsValue, type Component, type Rules } from "./schema";

/** A key of namespace "forms" with its parameters, or the author's own words. */
export interface Fault {
  code: string;
  params?: Record<string, string | number>;
  words?: string;
}

export type Faults = Record<string, Fault>;
export type Hidden = (place: Place) => boolean;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[\d\s()/-]{5,20}$/;

/** The faults of all visible editable fields, by the word of their path. */
export function faultsOf(places: Place[], data: Variables, hidden: Hidden): Faults {
  const faults: Faults = {};
  for (const place of places) {
    if (place.right === "hidden" || hidden(place)) continue;
    if (holdsValue(place.component) && place.right !== "read") {
      const fault = faultOf(place.component, place.right, read(data, place.path));
      if (fault) faults[wordOf(place.path)] = fault;
    }
    if (place.isList && place.right === "required" && itemsAt(data, place.path).length === 0) {
      faults[wordOf(place.path)] = { code: "needed" };
    }
    Object.assign(faults, faultsOf(place.children, data, hidden));
    for (const item of place.items) Object.assign(faults, faultsOf(item, data, hidden));
  }
  return faults;
}

export function faultOf(
  component: Component,
  right: FieldRight,
  value: JsonValue | undefined,
): Fault | undefined {
  const rules = component.validate ?? {};
  const unticked = component.type === "checkbox" && value !== true;
  if (isEmpty(value) || unticked) {
    return rules.required === true || right === "required" ? { code: "needed" } : undefined;
  }
  if (component.type === "number") return faultOfNumber(component, rules, textOfNumber(value));
  if (typeof value === "string" && /^text/.test(component.type)) return faultOfText(rules, value);
  return undefined;
}

function faultOfNumber(component: Component, rules: Rules, text: string): Fault | undefined {
  if (!isDecimal(text)) return { code: "noNumber" };
  const places = component.decimalDigits;
  if (places !== undefined && decimalPlaces(text) > places) {
    return places === 0 ? { code: "noInteger" } : { code: "tooManyPlaces", params: { places } };
  }
  const min = bound(rules.min);
  const max = bound(rules.max);
  if (min !== undefined && compareDecimals(text, min) < 0) return { code: "tooSmall", params: { min } };
  if (max !== undefined && compareDecimals(text, max) > 0) return { code: "tooLarge", params: { max } };
  return undefined;
}

/** A limit given as an expression is the server's to judge. */
function bound(limit: JsonValue | undefined): string | undefined {
  const text = textOfNumber(limit);
  return isDecimal(text) ? text : undefined;
}

function faultOfText(rules: Rules, text: string): Fault | undefined {
  const length = [...text].length;
  if (rules.minLength !== undefined && length < rules.minLength)
    return { code: "tooShort", params: { min: rules.minLength } };
  if (rules.maxLength !== undefined && length > rules.maxLength)
    return { code: "tooLong", params: { max: rules.maxLength } };
  if (rules.validationType === "email" && !EMAIL.test(text)) return { code: "noEmail" };
  if (rules.validationType === "phone" && !PHONE.test(text)) return { code: "noPhone" };
  if (rules.pattern && !matches(rules.pattern, text)) {
    return { code: "noMatch", ...(rules.patternErrorMessage ? { words: rules.patternErrorMessage } : {}) };
  }
  return undefined;
}

/** A pattern that the browser cannot read is the server's to judge. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
