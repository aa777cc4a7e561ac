/** Figures on elements: how many stand here, how many are stuck, how long it takes. */
import type { Viewer } from "../createViewer";
import type { Drawn } from "../moddle";
import "./layers.css";

const TYPE = "lingqu-figure";

export interface Figures {
  /** Instances that stand here now. */
  active: number;
  incidents: number;
  /** One short line under the element. */
  note?: string | undefined;
}
export interface FigureWords {
  active: (count: number) => string;
  incidents: (count: number) => string;
}

export function showFigures(viewer: Viewer, figures: ReadonlyMap<string, Figures>, words: FigureWords): void {
  const overlays = viewer.get("overlays");
  overlays.remove({ type: TYPE });
  for (const [id, { active, incidents, note }] of figures) {
    const element = viewer.get("elementRegistry").get(id) as (Drawn & { width?: number }) | undefined;
    if (!element) continue;
    if (active > 0) {
      overlays.add(id, TYPE, {
        position: { bottom: 12, left: -12 },
        html: pill("lq-figure-active", String(active), words.active(active)),
      });
    }
    if (incidents > 0) {
      overlays.add(id, TYPE, {
        position: { top: -12, right: 12 },
        html: pill("lq-figure-incident", `${incidents} !`, words.incidents(incidents)),
      });
    }
    if (note) {
      const line = pill("lq-figure-note", note, note);
      line.style.width = `${(element.width ?? 100) + 40}px`;
      overlays.add(id, TYPE, { position: { bottom: -4, left: -20 }, html: line });
    }
  }
}

function pill(className: string, text: string, words: string): HTMLElement {
  const element = document.createElement("div");
  element.className = `lq-figure ${className}`;
  element.textContent = text;
  element.title = words;
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", words);
  return element;
}
