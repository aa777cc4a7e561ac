/** The drawing with the way this instance has come, and where it stands. */
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Instance } from "@/api/types";
import type { Viewer } from "@/bpmn/createViewer";
import { DiagramView } from "@/bpmn/DiagramView";
import { showFigures, type Figures } from "@/bpmn/layers/figures";
import { showTrace, type Trace } from "@/bpmn/layers/paths";

interface Props {
  xml: string;
  instance: Instance;
  picked: string | null;
  onPicked: (element: string | null) => void;
}

export function TraceDiagram({ xml, instance, picked, onPicked }: Props) {
  const { t } = useTranslation("monitor");
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const trace = useMemo(() => traceOf(instance), [instance]);

  useEffect(() => {
    if (!viewer) return;
    showTrace(viewer, trace);
    showFigures(viewer, figuresOf(instance), {
      active: (count) => t("figures.tokens", { count }),
      incidents: (count) => t("figures.incidents", { count }),
    });
  }, [viewer, trace, instance, t]);
  useEffect(() => {
    if (!viewer || picked === null || !viewer.get("elementRegistry").get(picked)) return undefined;
    viewer.get("canvas").addMarker(picked, "lq-picked");
    return () => {
      if (viewer.get("elementRegistry").get(picked)) viewer.get("canvas").removeMarker(picked, "lq-picked");
    };
  }, [viewer, picked]);

  return (
    <DiagramView
      xml={xml}
      label={t("instance.diagramOf", { title: instance.title })}
      onReady={setViewer}
      onGone={() => setViewer(null)}
      onElement={onPicked}
    />
  );
}

/** Of an element that was visited several times the latest state counts. */
export function traceOf({
  elements,
  flowsTaken,
  incidents,
}: Pick<Instance, "elements" | "flowsTaken" | "incidents">): Trace {
  const latest = new Map(elements.map(({ element, state }) => [element, state]));
  for (const { element, state } of elements) if (state === "active") latest.set(element, "active");
  const stuck = new Set(incidents.map(({ element }) => element));
  const inState = (wanted: string) => [...latest].filter(([, state]) => state === wanted).map(([id]) => id);
  return {
    been: inState("completed"),
    here: inState("active").filter((id) => !stuck.has(id)),
    stuck: [...stuck],
    ended: inState("terminated"),
    flows: flowsTaken,
  };
}

function figuresOf({ elements, incidents }: Instance): Map<string, Figures> {
  const figures = new Map<string, Figures>();
  const at = (id: string): Figures => {
    const known = figures.get(id) ?? { active: 0, incidents: 0 };
    figures.set(id, known);
    return known;
  };
  for (const { element, state } of elements) if (state === "active") at(element).active += 1;
  for (const { element } of incidents) at(element).incidents += 1;
  return figures;
}
