/** Where the time goes, the worst first. */
import { Empty, Flex, theme, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Heat } from "@/api/types";
import { heatColor } from "@/bpmn/layers/heat";
import { durationText } from "../duration";

interface Props {
  heat: Heat;
  picked: string | null;
  onPicked: (element: string | null) => void;
}

export function Bottlenecks({ heat, picked, onPicked }: Props) {
  const { t } = useTranslation("monitor");
  const { token } = theme.useToken();
  const worst = heat.bottlenecks.filter(({ share }) => share > 0);
  const most = Math.max(...worst.map(({ share }) => share), 0);
  if (worst.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("bottlenecks.none")} />;
  return (
    <ol style={{ margin: 0, padding: 0, listStyle: "none" }} data-testid="monitor-bottlenecks">
      {worst.map(({ element, name, share, p50Ms, p95Ms, waiting }) => (
        <li key={element}>
          <button
            type="button"
            onClick={() => onPicked(picked === element ? null : element)}
            aria-pressed={picked === element}
            style={{
              display: "block",
              width: "100%",
              padding: "8px 8px 10px",
              border: 0,
              borderRadius: 6,
              background: picked === element ? token.colorFillSecondary : "none",
              color: token.colorText,
              font: "inherit",
              textAlign: "start",
              cursor: "pointer",
            }}
          >
            <Flex justify="space-between" gap={8}>
              <Typography.Text strong ellipsis>
                {name || element}
              </Typography.Text>
              <Typography.Text strong>{Math.round(share * 100)}%</Typography.Text>
            </Flex>
            <div
              style={{ height: 6, margin: "5px 0", borderRadius: 3, background: token.colorFillSecondary }}
            >
              <div
                style={{
                  width: `${Math.max(2, (share / most) * 100)}%`,
                  height: "100%",
                  borderRadius: 3,
                  background: heatColor(Math.sqrt(share / most)),
                }}
              />
            </div>
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {t("bottlenecks.line", { p50: durationText(p50Ms, t), p95: durationText(p95Ms, t) })}
              {waiting > 0 && ` · ${t("bottlenecks.waiting", { count: waiting })}`}
            </Typography.Text>
          </button>
        </li>
      ))}
    </ol>
  );
}
