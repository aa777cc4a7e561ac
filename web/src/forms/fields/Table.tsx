/** Rows of data to look at. */
import { Form, Table } from "antd";
import { digitsOf, writeJson, type JsonValue } from "@/api/json";
import type { FieldProps } from "../Field";
import { grouped } from "../decimal";
import { isContext } from "../paths";
import type { Column } from "../schema";

const cell = (value: JsonValue | undefined): string => {
  if (value === undefined || value === null) return "";
  const digits = digitsOf(value);
  if (digits !== undefined) return grouped(digits);
  return typeof value === "string" ? value : writeJson(value);
};

export function TableField({ place, form }: FieldProps) {
  const { label, columns, rowCount = 10 } = place.component;
  const source = form.evaluated(place, "rows");
  const rows = Array.isArray(source) ? source.filter(isContext) : [];
  const shown: Column[] = Array.isArray(columns)
    ? columns
    : [...new Set(rows.flatMap((row) => Object.keys(row)))].map((key) => ({ key, label: key }));
  return (
    <Form.Item {...(label ? { label } : {})}>
      <Table
        size="small"
        scroll={{ x: "max-content" }}
        rowKey={(row) => String(rows.indexOf(row))}
        dataSource={rows}
        pagination={rows.length > rowCount ? { pageSize: rowCount, size: "small" } : false}
        columns={shown.map(({ key, label: title }) => ({
          key,
          title,
          align: rows.some((row) => digitsOf(row[key]) !== undefined)
            ? ("right" as const)
            : ("left" as const),
          render: (_: unknown, row: (typeof rows)[number]) => cell(row[key]),
        }))}
      />
    </Form.Item>
  );
}
