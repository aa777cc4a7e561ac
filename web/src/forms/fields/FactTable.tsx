/** A list in which nothing may be changed: lines of a table. */
import { Table } from "antd";
import { holdsValue } from "../schema";
import type { Place } from "../plan";
import type { FormState } from "../useForm";
import { ReadValue } from "./ReadValue";

/** Whether every item is nothing but values to read. */
export function isAllFacts(place: Place, form: FormState): boolean {
  const fields = place.items.flat();
  return (
    fields.length > 0 &&
    fields.every((field) => field.right === "read" && holdsValue(field.component) && !form.hidden(field))
  );
}

/** Expected: a list for which isAllFacts holds. */
export function FactTable({ place, form }: { place: Place; form: FormState }) {
  const [first = []] = place.items;
  return (
    <Table
      size="small"
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={place.items.map((fields, index) => ({ key: index, fields }))}
      columns={first.map(({ id, component }, column) => ({
        key: id,
        title: component.label ?? component.dateLabel ?? component.key,
        align: component.type === "number" ? ("right" as const) : ("left" as const),
        render: (_: unknown, { fields }: { fields: Place[] }) => {
          const field = fields[column];
          return field && <ReadValue place={field} form={form} />;
        },
      }))}
    />
  );
}
