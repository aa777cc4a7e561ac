/** A diagram to look at: zoom and move, nothing to change. */
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import type Canvas from "diagram-js/lib/core/Canvas";
import type ElementRegistry from "diagram-js/lib/core/ElementRegistry";
import type EventBus from "diagram-js/lib/core/EventBus";
import type Overlays from "diagram-js/lib/features/overlays/Overlays";
import type ZoomScroll from "diagram-js/lib/navigation/zoomscroll/ZoomScroll";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { RENDERER } from "./colors";
import lingqu from "./lingqu-moddle.json";
import { translateModule, type Words } from "./translate";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./theme.css";

export interface ViewerServices {
  canvas: Canvas;
  elementRegistry: ElementRegistry;
  eventBus: EventBus;
  overlays: Overlays;
  zoomScroll: ZoomScroll;
}
export type Viewer = NavigatedViewer<ViewerServices>;

export function createViewer(container: HTMLElement, words: Words = {}): Viewer {
  return new NavigatedViewer<ViewerServices>({
    container,
    bpmnRenderer: RENDERER,
    moddleExtensions: { zeebe, lingqu },
    additionalModules: [translateModule(words)],
  });
}

interface Padding {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
const ROUND_ABOUT: Padding = { left: 30, right: 30, top: 30, bottom: 56 };
/** The palette stands on the left. */
export const BESIDE_PALETTE: Padding = { ...ROUND_ABOUT, left: 124 };
const LARGEST = 1.1;
const SMALLEST = 0.2;

/** The whole diagram in view and in the middle, but never much larger than life. */
export function fit(viewer: Pick<Viewer, "get">, padding = ROUND_ABOUT): void {
  const canvas = viewer.get<Canvas>("canvas");
  const { width, height } = canvas.getSize();
  const { inner } = canvas.viewbox();
  // In a hidden tab there is no size to fit to, and a blank drawing has nothing to fit.
  if (width === 0 || inner.width === 0) return;
  const free = { width: width - padding.left - padding.right, height: height - padding.top - padding.bottom };
  const scale = Math.max(SMALLEST, Math.min(LARGEST, free.width / inner.width, free.height / inner.height));
  canvas.viewbox({
    x: inner.x + inner.width / 2 - (padding.left + free.width / 2) / scale,
    y: inner.y + inner.height / 2 - (padding.top + free.height / 2) / scale,
    width: width / scale,
    height: height / scale,
  });
}
