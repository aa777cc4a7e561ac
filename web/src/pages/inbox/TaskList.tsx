/** One box of tasks: a table on a desk, cards on a phone. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Empty, Flex, Grid, Skeleton, Table, theme, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { tasksQuery, type TaskFilter } from "@/api/work";
import type { TaskRow } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { ListEnd, rowsOf } from "@/parts/ListParts";
import { When } from "@/parts/When";
import { TaskTags } from "./TaskTags";

export function TaskList({ filter }: { filter: TaskFilter }) {
  const { t } = useTranslation("inbox");
  const wide = Grid.useBreakpoint().md ?? true;
  const list = useInfiniteQuery(tasksQuery(filter));
  const rows = rowsOf(list.data);
  if (list.isPending) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (list.error && rows.length === 0)
    return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0) {
    return (
      <Empty
        style={{ padding: 60 }}
        description={t(filter.q ? "noneFound" : `none.${filter.box}`)}
        data-testid="inbox-empty"
      />
    );
  }
  return (
    <div data-testid="task-list">
      {wide ? <TaskTable rows={rows} box={filter.box} /> : <TaskCards rows={rows} box={filter.box} />}
      <ListEnd list={list} />
    </div>
  );
}

function TaskTable({ rows, box }: { rows: TaskRow[]; box: TaskFilter["box"] }) {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const columns: TableColumnsType<TaskRow> = [
    {
      key: "title",
      title: t("column.title"),
      render: (_, row) => <TitleCell row={row} box={box} />,
    },
    {
      key: "process",
      title: t("column.process"),
      width: 200,
      render: (_, row) => (
        <>
          <div>{row.processName}</div>
          <Typography.Text type="secondary">{row.name}</Typography.Text>
        </>
      ),
    },
    { key: "startedBy", title: t("column.startedBy"), width: 130, render: (_, row) => <Starter row={row} /> },
    ...(box === "done"
      ? [
          {
            key: "decidedAt",
            title: t("column.decidedAt"),
            width: 140,
            render: (_: unknown, row: TaskRow) => <When at={row.decidedAt} />,
          },
        ]
      : [
          {
            key: "createdAt",
            title: t("column.createdAt"),
            width: 140,
            render: (_: unknown, row: TaskRow) => <When at={row.createdAt} />,
          },
          {
            key: "dueAt",
            title: t("column.dueAt"),
            width: 140,
            render: (_: unknown, row: TaskRow) => <When at={row.dueAt} />,
          },
        ]),
  ];
  return (
    <Table<TaskRow>
      size="middle"
      rowKey="key"
      columns={columns}
      dataSource={rows}
      pagination={false}
      scroll={{ x: 760 }}
      onRow={(row) => ({
        className: "lq-row-link",
        "data-testid": `task-${row.key}`,
        // The link in the row serves the keyboard; the row serves the mouse.
        onClick: (event) => {
          if (!(event.target as HTMLElement).closest("a, button"))
            void navigate({ to: "/inbox/$key", params: { key: row.key } });
        },
      })}
    />
  );
}

function TaskCards({ rows, box }: { rows: TaskRow[]; box: TaskFilter["box"] }) {
  const { token } = theme.useToken();
  return (
    <Flex vertical component="ul" gap={10} style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {rows.map((row) => (
        <li
          key={row.key}
          data-testid={`task-${row.key}`}
          style={{
            background: token.colorBgContainer,
            border: `1px solid ${token.colorBorderSecondary}`,
            borderRadius: token.borderRadiusLG,
            padding: "12px 14px",
          }}
        >
          <TitleCell row={row} box={box} />
          <Flex justify="space-between" gap={12} style={{ marginTop: 8 }}>
            <Typography.Text type="secondary" ellipsis>
              {row.processName} · {row.name}
            </Typography.Text>
            <When at={row.decidedAt ?? row.createdAt} secondary />
          </Flex>
        </li>
      ))}
    </Flex>
  );
}

function TitleCell({ row, box }: { row: TaskRow; box: TaskFilter["box"] }) {
  return (
    <Flex vertical gap={4} align="flex-start">
      <Link
        to="/inbox/$key"
        params={{ key: row.key }}
        style={{ fontWeight: box === "todo" || row.unread ? 600 : 400 }}
      >
        {row.title}
      </Link>
      <TaskTags row={row} />
    </Flex>
  );
}

function Starter({ row }: { row: TaskRow }) {
  if (!row.startedBy) return null;
  return (
    <>
      <div>{row.startedBy.name}</div>
      <Typography.Text type="secondary">{row.startedBy.department?.name}</Typography.Text>
    </>
  );
}
