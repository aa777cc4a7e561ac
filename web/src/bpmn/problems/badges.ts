/** Problems on the elements they belong to: a badge with their number, a coloured outline, the words on hover. */
import type Canvas from "diagram-js/lib/core/Canvas";
import type ElementRegistry from "diagram-js/lib/core/ElementRegistry";
import type Overlays from "diagram-js/lib/features/overlays/Overlays";
import type { Problem } from "@/api/types";
import { isConnection, type Drawn } from "../moddle";
import { worst } from "./problems";
import "./badges.css";

const TYPE = "lingqu-problem";
const MARKERS = { error: "lq-has-error", warning: "lq-has-warning", info: "lq-has-info" } as const;

interface Services {
  get(name: "canvas"): Canvas;
  get(name: "elementRegistry"): ElementRegistry;
  get(name: "overlays"): Overlays;
}
interface Handlers {
  onChosen: (element: string) => void;
  /** What a screen reader says of a badge. */
  describe: (problems: Problem[]) => string;
}

export function showProblems(
  modeler: Services,
  problems: readonly Problem[],
  { onChosen, describe }: Handlers,
): void {
  const canvas = modeler.get("canvas");
  const overlays = modeler.get("overlays");
  clear(modeler);
  for (const [id, mine] of byVisibleElement(modeler.get("elementRegistry"), problems)) {
    const severity = worst(mine);
    canvas.addMarker(id, MARKERS[severity]);
    const element = modeler.get("elementRegistry").get(id) as Drawn;
    overlays.add(id, TYPE, {
      position: isConnection(element) ? middle(element) : { top: -11, left: -11 },
      html: badge(severity, mine, describe(mine), () => onChosen(mine[0]?.element ?? id)),
    });
  }
}

function clear(modeler: Services): void {
  modeler.get("overlays").remove({ type: TYPE });
  const canvas = modeler.get("canvas");
  for (const { id } of modeler.get("elementRegistry").getAll()) {
    for (const marker of Object.values(MARKERS)) {
      if (canvas.hasMarker(id, marker)) canvas.removeMarker(id, marker);
    }
  }
}

/** What lies inside a collapsed sub-process is shown on it. */
function byVisibleElement(registry: ElementRegistry, problems: readonly Problem[]): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) {
    let element = problem.element ? (registry.get(problem.element) as Drawn | undefined) : undefined;
    while (element?.hidden && element.parent) element = element.parent as Drawn;
    // The canvas itself has no place for a badge; the list has it.
    if (!element?.parent) continue;
    found.set(element.id, [...(found.get(element.id) ?? []), problem]);
  }
  return found;
}

function middle(connection: { waypoints: { x: number; y: number }[] }): { top: number; left: number } {
  const points = connection.waypoints;
  const at = Math.floor((points.length - 1) / 2);
  const [from, to] = [points[at]!, points[at + 1]!];
  const left = Math.min(...points.map((point) => point.x));
  const top = Math.min(...points.map((point) => point.y));
  return { left: (from.x + to.x) / 2 - left - 9, top: (from.y + to.y) / 2 - top - 9 };
}

function badge(
  severity: Problem["severity"],
  problems: Problem[],
  words: string,
  act: () => void,
): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `lq-badge lq-badge-${severity}`;
  button.textContent = problems.length > 1 ? String(problems.length) : "!";
  button.title = problems.map((problem) => problem.message).join("\n");
  button.setAttribute("aria-label", words);
  button.addEventListener("click", act);
  return button;
}
