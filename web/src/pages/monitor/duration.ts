/** How long something takes, in the two largest units that people use. */
import type { TFunction } from "i18next";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
] as const;
type Unit = (typeof UNITS)[number][0];

/** Such as [["day", 2], ["hour", 5]]; under a second it is [["second", 0]]. */
export function parts(ms: number): [unit: Unit, amount: number][] {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first === -1) return [["second", 0]];
  const [unit, size] = UNITS[first]!;
  const next = UNITS[first + 1];
  const amount = Math.floor(ms / size);
  // Ten days and an hour are ten days.
  const rest = next && amount < 10 ? Math.floor((ms - amount * size) / next[1]) : 0;
  return rest > 0 && next
    ? [
        [unit, amount],
        [next[0], rest],
      ]
    : [[unit, amount]];
}

/** `t` is of namespace "monitor"; a dash where nothing is known. */
export function durationText(ms: number | null | undefined, t: TFunction): string {
  if (ms === null || ms === undefined) return "–";
  if (ms < SECOND) return t("duration.instant");
  return parts(ms)
    .map(([unit, amount]) => t(`duration.${unit}`, { count: amount }))
    .join(" ");
}
