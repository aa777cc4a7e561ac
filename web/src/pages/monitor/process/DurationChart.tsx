/** Durations of the steps as bars: the median, and the time within which 95 of 100 are done. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { Empty, theme } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Heat } from "@/api/types";
import { durationText } from "../duration";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const SHORTEST_MS = 1_000;
const ROW_PX = 44;
const FIRST_WIDTH_PX = 400;

export function DurationChart({ heat }: { heat: Heat }) {
  const { t } = useTranslation("monitor");
  const { token } = theme.useToken();
  const place = useRef<HTMLDivElement>(null);
  const rows = heat.elements
    .filter(({ p50Ms, p95Ms }) => Math.max(p50Ms ?? 0, p95Ms ?? 0) >= SHORTEST_MS)
    .sort((one, other) => (one.p95Ms ?? 0) - (other.p95Ms ?? 0));

  useEffect(() => {
    const host = place.current;
    if (!host) return undefined;
    const chart = init(host, null, {
      renderer: "svg",
      // A tab that is still opening has no size yet.
      width: host.clientWidth || FIRST_WIDTH_PX,
      height: host.clientHeight || ROW_PX,
    });
    const text = { color: token.colorTextSecondary, fontFamily: token.fontFamily };
    const bar = (name: string, key: "p50Ms" | "p95Ms", color: string) => ({
      name,
      type: "bar" as const,
      barWidth: 9,
      barGap: "20%",
      itemStyle: { color, borderRadius: 3 },
      data: rows.map((row) => row[key] ?? 0),
    });
    chart.setOption({
      animation: !globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches,
      textStyle: text,
      grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: text, itemWidth: 12, itemHeight: 8 },
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: unknown) => durationText(Number(value), t),
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorder,
        textStyle: { color: token.colorText },
      },
      xAxis: {
        type: "value",
        splitNumber: 3,
        axisLabel: {
          ...text,
          formatter: (value: number) => (value === 0 ? "0" : durationText(value, t)),
          hideOverlap: true,
        },
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
      },
      yAxis: {
        type: "category",
        data: rows.map(({ id, name }) => name || id),
        axisLabel: { ...text, width: 110, overflow: "truncate" },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [
        bar(t("figures.median"), "p50Ms", token.colorPrimary),
        bar(t("figures.p95"), "p95Ms", token.colorWarning),
      ],
    });
    const observer = new ResizeObserver(() => chart.resize({ width: "auto", height: "auto" }));
    observer.observe(host);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [rows, token, t]);

  if (rows.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("durations.none")} />;
  const words = rows.map(({ id, name, p50Ms, p95Ms }) =>
    t("durations.row", { name: name || id, p50: durationText(p50Ms, t), p95: durationText(p95Ms, t) }),
  );
  return (
    <div role="img" aria-label={words.join(" ")} data-testid="monitor-durations">
      <div ref={place} style={{ height: 60 + rows.length * ROW_PX }} />
    </div>
  );
}
