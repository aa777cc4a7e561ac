/** A day, a time, or both. */
import { DatePicker, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { ControlProps } from "../Field";
import { read } from "../paths";
import { kindOf, momentOf, textOfMoment } from "./dates";

export function DatetimeField({ place, form, control }: ControlProps) {
  const { component } = place;
  const kind = kindOf(component);
  const value = momentOf(kind, read(form.data, place.path)) ?? null;
  const change = (moment: Dayjs | null) =>
    form.set(place.path, moment ? textOfMoment(component, moment) : null);
  const minuteStep = (
    component.timeInterval && component.timeInterval <= 30 ? component.timeInterval : 5
  ) as 5;
  const common = { ...control, value, onChange: change, style: { width: "100%" }, inputReadOnly: false };

  if (kind === "time")
    return <TimePicker {...common} format="HH:mm" minuteStep={minuteStep} needConfirm={false} />;
  return (
    <DatePicker
      {...common}
      format={kind === "date" ? "YYYY-MM-DD" : "YYYY-MM-DD HH:mm"}
      needConfirm={false}
      {...(kind === "datetime" ? { showTime: { format: "HH:mm", minuteStep } } : {})}
      {...(component.disallowPassedDates ? { minDate: dayjs().startOf("day") } : {})}
    />
  );
}
