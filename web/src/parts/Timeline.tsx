/** What happened, oldest first: who did what for whom, with their words. */
import { Flex, theme, Timeline as AntTimeline, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "@/api/types";
import { When } from "./When";

const COLORS: Record<string, "green" | "red" | "orange" | "gray"> = {
  approved: "green",
  completed: "green",
  rejected: "red",
  incident: "red",
  "sent-back": "orange",
  urged: "orange",
  cancelled: "gray",
};

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <div data-testid="timeline">
      <AntTimeline
        items={entries.map((entry, index) => ({
          key: index,
          ...(COLORS[entry.kind] ? { color: COLORS[entry.kind]! } : {}),
          content: <Entry entry={entry} />,
        }))}
      />
    </div>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("common");
  const { token } = theme.useToken();
  const who =
    entry.person &&
    (entry.onBehalfOf
      ? t("onBehalf", { who: entry.person.name, whom: entry.onBehalfOf.name })
      : entry.person.name);
  return (
    <div>
      <Flex gap={8} wrap align="baseline">
        <Typography.Text>{entry.text}</Typography.Text>
        {who && !entry.text.includes(entry.person?.name ?? "") && (
          <Typography.Text type="secondary">{who}</Typography.Text>
        )}
      </Flex>
      {entry.opinion && (
        <div
          style={{
            margin: "4px 0",
            padding: "6px 10px",
            borderRadius: token.borderRadius,
            background: token.colorFillQuaternary,
            whiteSpace: "pre-wrap",
            overflowWrap: "anywhere",
          }}
        >
          {entry.opinion}
        </div>
      )}
      <Flex gap={8} style={{ fontSize: token.fontSizeSM }}>
        <When at={entry.at} secondary />
        {entry.element && (
          <Typography.Text type="secondary" style={{ fontSize: "inherit" }}>
            {entry.element.name}
          </Typography.Text>
        )}
      </Flex>
    </div>
  );
}
