/** A story played on the diagram: what acts is framed, the flows that hold tokens are marked. */
import type Canvas from "diagram-js/lib/core/Canvas";
import type ElementRegistry from "diagram-js/lib/core/ElementRegistry";
import type { Step } from "@/api/types";
import "./play.css";

const ACTS = "lq-story-acts";
const TOKEN = "lq-story-token";
const CROWD = "lq-story-crowd";
const MARKERS = [ACTS, TOKEN, CROWD];

interface Services {
  get(name: "canvas"): Canvas;
  get(name: "elementRegistry"): ElementRegistry;
}

/** Show one step; none: show nothing any more. */
export function showStep(viewer: Services, step: Step | undefined): void {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const { id } of registry.getAll()) {
    for (const marker of MARKERS) if (canvas.hasMarker(id, marker)) canvas.removeMarker(id, marker);
  }
  if (!step) return;
  const mark = (id: string, marker: string) => {
    if (registry.get(id)) canvas.addMarker(id, marker);
  };
  mark(step.element, ACTS);
  for (const [id, count] of countTokens(step)) mark(id, count > 1 ? CROWD : TOKEN);
}

/** How many tokens each flow or element holds. */
export function countTokens({ tokens }: Step): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of tokens) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
