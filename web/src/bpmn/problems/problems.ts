/** Problems from several sources as one list: the worst first, nothing said twice. */
import type { Problem } from "@/api/types";

const RANK = { error: 0, warning: 1, info: 2 } as const;

export function worst(problems: readonly Problem[]): Problem["severity"] {
  return problems.reduce<Problem["severity"]>(
    (found, { severity }) => (RANK[severity] < RANK[found] ? severity : found),
    "info",
  );
}

/** What both have found is said by the server, which knows more than the drawing. */
export function merge(drawn: readonly Problem[], server: readonly Problem[]): Problem[] {
  const known = new Set(server.map(nameOf));
  return inOrder(unique([...server, ...drawn.filter((problem) => !known.has(nameOf(problem)))]));
}

/** Codes are "label-required" here and "label_required" there. */
const nameOf = ({ element, code }: Problem): string =>
  `${element ?? ""} ${code.replace(/^.*[./]/, "").replaceAll("_", "-")}`;

export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ element, message }) => {
    const same = `${element ?? ""}\n${message}`;
    return !seen.has(same) && seen.add(same);
  });
}

export function countBySeverity(problems: readonly Problem[]): Record<Problem["severity"], number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of problems) counts[severity] += 1;
  return counts;
}
