/** Where a value lives: ["items", 0, "price"] in the data, "items.0.price" as one word. */
import type { JsonValue, Variables } from "@/api/json";

export type Path = readonly (string | number)[];

export const wordOf = (path: Path): string => path.join(".");

/** The name that field rights use: no positions, so "items.price". */
export const nameOf = (path: Path): string => path.filter((step) => typeof step === "string").join(".");

/** "items[0].price", "items.0.price" and "/items/0/price" are the same word. */
export const wordOfServer = (field: string): string =>
  field
    .replace(/\[(\d+)\]/g, ".$1")
    .replace(/^\//, "")
    .replace(/\//g, ".");

export function join(base: Path, dotted: string | undefined): Path {
  return dotted ? [...base, ...dotted.split(".")] : base;
}

export function read(data: JsonValue | undefined, path: Path): JsonValue | undefined {
  let at: JsonValue | undefined = data;
  for (const step of path) {
    if (Array.isArray(at)) at = typeof step === "number" ? at[step] : undefined;
    else if (isContext(at)) at = Object.hasOwn(at, String(step)) ? at[String(step)] : undefined;
    else return undefined;
  }
  return at;
}

/** A copy with one value changed; what lies beside the path is shared. */
export function write(data: Variables, path: Path, value: JsonValue | undefined): Variables {
  return replace(data, path, value) as Variables;
}

function replace(at: JsonValue | undefined, path: Path, value: JsonValue | undefined): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(at) ? [...at] : [];
    list[step] = replace(list[step], rest, value) ?? null;
    return list;
  }
  const context: Variables = isContext(at) ? { ...at } : {};
  const inner = replace(Object.hasOwn(context, step) ? context[step] : undefined, rest, value);
  if (inner === undefined) delete context[step];
  else context[step] = inner;
  return context;
}

export function isContext(value: JsonValue | undefined): value is Variables {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !("isLosslessNumber" in value)
  );
}

/** Nothing that a person would call an answer. */
export function isEmpty(value: JsonValue | undefined): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** `above` over `below`: contexts merge name by name, lists and everything else are replaced. */
export function overlay(below: Variables, above: Variables): Variables {
  const merged = { ...below };
  for (const [name, value] of Object.entries(above)) {
    const under = Object.hasOwn(below, name) ? below[name] : undefined;
    merged[name] = isContext(under) && isContext(value) ? overlay(under, value) : value;
  }
  return merged;
}
