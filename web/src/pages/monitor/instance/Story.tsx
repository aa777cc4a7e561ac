/** What happened, in the order in which it happened. */
import { Empty, Timeline, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "@/api/types";
import { When } from "@/parts/When";

const COLORS: Record<string, string> = {
  approved: "green",
  completed: "green",
  finished: "green",
  rejected: "red",
  incident: "red",
  cancelled: "gray",
  "sent-back": "orange",
  urged: "orange",
};

export function Story({ entries }: { entries: TimelineEntry[] }) {
  const { t } = useTranslation("monitor");
  if (entries.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("instance.noStory")} />;
  return (
    <Timeline
      style={{ paddingTop: 8, maxWidth: 860 }}
      items={entries.map((entry, index) => ({
        key: index,
        color: COLORS[entry.kind] ?? "blue",
        content: (
          <>
            <div>{entry.text}</div>
            {entry.opinion && <Typography.Text italic>“{entry.opinion}”</Typography.Text>}
            <div style={{ fontSize: 12 }}>
              <When at={entry.at} secondary />
            </div>
          </>
        ),
      }))}
    />
  );
}
