/** What was removed after its time, with the archive's files. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty, Table, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/parts/ErrorNote";
import { ListEnd, rowsOf } from "@/parts/ListParts";
import { When } from "@/parts/When";
import { removalsQuery, type Removal } from "./api";

export function Removals() {
  const { t } = useTranslation("keeping");
  const list = useInfiniteQuery(removalsQuery);
  const rows = rowsOf(list.data);
  const columns: TableColumnsType<Removal> = [
    { key: "createdAt", title: t("removal.createdAt"), render: (_, row) => <When at={row.createdAt} /> },
    { key: "endedAt", title: t("removal.endedAt"), render: (_, row) => <When at={row.endedAt} /> },
    { key: "state", title: t("removal.state"), render: (_, row) => t(`removal.is.${row.state}`) },
    { key: "instances", title: t("removal.instances"), align: "right", render: (_, row) => row.instances },
    { key: "rows", title: t("removal.rows"), align: "right", render: (_, row) => row.rows || "" },
  ];
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <>
      <Table<Removal>
        rowKey="key"
        size="middle"
        loading={list.isPending}
        columns={columns}
        dataSource={rows}
        pagination={false}
        {...(rows.length ? { scroll: { x: 700 } } : {})}
        locale={{ emptyText: <Empty description={t("removal.none")} /> }}
        expandable={{
          rowExpandable: (row) => row.files.length > 0,
          expandedRowRender: ({ folder, files }) => (
            <ul style={{ margin: 0, paddingInlineStart: 18 }}>
              {files.map((file) => (
                <li key={file.name}>
                  <Typography.Text code copyable>
                    {`${folder}/${file.name}`}
                  </Typography.Text>{" "}
                  {t("removal.file", { count: file.rows, digest: file.sha256.slice(0, 12) })}
                </li>
              ))}
            </ul>
          ),
        }}
        data-testid="keeping-removals"
      />
      <ListEnd list={list} />
    </>
  );
}
