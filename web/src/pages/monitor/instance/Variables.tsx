/** The data of the instance, by scope; numbers with all their digits. */
import { Empty, Input, Table, Tag, Typography, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { digitsOf, writeJson } from "@/api/json";
import type { Instance, VariableRow } from "@/api/types";

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
    { title: t("variables.value"), render: (_, row) => <Value row={row} /> },
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

function Value({ row: { value, truncated } }: { row: VariableRow }) {
  const { t } = useTranslation("monitor");
  if (truncated) return <Tag>{t("variables.large")}</Tag>;
  const simple = digitsOf(value) ?? (typeof value === "string" ? value : undefined);
  if (simple !== undefined) return <span style={{ wordBreak: "break-word" }}>{simple}</span>;
  const text = value !== null && typeof value === "object" ? pretty(writeJson(value)) : writeJson(value);
  return (
    <Typography.Paragraph
      style={{
        margin: 0,
        fontFamily: "monospace",
        fontSize: 13,
        whiteSpace: "pre-wrap",
        wordBreak: "break-word",
      }}
      ellipsis={{
        rows: 5,
        expandable: "collapsible",
        symbol: (open: boolean) => t(open ? "variables.less" : "variables.more"),
      }}
    >
      {text}
    </Typography.Paragraph>
  );
}

/** Spaces where they help reading; the digits stay untouched. */
function pretty(json: string): string {
  let depth = 0;
  let quoted = false;
  let text = "";
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charAt(at);
    if (sign === '"' && !isEscaped(json, at)) quoted = !quoted;
    if (quoted) {
      text += sign;
      continue;
    }
    const indent = () => `\n${"  ".repeat(depth)}`;
    if (sign === "{" || sign === "[") {
      depth += 1;
      text += sign + indent();
    } else if (sign === "}" || sign === "]") {
      depth -= 1;
      text += indent() + sign;
    } else if (sign === ",") text += sign + indent();
    else text += sign === ":" ? ": " : sign;
  }
  return text.replaceAll(/([[{])\s+([\]}])/g, "$1$2");
}

function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json.charAt(at - 1 - slashes) === "\\") slashes += 1;
  return slashes % 2 === 1;
}
