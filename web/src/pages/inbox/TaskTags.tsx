/** What is special about a task, in a few small words. */
import { Flex, Tag } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { TaskRow } from "@/api/types";

export function TaskTags({ row }: { row: TaskRow }) {
  const { t } = useTranslation("inbox");
  const open = !row.decidedAt;
  const overdue = open && row.dueAt && dayjs(row.dueAt).isBefore(dayjs());
  const tags = [
    row.unread && { key: "unread", color: "processing" },
    row.verdict && { key: row.verdict, color: row.verdict === "approve" ? "success" : "error" },
    open && row.paused && { key: "paused", color: "warning" },
    overdue && { key: "overdue", color: "error" },
    open && row.urgedAt && { key: "urged", color: "volcano" },
    open && row.claimable && { key: "claimable", color: "processing" },
    row.round > 1 && { key: "round", color: "warning" },
  ].filter((tag): tag is { key: string; color: string } => Boolean(tag));
  const seat = row.seat && row.seat.mode !== "single" ? row.seat : null;
  if (tags.length === 0 && !seat) return null;
  return (
    <Flex gap={6} wrap>
      {tags.map((tag) => (
        <Tag key={tag.key} color={tag.color} variant="filled" style={{ margin: 0 }}>
          {t(`tag.${tag.key}`, { round: row.round })}
        </Tag>
      ))}
      {seat && (
        <Tag variant="filled" style={{ margin: 0 }}>
          {t(`mode.${seat.mode}`)} {seat.position}
        </Tag>
      )}
    </Flex>
  );
}
