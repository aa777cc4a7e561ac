/** What a form sends: the values that were changed, of fields that are on screen and may be written. */
import { sameJson, type JsonValue, type Variables } from "@/api/json";
import { numberFrom, textOfNumber } from "./decimal";
import { isContext, isEmpty, read, write } from "./paths";
import { everyPlace, type Place } from "./plan";
import { holdsValue, type Component } from "./schema";
import type { Hidden } from "./validate";

interface Collecting {
  data: Variables;
  hidden: Hidden;
  /** What the server has: what equals it is not sent, so that two people's edits of different fields merge. */
  original: Variables;
  /** Lists as they stand, with all that their items hold: for a draft. */
  wholeItems: boolean;
}

/** For the server to check and keep. Its own fields (hidden, read-only, computed) are left out. */
export function collect(places: Place[], data: Variables, original: Variables, hidden: Hidden): Variables {
  return gatherInto({}, places, { data, original, hidden, wholeItems: false });
}

/** For a later visit: everything that was typed, as it was typed. */
export function collectDraft(
  places: Place[],
  data: Variables,
  original: Variables,
  hidden: Hidden,
): Variables {
  return gatherInto({}, places, { data, original, hidden, wholeItems: true });
}

function gatherInto(sent: Variables, places: Place[], given: Collecting): Variables {
  let result = sent;
  for (const place of places) {
    if (place.right === "hidden" || given.hidden(place)) continue;
    const old = read(given.original, place.path);
    if (holdsValue(place.component)) {
      if (!mayBeSent(place, old)) continue;
      const value = sendable(place.component, read(given.data, place.path));
      if (value !== undefined && !same(value, old)) result = write(result, place.path, value);
    } else if (place.isList) {
      if (!mayChangeList(place)) continue;
      const items = given.wholeItems ? read(given.data, place.path) : itemsOf(place, given);
      if (items !== undefined && !sameJson(read(given.data, place.path) ?? [], old ?? [])) {
        result = write(result, place.path, items);
      }
    } else {
      result = gatherInto(result, place.children, given);
    }
  }
  return result;
}

/** The default of a field that the form itself fixes is new to the server once; after that nothing is sent. */
function mayBeSent(place: Place, old: JsonValue | undefined): boolean {
  if (place.component.type === "expression") return false;
  return place.right !== "read" || (place.fixed && old === undefined);
}

function mayChangeList(place: Place): boolean {
  if (place.right === "read" || place.path.length === 0) return false;
  if (place.component.allowAddRemove !== false) return true;
  const inner = place.items.flatMap((item) => [...everyPlace(item)]);
  return inner.some(
    (field) => holdsValue(field.component) && field.right !== "read" && field.right !== "hidden",
  );
}

/** Items come whole and in order, with the form's own fields: the server knows the rest by their position. */
function itemsOf(place: Place, given: Collecting): JsonValue[] {
  return place.items.map((fields, position) => {
    const sent = gatherInto({}, fields, { ...given, original: {} });
    const item = read(sent, [...place.path, position]);
    return isContext(item) ? item : {};
  });
}

/** Empty is empty, whether it was never there, cleared, or null. */
const same = (value: JsonValue, old: JsonValue | undefined): boolean =>
  old === undefined ? value === null : sameJson(value, old) || (isEmpty(value) && isEmpty(old));

function sendable(component: Component, value: JsonValue | undefined): JsonValue | undefined {
  if (component.type === "number" && !isEmpty(value)) {
    const text = textOfNumber(value);
    return component.serializeToString ? text : numberFrom(text);
  }
  if (component.type === "checkbox") return value === true;
  if (component.type === "checklist" || component.type === "taglist") return value ?? [];
  return value === "" ? null : value;
}
