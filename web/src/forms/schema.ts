/** The form-js JSON schema as far as people see it; a form is data from outside, so every property may be missing. */
import type { JsonValue } from "@/api/json";

export interface Option {
  label: string;
  value: JsonValue;
}

export interface Rules {
  required?: boolean;
  min?: number | string;
  max?: number | string;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  patternErrorMessage?: string;
  validationType?: "email" | "phone" | "custom" | string;
}

export interface Appearance {
  prefixAdorner?: string;
  suffixAdorner?: string;
}

export interface Column {
  key: string;
  label: string;
}

/** One component; which properties matter follows from `type`. */
export interface Component {
  type: string;
  id?: string;
  key?: string;
  path?: string;
  label?: string;
  description?: string;
  defaultValue?: JsonValue;
  disabled?: boolean;
  readonly?: boolean | string;
  validate?: Rules;
  conditional?: { hide?: string };
  layout?: { row?: string; columns?: number | null };
  appearance?: Appearance;
  /** Options of select, radio, checklist, taglist: fixed, from the data, or from an expression. */
  values?: Option[];
  valuesKey?: string;
  valuesExpression?: string;
  /** number */
  decimalDigits?: number;
  serializeToString?: boolean;
  /** datetime */
  subtype?: "date" | "time" | "datetime";
  dateLabel?: string;
  timeLabel?: string;
  timeInterval?: number;
  use24h?: boolean;
  disallowPassedDates?: boolean;
  timeSerializingFormat?: "utc_offset" | "utc_normalized" | "no_timezone";
  /** text, html */
  text?: string;
  content?: string;
  /** image */
  source?: string;
  alt?: string;
  /** expression */
  expression?: string;
  /** table */
  dataSource?: string;
  columns?: Column[];
  rowCount?: number;
  /** group, dynamiclist */
  components?: Component[];
  showOutline?: boolean;
  isRepeating?: boolean;
  allowAddRemove?: boolean;
  defaultRepetitions?: number;
  /** spacer */
  height?: number;
  /** button */
  action?: "submit" | "reset";
}

/** Types that hold a value of their own under `key`. */
const KEYED = new Set([
  "textfield",
  "textarea",
  "number",
  "select",
  "radio",
  "checkbox",
  "checklist",
  "taglist",
  "datetime",
  "expression",
]);

export function holdsValue(component: Component): component is Component & { key: string } {
  return KEYED.has(component.type) && typeof component.key === "string" && component.key !== "";
}

export function componentsOf(schema: { components?: unknown }): Component[] {
  return Array.isArray(schema.components) ? (schema.components as Component[]) : [];
}

/** Groups and lists hold others. */
export function childrenOf(component: Component): Component[] {
  return Array.isArray(component.components) ? component.components : [];
}

/** The label that the form's author gave to its submit button, wherever it stands. */
export function submitLabel(components: Component[]): string | undefined {
  for (const component of components) {
    if (component.type === "button" && component.action !== "reset") return component.label;
    const inner = submitLabel(childrenOf(component));
    if (inner) return inner;
  }
  return undefined;
}
