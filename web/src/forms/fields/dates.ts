/** Dates and times as form-js writes them into the data. */
import dayjs, { type Dayjs } from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat";
import utc from "dayjs/plugin/utc";
import type { Component } from "../schema";

dayjs.extend(customParseFormat);
dayjs.extend(utc);

type Kind = "date" | "time" | "datetime";

export const kindOf = (component: Component): Kind =>
  component.subtype ?? (component.timeLabel ? "datetime" : "date");

/** "2026-11-22", "14:30+08:00", "2026-11-22T14:30Z" and the like; undefined where it is none of these. */
export function momentOf(kind: Kind, text: unknown): Dayjs | undefined {
  if (typeof text !== "string" || text === "") return undefined;
  const moment = kind === "time" ? dayjs(`2000-01-01T${text}`) : dayjs(text);
  return moment.isValid() ? moment : undefined;
}

export function textOfMoment(component: Component, moment: Dayjs): string {
  const kind = kindOf(component);
  if (kind === "date") return moment.format("YYYY-MM-DD");
  const format = component.timeSerializingFormat ?? "no_timezone";
  const zoned = format === "utc_normalized" ? moment.utc() : moment;
  const zone = format === "utc_normalized" ? "[Z]" : format === "utc_offset" ? "Z" : "";
  return zoned.format(`${kind === "datetime" ? "YYYY-MM-DDTHH:mm" : "HH:mm"}${zone}`);
}

/** As people read it. */
export function shownMoment(kind: Kind, text: unknown): string {
  const moment = momentOf(kind, text);
  if (!moment) return typeof text === "string" ? text : "";
  return moment.format(kind === "date" ? "YYYY-MM-DD" : kind === "time" ? "HH:mm" : "YYYY-MM-DD HH:mm");
}
