/** What changed between two versions of a process, element by element. */
import { diff } from "bpmn-js-differ";
import { titleOf, type Moddle } from "./moddle";

export type ChangeKind = "added" | "removed" | "changed" | "moved";
export interface Change {
  kind: ChangeKind;
  id: string;
  type: string;
  title: string;
  /** Names of the attributes that differ. */
  attributes: string[];
}

/** Both given as what `getDefinitions()` answers. */
export function compare(before: unknown, after: unknown): Change[] {
  const found = diff(before, after);
  const changed = new Set(Object.keys(found._changed));
  return [
    ...Object.entries(found._added).map(([id, object]) => change("added", id, object)),
    ...Object.entries(found._removed).map(([id, object]) => change("removed", id, object)),
    ...Object.entries(found._changed).map(([id, { model, attrs }]) =>
      change("changed", id, model, Object.keys(attrs)),
    ),
    ...Object.entries(found._layoutChanged)
      .filter(([id]) => !changed.has(id))
      .map(([id, object]) => change("moved", id, object)),
  ].filter(({ type }) => !type.startsWith("bpmndi:"));
}

const change = (kind: ChangeKind, id: string, object: Moddle, attributes: string[] = []): Change => ({
  kind,
  id,
  type: object.$type,
  title: titleOf(object),
  attributes,
});
