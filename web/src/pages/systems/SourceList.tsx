/** Where news comes in: webhooks and polls. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Empty, Table, Tag, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { sourcesQuery } from "@/api/systems";
import type { Source } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { When } from "@/parts/When";

export function SourceList() {
  const { t } = useTranslation("systems");
  const list = useQuery(sourcesQuery);
  const columns: TableColumnsType<Source> = [
    {
      key: "name",
      title: t("source.name"),
      render: (_, row) => (
        <>
          <Typography.Text strong>{row.name}</Typography.Text>{" "}
          <Tag variant="filled" style={{ marginInlineStart: 4 }}>
            {t(`source.${row.kind}`)}
          </Tag>
          {row.lastError && (
            <div>
              <Typography.Text type="danger">{row.lastError}</Typography.Text>
            </div>
          )}
        </>
      ),
    },
    {
      key: "from",
      title: t("source.from"),
      render: (_, row) =>
        row.path ? (
          <Typography.Text code copyable={{ tooltips: [t("common:action.copy"), t("common:copied")] }}>
            {row.path}
          </Typography.Text>
        ) : (
          <Link to="/systems" search={{ tab: "connections" }}>
            {row.connection}
          </Link>
        ),
    },
    { key: "then", title: t("source.then"), width: 220, render: (_, row) => <Then source={row} /> },
    { key: "cursor", title: t("source.cursor"), width: 190, render: (_, row) => row.cursor },
    {
      key: "received",
      title: t("source.received"),
      width: 90,
      align: "right",
      render: (_, row) => row.received,
    },
    {
      key: "duplicates",
      title: t("source.duplicates"),
      width: 90,
      align: "right",
      render: (_, row) => row.duplicates,
    },
    {
      key: "lastSeenAt",
      title: t("source.lastSeenAt"),
      width: 140,
      render: (_, row) => <When at={row.lastSeenAt} />,
    },
  ];
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <Table<Source>
      rowKey="id"
      loading={list.isPending}
      columns={columns}
      dataSource={list.data ?? []}
      pagination={false}
      scroll={{ x: 1080 }}
      locale={{ emptyText: <Empty description={t("source.none")} /> }}
      onRow={(row) => ({ "data-testid": `source-${row.id}` }) as object}
    />
  );
}

function Then({ source: { settings } }: { source: Source }) {
  const { t } = useTranslation("systems");
  const process = settings.start?.process;
  if (process) {
    return (
      <>
        {t("source.starts")}{" "}
        <Link to="/monitor/$processId" params={{ processId: process }}>
          {process}
        </Link>
      </>
    );
  }
  return settings.publish ? t("source.publishes", { message: settings.publish.message }) : null;
}
