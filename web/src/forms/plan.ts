/** From the schema and the data to the places on screen: every component with its path and its right. */
import type { JsonValue, Variables } from "@/api/json";
import type { FieldRight } from "@/api/types";
import { isContext, isEmpty, join, nameOf, read, wordOf, write, type Path } from "./paths";
import { childrenOf, holdsValue, type Component } from "./schema";

export interface Place {
  /** Unique on this form; stable while the data grows. */
  id: string;
  component: Component;
  /** Where its value lives, or (group, list) where its children's values begin. */
  path: Path;
  /** Where expressions look first: the item of the list it stands in, or []. */
  scope: Path;
  right: FieldRight;
  /** Read-only by the form itself, not by somebody's rights. */
  fixed: boolean;
  isList: boolean;
  children: Place[];
  /** Of a repeating list: one row of places an item. */
  items: Place[][];
}

export type Rights = Record<string, FieldRight>;

interface Frame {
  base: Path;
  scope: Path;
  inherited: FieldRight | undefined;
}

/** Expected: components as in the schema; `rights` by name, the nearest name that has one decides. */
export function plan(components: Component[], data: Variables, rights: Rights): Place[] {
  return placesOf(components, { base: [], scope: [], inherited: undefined }, data, rights, "");
}

function placesOf(
  components: Component[],
  frame: Frame,
  data: Variables,
  rights: Rights,
  prefix: string,
): Place[] {
  return components.map((component, index) => {
    const path = join(frame.base, holdsValue(component) ? component.key : component.path);
    const granted = rightOf(path, frame.base, rights) ?? frame.inherited;
    const fixed = isFixed(component) && (granted === undefined || granted === "write");
    const right = fixed ? "read" : (granted ?? "write");
    const id = `${prefix}${component.id ?? component.key ?? `${component.type}${index}`}`;
    const list = isList(component);
    const place: Place = {
      id,
      component,
      path,
      scope: frame.scope,
      right,
      fixed,
      isList: list,
      children: [],
      items: [],
    };
    const inner = { base: path, scope: frame.scope, inherited: granted };
    if (list) {
      place.items = itemsAt(data, path).map((_, position) => {
        const at = [...path, position];
        return placesOf(
          childrenOf(component),
          { ...inner, base: at, scope: at },
          data,
          rights,
          `${id}.${position}.`,
        );
      });
    } else {
      place.children = placesOf(childrenOf(component), inner, data, rights, `${id}.`);
    }
    return place;
  });
}

export const isList = (component: Component): boolean =>
  component.type === "dynamiclist" || (component.type === "group" && component.isRepeating === true);

/** A right to write does not open it; a right that requires it does. An expression is decided on screen. */
const isFixed = (component: Component): boolean => component.disabled === true || component.readonly === true;

/** The right of the longest name that has one: "items.price", then "items". */
function rightOf(path: Path, base: Path, rights: Rights): FieldRight | undefined {
  if (path.length === base.length) return undefined;
  const steps = path.filter((step) => typeof step === "string");
  for (let length = steps.length; length > 0; length -= 1) {
    const name = nameOf(steps.slice(0, length));
    if (Object.hasOwn(rights, name)) return rights[name];
  }
  return undefined;
}

export function itemsAt(data: Variables, path: Path): JsonValue[] {
  const value = read(data, path);
  return Array.isArray(value) ? value : [];
}

export function* everyPlace(places: Place[]): Generator<Place> {
  for (const place of places) {
    yield place;
    yield* everyPlace(place.children);
    for (const item of place.items) yield* everyPlace(item);
  }
}

/** The data that a form starts with: defaults where there is nothing yet, empty items where lists ask for them. */
export function withDefaults(components: Component[], data: Variables, base: Path = []): Variables {
  let filled = data;
  for (const component of components) {
    const path = join(base, holdsValue(component) ? component.key : component.path);
    if (holdsValue(component)) {
      const missing = read(filled, path) === undefined;
      if (missing && !isEmpty(component.defaultValue)) filled = write(filled, path, component.defaultValue);
    } else if (isList(component)) {
      filled = withItems(component, filled, path);
    } else {
      filled = withDefaults(childrenOf(component), filled, path);
    }
  }
  return filled;
}

function withItems(component: Component, data: Variables, path: Path): Variables {
  let filled = data;
  if (read(filled, path) === undefined && wordOf(path) !== "") {
    const count = component.defaultRepetitions ?? 1;
    filled = write(
      filled,
      path,
      Array.from({ length: count }, () => ({})),
    );
  }
  itemsAt(filled, path).forEach((item, position) => {
    if (isContext(item)) filled = withDefaults(childrenOf(component), filled, [...path, position]);
  });
  return filled;
}

/** What a new item of a list starts with. */
export function freshItem(component: Component): JsonValue {
  return withDefaults(childrenOf(component), {});
}
