/** Copies of unsaved drafts on this device: what survives a crash, a lost connection, a closed window. */

export interface LocalCopy {
  content: string;
  name: string;
  /** Of the server's draft that the work began with. */
  etag: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface LocalCopies {
  keep(id: string, copy: LocalCopy): void;
  drop(id: string): void;
  find(id: string): LocalCopy | undefined;
}

const PREFIX = "lingqu.draft.";

export class StoredCopies implements LocalCopies {
  constructor(private readonly storage: Storage = localStorage) {}

  keep(id: string, copy: LocalCopy): void {
    try {
      this.storage.setItem(PREFIX + id, JSON.stringify(copy));
    } catch (error) {
      // A full or forbidden storage costs the second copy only; the first one goes to the server.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  drop(id: string): void {
    this.storage.removeItem(PREFIX + id);
  }

  find(id: string): LocalCopy | undefined {
    const text = this.storage.getItem(PREFIX + id);
    if (text === null) return undefined;
    try {
      const copy = JSON.parse(text) as Partial<LocalCopy>;
      return typeof copy.content === "string"
        ? { name: "", etag: "", at: 0, ...copy, content: copy.content }
        : undefined;
    } catch {
      // Not ours to repair: a half-written copy is as good as none.
      this.drop(id);
      return undefined;
    }
  }
}

export type Recovery =
  { kind: "none" } | { kind: "unsaved"; copy: LocalCopy } | { kind: "diverged"; copy: LocalCopy };

/** What to do with a copy found on this device, given what the server has. */
export function recovery(copy: LocalCopy | undefined, server: { content: string; etag: string }): Recovery {
  if (!copy || copy.content === server.content) return { kind: "none" };
  return copy.etag === server.etag ? { kind: "unsaved", copy } : { kind: "diverged", copy };
}
