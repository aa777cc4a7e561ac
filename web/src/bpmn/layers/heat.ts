/** The heat map: one blurred layer under the shapes, so that it zooms, moves and is exported with the drawing. */
import type { Viewer } from "../createViewer";
import { isConnection, type Connection, type Drawn } from "../moddle";
import { draw } from "./svg";

const LAYER = "lingqu-heat";
const BELOW_SHAPES = -1;

/** From 0 to 1; the root keeps small values visible beside very large ones. */
export function intensities(values: ReadonlyMap<string, number>): Map<string, number> {
  const max = Math.max(0, ...values.values());
  if (max === 0) return new Map();
  return new Map(
    [...values].filter(([, value]) => value > 0).map(([id, value]) => [id, Math.sqrt(value / max)]),
  );
}

/** Green for the coolest, red for the hottest. */
export const heatColor = (intensity: number): string => `hsl(${Math.round(125 - 125 * intensity)} 85% 48%)`;

export function showHeat(viewer: Viewer, values: ReadonlyMap<string, number>): void {
  const layer = viewer.get("canvas").getLayer(LAYER, BELOW_SHAPES);
  layer.replaceChildren();
  const heat = intensities(values);
  if (heat.size === 0) return;
  const defs = draw("defs", {}, layer);
  const blur = draw(
    "filter",
    { id: "lq-heat-blur", x: "-50%", y: "-50%", width: "200%", height: "200%" },
    defs,
  );
  draw("feGaussianBlur", { stdDeviation: 13 }, blur);
  const group = draw("g", { filter: "url(#lq-heat-blur)", opacity: 0.62 }, layer);

  const registry = viewer.get("elementRegistry");
  for (const element of registry.getAll() as Drawn[]) {
    if (isConnection(element) && element.type === "bpmn:SequenceFlow") warmFlow(group, element, heat);
  }
  // The hottest on top.
  for (const [id, intensity] of [...heat].sort((one, other) => one[1] - other[1])) {
    const element = registry.get(id) as Drawn | undefined;
    if (!element || isConnection(element)) continue;
    const { x, y, width, height } = element as unknown as DOMRect;
    const more = 10 + 20 * intensity;
    draw(
      "ellipse",
      {
        cx: x + width / 2,
        cy: y + height / 2,
        rx: width / 2 + more,
        ry: height / 2 + more,
        fill: heatColor(intensity),
        opacity: 0.35 + 0.65 * intensity,
      },
      group,
    );
  }
}

function warmFlow(group: SVGElement, flow: Connection, heat: ReadonlyMap<string, number>): void {
  const intensity = Math.min(heat.get(flow.source.id) ?? 0, heat.get(flow.target.id) ?? 0);
  if (intensity === 0) return;
  draw(
    "polyline",
    {
      points: flow.waypoints.map(({ x, y }) => `${x},${y}`).join(" "),
      fill: "none",
      stroke: heatColor(intensity),
      "stroke-width": 6 + 12 * intensity,
    },
    group,
  );
}
