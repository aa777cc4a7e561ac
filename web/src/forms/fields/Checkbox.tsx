/** One tick box, its label beside it. */
import { Checkbox } from "antd";
import type { ControlProps } from "../Field";
import { read } from "../paths";

export function CheckboxField({ place, form, control }: ControlProps) {
  return (
    <Checkbox
      {...control}
      checked={read(form.data, place.path) === true}
      onChange={(event) => form.set(place.path, event.target.checked)}
    >
      {place.component.label}
    </Checkbox>
  );
}
