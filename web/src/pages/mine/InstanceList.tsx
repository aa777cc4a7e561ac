/** Instances that I have started, and how far they are. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Empty, Flex, Grid, Skeleton, Table, Tag, theme, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { InstanceRow } from "@/api/types";
import { startedByMeQuery } from "@/api/work";
import { ErrorNote } from "@/parts/ErrorNote";
import { ListEnd, rowsOf } from "@/parts/ListParts";
import { When } from "@/parts/When";

const COLORS = {
  running: "processing",
  finished: "success",
  cancelled: "default",
  suspended: "warning",
} as const;

export function InstanceList({ q }: { q: string }) {
  const { t } = useTranslation("inbox");
  const wide = Grid.useBreakpoint().md ?? true;
  const list = useInfiniteQuery(startedByMeQuery(q || undefined));
  const rows = rowsOf(list.data);
  if (list.isPending) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (list.error && rows.length === 0)
    return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0)
    return <Empty style={{ padding: 60 }} description={t(q ? "noneFound" : "none.mine")} />;
  return (
    <div data-testid="instance-list">
      {wide ? <InstanceTable rows={rows} /> : <InstanceCards rows={rows} />}
      <ListEnd list={list} />
    </div>
  );
}

function InstanceTable({ rows }: { rows: InstanceRow[] }) {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const columns: TableColumnsType<InstanceRow> = [
    { key: "title", title: t("column.title"), render: (_, row) => <TitleLink row={row} /> },
    { key: "process", title: t("column.process"), width: 220, render: (_, row) => row.processName },
    { key: "state", title: t("column.state"), width: 130, render: (_, row) => <StateTag row={row} /> },
    {
      key: "startedAt",
      title: t("column.startedAt"),
      width: 150,
      render: (_, row) => <When at={row.startedAt} />,
    },
    { key: "endedAt", title: t("column.endedAt"), width: 150, render: (_, row) => <When at={row.endedAt} /> },
  ];
  return (
    <Table<InstanceRow>
      size="middle"
      rowKey="key"
      columns={columns}
      dataSource={rows}
      pagination={false}
      scroll={{ x: 760 }}
      onRow={(row) => ({
        className: "lq-row-link",
        "data-testid": `instance-${row.key}`,
        onClick: (event) => {
          if (!(event.target as HTMLElement).closest("a, button"))
            void navigate({ to: "/instances/$key", params: { key: row.key } });
        },
      })}
    />
  );
}

function InstanceCards({ rows }: { rows: InstanceRow[] }) {
  const { token } = theme.useToken();
  return (
    <Flex vertical component="ul" gap={10} style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {rows.map((row) => (
        <li
          key={row.key}
          data-testid={`instance-${row.key}`}
          style={{
            background: token.colorBgContainer,
            border: `1px solid ${token.colorBorderSecondary}`,
            borderRadius: token.borderRadiusLG,
            padding: "12px 14px",
          }}
        >
          <Flex justify="space-between" gap={12} align="flex-start">
            <TitleLink row={row} />
            <StateTag row={row} />
          </Flex>
          <Flex justify="space-between" gap={12} style={{ marginTop: 8 }}>
            <Typography.Text type="secondary" ellipsis>
              {row.processName}
            </Typography.Text>
            <When at={row.startedAt} secondary />
          </Flex>
        </li>
      ))}
    </Flex>
  );
}

const TitleLink = ({ row }: { row: InstanceRow }) => (
  <Link
    to="/instances/$key"
    params={{ key: row.key }}
    style={{ fontWeight: row.state === "running" ? 600 : 400 }}
  >
    {row.title}
  </Link>
);

function StateTag({ row }: { row: InstanceRow }) {
  const { t } = useTranslation("inbox");
  return (
    <Tag color={COLORS[row.state]} variant="filled" style={{ margin: 0 }}>
      {t(`state.${row.state}`)}
    </Tag>
  );
}
