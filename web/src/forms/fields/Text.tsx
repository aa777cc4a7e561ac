/** Short and long text. */
import { Input } from "antd";
import { writeJson } from "@/api/json";
import type { ControlProps } from "../Field";
import { read } from "../paths";

/** A value that is no text (somebody's number) is shown as JSON writes it. */
function textAt({ place, form }: ControlProps): string {
  const value = read(form.data, place.path);
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : writeJson(value);
}

export function ShortTextField(props: ControlProps) {
  const { place, form, control } = props;
  const { prefixAdorner, suffixAdorner } = place.component.appearance ?? {};
  return (
    <Input
      {...control}
      value={textAt(props)}
      prefix={prefixAdorner}
      suffix={suffixAdorner}
      onChange={(event) => form.set(place.path, event.target.value)}
    />
  );
}

export function LongTextField(props: ControlProps) {
  const { place, form, control } = props;
  return (
    <Input.TextArea
      {...control}
      value={textAt(props)}
      autoSize={{ minRows: 3, maxRows: 12 }}
      onChange={(event) => form.set(place.path, event.target.value)}
    />
  );
}
