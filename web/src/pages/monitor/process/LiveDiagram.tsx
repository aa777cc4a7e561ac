/** The drawing with what happens on it: heat or traffic, how many stand where, who is stuck. */
import { Skeleton } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ElementHeat, Heat } from "@/api/types";
import type { Viewer } from "@/bpmn/createViewer";
import { isConnection, titleOf, type Drawn } from "@/bpmn/moddle";
import { DiagramView } from "@/bpmn/DiagramView";
import { showFigures, type Figures } from "@/bpmn/layers/figures";
import { showHeat } from "@/bpmn/layers/heat";
import { showTraffic } from "@/bpmn/layers/paths";
import { durationText } from "../duration";

/** What the colour says: share of the waiting, duration of one visit, or how often each way is taken. */
export const MEASURES = ["share", "duration", "traffic"] as const;
export type Measure = (typeof MEASURES)[number];

const VALUES: Record<Measure, (element: ElementHeat) => number> = {
  share: ({ waitingShare }) => waitingShare,
  duration: ({ p50Ms }) => p50Ms ?? 0,
  traffic: () => 0,
};
const WORTH_A_NOTE_MS = 60_000;

interface Props {
  xml: string;
  name: string;
  heat: Heat | undefined;
  measure: Measure;
  picked: string | null;
  onPicked: (element: string | null) => void;
  /** Told once the drawing stands: "from → to" of every flow. */
  onFlows: (names: Record<string, string>) => void;
}

export function LiveDiagram({ xml, name, heat, measure, picked, onPicked, onFlows }: Props) {
  const { t } = useTranslation("monitor");
  const [viewer, setViewer] = useState<Viewer | null>(null);

  useEffect(() => {
    if (!viewer || !heat) return;
    showHeat(viewer, new Map(heat.elements.map((element) => [element.id, VALUES[measure](element)])));
    showTraffic(viewer, heat.flows, heat.neverTaken, { counts: measure === "traffic" });
    const noteOf = (element: ElementHeat): string | undefined => {
      if (measure === "share" && element.waitingShare >= 0.01)
        return `${Math.round(element.waitingShare * 100)}%`;
      if (measure === "duration" && (element.p50Ms ?? 0) >= WORTH_A_NOTE_MS)
        return durationText(element.p50Ms, t);
      return undefined;
    };
    const figures = new Map<string, Figures>(
      heat.elements.map((element) => [
        element.id,
        { active: element.active, incidents: element.incidents, note: noteOf(element) },
      ]),
    );
    showFigures(viewer, figures, {
      active: (count) => t("figures.active", { count }),
      incidents: (count) => t("figures.incidents", { count }),
    });
  }, [viewer, heat, measure, t]);

  useEffect(() => {
    if (!viewer || picked === null || !viewer.get("elementRegistry").get(picked)) return undefined;
    const canvas = viewer.get("canvas");
    canvas.addMarker(picked, "lq-picked");
    canvas.scrollToElement(picked, 60);
    return () => {
      // The drawing may be gone with its version.
      if (viewer.get("elementRegistry").get(picked)) canvas.removeMarker(picked, "lq-picked");
    };
  }, [viewer, picked]);

  return (
    <div style={{ height: "100%", position: "relative" }} data-testid="monitor-heat" data-measure={measure}>
      {!viewer && <Skeleton active style={{ padding: 24, position: "absolute" }} />}
      <DiagramView
        xml={xml}
        label={t("process.diagramOf", { name })}
        onReady={(ready) => {
          setViewer(ready);
          onFlows(flowNames(ready));
        }}
        onGone={() => setViewer(null)}
        onElement={onPicked}
      />
    </div>
  );
}

function flowNames(viewer: Viewer): Record<string, string> {
  const all = viewer.get("elementRegistry").getAll() as Drawn[];
  return Object.fromEntries(
    all
      .filter(isConnection)
      .filter(({ source, target }) => source && target)
      .map(({ id, source, target }) => [
        id,
        `${titleOf(source.businessObject)} → ${titleOf(target.businessObject)}`,
      ]),
  );
}
