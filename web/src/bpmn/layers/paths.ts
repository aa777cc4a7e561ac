/** Real paths on the drawn one: what was taken how often, what never, where an instance has been and stands. */
import type { Viewer } from "../createViewer";
import type { Connection, Drawn } from "../moddle";
import { draw } from "./svg";
import "./layers.css";

const MARKERS = ["lq-never", "lq-been", "lq-here", "lq-stuck", "lq-ended", "lq-not-yet"] as const;
type Marker = (typeof MARKERS)[number];
const COUNT = "lingqu-flow-count";
const LAYER = "lingqu-traffic";
const BELOW_SHAPES = -1;

export function clearPaths(viewer: Viewer): void {
  const canvas = viewer.get("canvas");
  canvas.getLayer(LAYER, BELOW_SHAPES).replaceChildren();
  viewer.get("overlays").remove({ type: COUNT });
  for (const { id } of viewer.get("elementRegistry").getAll()) {
    for (const marker of MARKERS) if (canvas.hasMarker(id, marker)) canvas.removeMarker(id, marker);
  }
}

function mark(viewer: Viewer, id: string, marker: Marker): void {
  if (viewer.get("elementRegistry").get(id)) viewer.get("canvas").addMarker(id, marker);
}

/** In pixels: a flow that all take is a broad band, one that few take a line. */
export function bandWidth(taken: number, most: number): number {
  return taken === 0 || most === 0 ? 0 : Math.round(3 + 13 * (taken / most));
}

export function showTraffic(
  viewer: Viewer,
  flows: readonly { id: string; taken: number }[],
  neverTaken: readonly string[],
  { counts }: { counts: boolean },
): void {
  clearPaths(viewer);
  neverTaken.forEach((id) => mark(viewer, id, "lq-never"));
  if (!counts) return;
  const layer = viewer.get("canvas").getLayer(LAYER, BELOW_SHAPES);
  const most = Math.max(0, ...flows.map(({ taken }) => taken));
  for (const { id, taken } of flows) {
    if (taken === 0 || !viewer.get("elementRegistry").get(id)) continue;
    drawBand(layer, viewer.get("elementRegistry").get(id) as Connection, bandWidth(taken, most));
    viewer.get("overlays").add(id, COUNT, { position: longestPart(viewer, id), html: countLabel(taken) });
  }
}

function drawBand(layer: SVGElement, flow: Connection, width: number): void {
  const points = flow.waypoints.map(({ x, y }) => `${x},${y}`).join(" ");
  draw("polyline", { points, class: "lq-band", "stroke-width": width }, layer);
}

export interface Trace {
  been: readonly string[];
  here: readonly string[];
  stuck: readonly string[];
  ended: readonly string[];
  flows: readonly string[];
}

export function showTrace(viewer: Viewer, trace: Trace): void {
  clearPaths(viewer);
  const touched = new Set([...trace.been, ...trace.here, ...trace.stuck, ...trace.ended, ...trace.flows]);
  for (const element of viewer.get("elementRegistry").getAll() as Drawn[]) {
    // A label dims with what it names; a sub-process that holds the path stays as it is.
    const id = element.labelTarget?.id ?? element.id;
    if (element.parent && !touched.has(id)) mark(viewer, element.id, "lq-not-yet");
  }
  [...trace.been, ...trace.flows].forEach((id) => mark(viewer, id, "lq-been"));
  trace.ended.forEach((id) => mark(viewer, id, "lq-ended"));
  trace.here.forEach((id) => mark(viewer, id, "lq-here"));
  trace.stuck.forEach((id) => mark(viewer, id, "lq-stuck"));
}

function longestPart(viewer: Viewer, id: string): { top: number; left: number } {
  const points = (
    viewer.get("elementRegistry").get(id) as unknown as { waypoints: { x: number; y: number }[] }
  ).waypoints;
  const left = Math.min(...points.map(({ x }) => x));
  const top = Math.min(...points.map(({ y }) => y));
  const parts = points.slice(1).map((to, index) => ({ from: points[index]!, to }));
  const length = ({ from, to }: (typeof parts)[number]) => Math.hypot(to.x - from.x, to.y - from.y);
  const { from, to } = parts.reduce((best, part) => (length(part) > length(best) ? part : best));
  return { left: (from.x + to.x) / 2 - left - 14, top: (from.y + to.y) / 2 - top - 10 };
}

function countLabel(taken: number): HTMLElement {
  const label = document.createElement("div");
  label.className = "lq-flow-count";
  label.textContent = String(taken);
  return label;
}
