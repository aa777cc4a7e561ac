/** A diagram to look at, as a React component: zoom buttons, the keyboard, and a viewer for layers on top. */
import { CompressOutlined, ZoomInOutlined, ZoomOutOutlined } from "@ant-design/icons";
import { Alert, Button, Space, Tooltip } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "@/app/preferences";
import { useMessageOf } from "@/parts/useMessageOf";
import { createViewer, fit, type Viewer } from "./createViewer";
import type { Drawn } from "./moddle";
import { loadWords } from "./words";

interface Props {
  xml: string;
  /** What the picture shows, for those who do not see it. */
  label: string;
  /** Called when the drawing stands; the answer is called before it goes. */
  onReady?: (viewer: Viewer) => void;
  onGone?: () => void;
  onElement?: (id: string | null) => void;
  testid?: string;
}

export function DiagramView({ xml, label, onReady, onGone, onElement, testid }: Props) {
  const { t } = useTranslation("bpmn");
  const { language } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<Viewer>();
  const [broken, setBroken] = useState<unknown>();
  const messageOf = useMessageOf();
  const latest = useRef({ onReady, onGone, onElement });
  latest.current = { onReady, onGone, onElement };

  useEffect(() => {
    let alive = true;
    let made: Viewer | undefined;
    const show = async () => {
      const words = await loadWords(language);
      if (!alive || !place.current) return;
      made = createViewer(place.current, words);
      await made.importXML(xml);
      if (!alive) return;
      fit(made);
      made.on("element.click", ({ element }: { element: Drawn }) =>
        latest.current.onElement?.(element.parent ? (element.labelTarget ?? element).id : null),
      );
      setBroken(undefined);
      setViewer(made);
      latest.current.onReady?.(made);
    };
    show().catch((error: unknown) => alive && setBroken(error));
    return () => {
      alive = false;
      if (made) latest.current.onGone?.();
      made?.destroy();
      setViewer(undefined);
    };
  }, [xml, language]);
  useRefit(place, viewer);

  const zoom = (step: 1 | -1) => viewer?.get("zoomScroll").stepZoom(step);
  return (
    <div
      style={{ position: "relative", height: "100%" }}
      role="group"
      aria-label={label}
      data-testid={testid}
    >
      <div ref={place} style={{ position: "absolute", inset: 0 }} />
      {broken !== undefined && (
        <Alert type="error" showIcon banner title={t("view.broken", { what: messageOf(broken) })} />
      )}
      {viewer && (
        <Space.Compact size="small" style={{ position: "absolute", left: 12, bottom: 12, zIndex: 2 }}>
          <Tooltip title={t("view.zoomOut")}>
            <Button icon={<ZoomOutOutlined />} aria-label={t("view.zoomOut")} onClick={() => zoom(-1)} />
          </Tooltip>
          <Tooltip title={t("view.fit")}>
            <Button icon={<CompressOutlined />} aria-label={t("view.fit")} onClick={() => fit(viewer)} />
          </Tooltip>
          <Tooltip title={t("view.zoomIn")}>
            <Button icon={<ZoomInOutlined />} aria-label={t("view.zoomIn")} onClick={() => zoom(1)} />
          </Tooltip>
        </Space.Compact>
      )}
    </div>
  );
}

/** The picture fills its place again when the place changes its size. */
function useRefit(place: React.RefObject<HTMLDivElement | null>, viewer: Viewer | undefined): void {
  useEffect(() => {
    const host = place.current;
    if (!viewer || !host) return undefined;
    let width = host.clientWidth;
    const observer = new ResizeObserver(() => {
      if (host.clientWidth === width || host.clientWidth === 0) return;
      width = host.clientWidth;
      viewer.get("canvas").resized();
      fit(viewer);
    });
    observer.observe(host);
    return () => observer.disconnect();
  }, [place, viewer]);
}
