/** What a webhook can ask for: a whole group of events, or single types of one. */
export const GROUPS = ["instance", "task", "incident", "document"] as const;
export const TYPES = [
  "instance.started",
  "instance.titled",
  "instance.suspended",
  "instance.resumed",
  "instance.migrated",
  "instance.completed",
  "instance.cancelled",
  "task.created",
  "task.asked",
  "task.voted",
  "task.transferred",
  "task.sent_back",
  "task.excused",
  "task.urged",
  "task.assigned",
  "task.updated",
  "task.completed",
  "task.cancelled",
  "incident.raised",
  "incident.resolved",
] as const;

/** Its name among the words: a dot would lead deeper there. */
export const wordOf = (event: string): string => event.replace(".", "_");
