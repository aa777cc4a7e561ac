/** A tab that closes still saves; whoever opens the same model again waits for that. */

const running = new Map<string, Promise<void>>();

export function remember(id: string, save: Promise<void>): void {
  const done = save.finally(() => {
    if (running.get(id) === done) running.delete(id);
  });
  running.set(id, done);
}

export const lastSave = (id: string): Promise<void> => running.get(id) ?? Promise.resolve();
