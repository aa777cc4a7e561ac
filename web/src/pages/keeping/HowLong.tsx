/** How long ended instances are kept: the setting, and each version of each process. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Table, Tag } from "antd";
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/parts/ErrorNote";
import { When } from "@/parts/When";
import { keepingQuery, type KeptProcess } from "./api";

const HOUR_MS = 3_600_000;

export function HowLong() {
  const { t } = useTranslation("keeping");
  const found = useQuery(keepingQuery);
  const length = (ms: number | null): string => {
    if (ms === null) return t("ever");
    const hours = ms / HOUR_MS;
    return hours % 24 === 0
      ? t("days", { count: hours / 24 })
      : t("hours", { count: Math.round(hours * 10) / 10 });
  };
  const columns: TableColumnsType<KeptProcess> = [
    { key: "name", title: t("process"), render: (_, row) => `${row.name} (${row.processId})` },
    { key: "version", title: t("version"), width: 90, render: (_, row) => row.version },
    { key: "keep", title: t("keep"), width: 160, render: (_, row) => length(row.keepMs) },
    {
      key: "drawn",
      title: t("saidBy"),
      width: 160,
      render: (_, row) => <Tag variant="filled">{t(row.drawn ? "byDrawing" : "bySetting")}</Tag>,
    },
    {
      key: "oldest",
      title: t("oldest"),
      width: 180,
      render: (_, row) => <When at={row.oldestEndedAt} />,
    },
  ];
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <>
      {found.data && (
        <Alert
          type="info"
          showIcon
          title={t("otherwise", { length: length(found.data.keepMs) })}
          description={
            found.data.archiveFolder
              ? t("archivedTo", { folder: found.data.archiveFolder })
              : t("notArchived")
          }
          style={{ marginBottom: 16 }}
          data-testid="keeping-rule"
        />
      )}
      <Table<KeptProcess>
        rowKey="definitionKey"
        size="middle"
        loading={found.isPending}
        columns={columns}
        dataSource={found.data?.processes ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 820 }}
        data-testid="keeping-processes"
      />
    </>
  );
}
