/** All processes at a glance: what runs, what is stuck, how long it takes. */
import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Card, Empty, Flex, Input, Skeleton, Tag, theme, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProcessRow } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { PageFrame } from "@/parts/PageFrame";
import { processesQuery } from "../api";
import { durationText } from "../duration";

/** Below this number nobody needs to search. */
const FEW = 6;

export function ProcessListPage() {
  const { t } = useTranslation("monitor");
  const processes = useQuery(processesQuery);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const all = processes.data ?? [];
  const shown = all.filter(({ name, processId }) => `${name} ${processId}`.toLowerCase().includes(wanted));
  return (
    <PageFrame
      title={t("title")}
      lead={<Typography.Text type="secondary">{t("list.lead")}</Typography.Text>}
      actions={
        all.length > FEW && (
          <Input
            allowClear
            prefix={<SearchOutlined />}
            placeholder={t("list.search")}
            aria-label={t("list.search")}
            style={{ width: 240 }}
            onChange={(event) => setSearch(event.target.value)}
          />
        )
      }
    >
      {processes.isPending && <Skeleton active />}
      {processes.error && <ErrorNote error={processes.error} onRetry={() => void processes.refetch()} />}
      {processes.data && shown.length === 0 && (
        <Empty description={t(all.length === 0 ? "list.empty" : "list.noneFound")} />
      )}
      <ul
        style={{
          display: "grid",
          gridTemplateColumns: "repeat(auto-fill, minmax(300px, 1fr))",
          gap: 16,
          margin: 0,
          padding: 0,
          listStyle: "none",
        }}
        data-testid="monitor-processes"
      >
        {shown.map((row) => (
          <li key={row.processId}>
            <ProcessCard row={row} />
          </li>
        ))}
      </ul>
    </PageFrame>
  );
}

function ProcessCard({ row }: { row: ProcessRow }) {
  const { t } = useTranslation("monitor");
  const { token } = theme.useToken();
  return (
    <Link
      to="/monitor/$processId"
      params={{ processId: row.processId }}
      style={{ display: "block", color: "inherit" }}
      data-testid={`process-${row.processId}`}
    >
      <Card hoverable size="small" styles={{ body: { padding: 18 } }}>
        <Flex justify="space-between" align="baseline" gap={8}>
          <Typography.Text strong style={{ fontSize: 16 }} ellipsis>
            {row.name}
          </Typography.Text>
          <Tag style={{ marginInlineEnd: 0 }}>{t("version", { version: row.latestVersion })}</Tag>
        </Flex>
        <Flex gap={8} style={{ margin: "14px 0 12px" }}>
          <Figure label={t("state.running")} value={row.running} color={token.colorPrimary} />
          <Figure label={t("state.finished")} value={row.finished} color={token.colorSuccess} />
          <Figure label={t("state.failed")} value={row.failed} color={token.colorError} />
        </Flex>
        <Proportion running={row.running} finished={row.finished} failed={row.failed} />
        <Flex justify="space-between" style={{ marginTop: 12, fontSize: 13 }}>
          {row.medianMs === null ? (
            <Typography.Text type="secondary">{t("list.noTime")}</Typography.Text>
          ) : (
            <>
              <Typography.Text type="secondary">
                {t("list.median", { time: durationText(row.medianMs, t) })}
              </Typography.Text>
              <Typography.Text type="secondary">
                {t("list.p95", { time: durationText(row.p95Ms, t) })}
              </Typography.Text>
            </>
          )}
        </Flex>
      </Card>
    </Link>
  );
}

function Figure({ label, value, color }: { label: string; value: number; color: string }) {
  const { token } = theme.useToken();
  return (
    <div style={{ flex: 1 }}>
      <div
        style={{
          fontSize: 24,
          fontWeight: 600,
          lineHeight: 1.2,
          color: value > 0 ? color : token.colorTextTertiary,
        }}
      >
        {value}
      </div>
      <div style={{ fontSize: 12, color: token.colorTextSecondary }}>{label}</div>
    </div>
  );
}

/** Stuck ones are running ones too. */
function Proportion({ running, finished, failed }: { running: number; finished: number; failed: number }) {
  const { token } = theme.useToken();
  const total = Math.max(1, running + finished);
  const parts: [string, number, string][] = [
    ["failed", failed, token.colorError],
    ["running", running - failed, token.colorPrimary],
    ["finished", finished, token.colorSuccess],
  ];
  return (
    <div
      aria-hidden
      style={{
        display: "flex",
        gap: 2,
        height: 5,
        borderRadius: 3,
        overflow: "hidden",
        background: token.colorFillSecondary,
      }}
    >
      {parts
        .filter(([, count]) => count > 0)
        .map(([name, count, color]) => (
          <div key={name} style={{ flexGrow: count / total, minWidth: 3, background: color }} />
        ))}
    </div>
  );
}
