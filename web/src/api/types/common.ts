/** Shapes that every resource shares. Keys are strings, dates ISO 8601 in UTC. */

export type Key = string;
export type IsoTime = string;
export type IsoDate = string;

export interface Page<T> {
  items: T[];
  /** Opaque; give it back as `after`. */
  next: string | null;
  /** Capped at 10,000; then `hasMore` says that there are more. */
  total: number;
  hasMore: boolean;
}

/** What people edit. `etag` goes back with a change, so that nobody undoes unawares what somebody else has changed. */
export interface Edited {
  etag: string;
}

export interface Named {
  id: string;
  name: string;
}
