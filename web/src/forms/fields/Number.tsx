/** A number with every digit kept: no spinner, no rounding, full-width digits welcome. */
import { Input } from "antd";
import type { ControlProps } from "../Field";
import { numberFrom, textOfNumber } from "../decimal";
import { read } from "../paths";

export function NumberField({ place, form, control }: ControlProps) {
  const { prefixAdorner, suffixAdorner } = place.component.appearance ?? {};
  return (
    <Input
      {...control}
      inputMode="decimal"
      autoComplete="off"
      value={textOfNumber(read(form.data, place.path))}
      prefix={prefixAdorner}
      suffix={suffixAdorner}
      style={{ fontVariantNumeric: "tabular-nums" }}
      onChange={(event) => form.set(place.path, numberFrom(event.target.value))}
    />
  );
}
