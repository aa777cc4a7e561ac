/** Shows an element to whoever asked for it: selected, scrolled into view, also inside a collapsed sub-process. */
import type Canvas from "diagram-js/lib/core/Canvas";
import type ElementRegistry from "diagram-js/lib/core/ElementRegistry";
import type Selection from "diagram-js/lib/features/selection/Selection";
import type { Drawn } from "./moddle";

interface Services {
  get(name: "canvas"): Canvas;
  get(name: "elementRegistry"): ElementRegistry;
  get(name: "selection"): Selection;
}

export function selectElement(modeler: Services, id: string): void {
  const element = modeler.get("elementRegistry").get(id) as Drawn | undefined;
  if (!element) return;
  const canvas = modeler.get("canvas");
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  const selection = modeler.get("selection");
  // The process itself is what the panel shows when nothing is selected.
  if (!element.parent) {
    selection.select(null);
    return;
  }
  canvas.scrollToElement(element, 120);
  selection.select(element);
}
