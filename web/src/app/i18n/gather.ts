/** From the modules of one language's folder to its namespaces: "./zh/inbox.json" becomes "inbox". */
export function gather(modules: Record<string, unknown>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(modules).map(([path, texts]) => [
      path.replace(/^.*\/(.+)\.json$/, "$1"),
      texts as Record<string, unknown>,
    ]),
  );
}
