/** Draws a form: rows of sixteen columns on a desk, one column on a phone; what is only read stands close together. */
import { Form, Grid } from "antd";
import { Fragment } from "react";
import { Field } from "./Field";
import type { Place } from "./plan";
import { holdsValue } from "./schema";
import type { FormState } from "./useForm";

export function FormView({ form }: { form: FormState }) {
  return (
    <Form component="div" layout="vertical" data-testid="form">
      <Places places={form.places} form={form} />
    </Form>
  );
}

export function Places({ places, form }: { places: Place[]; form: FormState }) {
  const wide = Grid.useBreakpoint().md ?? true;
  const visible = places.filter((place) => place.right !== "hidden" && !form.hidden(place));
  return rowsOf(visible).map((row) => {
    const fields = row.map((place) => <Field key={place.id} place={place} form={form} />);
    const key = row[0]?.id ?? "";
    if (row.length === 1) return <Fragment key={key}>{fields}</Fragment>;
    if (row.every(isFact)) {
      return (
        <div key={key} style={{ display: "grid", gridTemplateColumns: FACTS, columnGap: 24 }}>
          {fields}
        </div>
      );
    }
    if (!wide) return <Fragment key={key}>{fields}</Fragment>;
    return (
      <div key={key} style={{ display: "grid", gridTemplateColumns: SIXTEEN, columnGap: 16 }}>
        {row.map((place, index) => (
          <div key={place.id} style={{ gridColumn: `span ${widthOf(place, row)}` }}>
            {fields[index]}
          </div>
        ))}
      </div>
    );
  });
}

const SIXTEEN = "repeat(16, minmax(0, 1fr))";
const FACTS = "repeat(auto-fill, minmax(min(160px, 45%), 1fr))";

/** A short value that is only read. Long text keeps a line of its own. */
const isFact = (place: Place): boolean =>
  place.right === "read" && holdsValue(place.component) && place.component.type !== "textarea";

/** Neighbours of the same layout row stand side by side, and so do neighbours that are only read. */
function rowsOf(places: Place[]): Place[][] {
  const rows: Place[][] = [];
  for (const place of places) {
    const row = place.component.layout?.row;
    const last = rows.at(-1);
    const sameRow = row !== undefined && last?.[0]?.component.layout?.row === row;
    if (last && (sameRow || (isFact(place) && last.every(isFact)))) last.push(place);
    else rows.push([place]);
  }
  return rows;
}

/** The width that the author gave, or an equal share of what is left. */
function widthOf(place: Place, row: Place[]): number {
  const own = place.component.layout?.columns;
  if (own) return own;
  const given = row.map((other) => other.component.layout?.columns ?? 0);
  const left = 16 - given.reduce((sum, columns) => sum + columns, 0);
  return Math.max(2, Math.floor(left / given.filter((columns) => columns === 0).length));
}
