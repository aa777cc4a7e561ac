/** A process with several start events is offered once for each of them. */
import type { Startable } from "@/api/types";

/** What tells one entry from another; for a process with one start event it is the process's id. */
export const idOf = ({ processId, startAt }: Startable): string =>
  startAt ? `${processId}#${startAt}` : processId;

export const labelOf = ({ name, startName }: Startable): string =>
  startName ? `${name} · ${startName}` : name;
