/** The choices of a select, radio, checklist or taglist. */
import { writeJson, type JsonValue, type Variables } from "@/api/json";
import type { Evaluated } from "./expressions";
import { isContext, read } from "./paths";
import type { Place } from "./plan";
import type { Option } from "./schema";

/** Fixed values, or a list under `valuesKey` in the data, or what an expression gives. */
export function optionsOf(place: Place, data: Variables, evaluated: Evaluated): Option[] {
  const { values, valuesKey, valuesExpression } = place.component;
  if (valuesExpression) return optionsFrom(evaluated(place, "options"));
  if (valuesKey) return optionsFrom(read(data, valuesKey.split(".")));
  return optionsFrom((values as JsonValue | undefined) ?? []);
}

function optionsFrom(list: JsonValue | undefined): Option[] {
  if (!Array.isArray(list)) return [];
  return list.map((entry) => {
    if (!isContext(entry) || entry.value === undefined) return { value: entry, label: labelFrom(entry) };
    return {
      value: entry.value,
      label: typeof entry.label === "string" ? entry.label : labelFrom(entry.value),
    };
  });
}

const labelFrom = (value: JsonValue): string => (typeof value === "string" ? value : writeJson(value));

/** antd keys choices by text; ours may be any JSON. */
export const keyOf = (value: JsonValue | undefined): string => writeJson(value ?? null);

export const valueOf = (options: Option[], key: string): JsonValue =>
  options.find((option) => keyOf(option.value) === key)?.value ?? null;

/** The label of a value; a value that is no choice any more shows itself. */
export const labelOf = (options: Option[], value: JsonValue): string =>
  options.find((option) => keyOf(option.value) === keyOf(value))?.label ?? labelFrom(value);
