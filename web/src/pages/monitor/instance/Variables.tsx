/** The data of the instance, by scope; numbers with all their digits. */
import { Empty, Input, Table, Tag, Typography, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Instance, VariableRow } from "@/api/types";
import { Value } from "./Value";

/** Above this number one wants to search. */
const MANY = 8;

export function Variables({ instance }: { instance: Instance }) {
  const { t } = useTranslation("monitor");
  const [search, setSearch] = useState("");
  const scopes = new Map(instance.elements.map(({ key, element, name }) => [key, name || element]));
  const wanted = search.trim().toLowerCase();
  const rows = instance.variables.filter(({ name }) => name.toLowerCase().includes(wanted));
  const columns: TableColumnsType<VariableRow> = [
    {
      title: t("variables.name"),
      dataIndex: "name",
      width: 220,
      sorter: (one, other) => one.name.localeCompare(other.name),
      render: (name: string) => <Typography.Text strong>{name}</Typography.Text>,
    },
    {
      title: t("variables.value"),
      render: (_, { value, truncated }) =>
        truncated ? <Tag>{t("variables.large")}</Tag> : <Value value={value} />,
    },
    {
      title: t("variables.scope"),
      width: 200,
      render: (_, { scopeKey }) =>
        scopes.get(scopeKey) ?? <Typography.Text type="secondary">{t("variables.whole")}</Typography.Text>,
    },
  ];
  return (
    <>
      {instance.variables.length > MANY && (
        <Input.Search
          allowClear
          placeholder={t("variables.search")}
          aria-label={t("variables.search")}
          style={{ width: 240, marginBottom: 12 }}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <Table<VariableRow>
        rowKey="key"
        size="small"
        columns={columns}
        dataSource={rows}
        pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        scroll={{ x: 640 }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("variables.none")} />,
        }}
        data-testid="instance-variables"
      />
    </>
  );
}
