/** Live news from the server (SSE): the one stream of a signed-in browser, told to whoever subscribes. */

export interface NewsOf {
  tasks: Record<string, never>;
  notices: { unread: number };
  instances: { processId: string; instanceKey: string };
}
export type NewsKind = keyof NewsOf;
type Listener<K extends NewsKind> = (news: NewsOf[K]) => void;

const KINDS: NewsKind[] = ["tasks", "notices", "instances"];

export class EventStream {
  private source: EventSource | undefined;
  private readonly listeners: { [K in NewsKind]: Set<Listener<K>> } = {
    tasks: new Set(),
    notices: new Set(),
    instances: new Set(),
  };
  private readonly opened = new Set<() => void>();

  /** Safe to call again. The browser reconnects by itself and sends Last-Event-ID. */
  open(): void {
    if (this.source || typeof EventSource === "undefined") return;
    const source = new EventSource("/api/events", { withCredentials: true });
    for (const kind of KINDS) source.addEventListener(kind, (event) => this.tell(kind, event));
    // The server's first word: from here on it tells; what was loaded before may be older.
    source.addEventListener("hello", () => this.opened.forEach((refresh) => refresh()));
    source.onerror = () => {
      // The browser gives up after an answer that is no stream, such as 401 or a proxy's page.
      if (source.readyState === EventSource.CLOSED) this.reopenLater();
    };
    this.source = source;
  }

  close(): void {
    this.source?.close();
    this.source = undefined;
  }

  subscribe<K extends NewsKind>(kind: K, listener: Listener<K>): () => void {
    this.listeners[kind].add(listener);
    return () => this.listeners[kind].delete(listener);
  }

  /** Told each time the stream begins: news may have been missed before it stood. */
  onOpened(refresh: () => void): () => void {
    this.opened.add(refresh);
    return () => this.opened.delete(refresh);
  }

  private tell<K extends NewsKind>(kind: K, event: Event): void {
    const text = (event as MessageEvent<string>).data;
    const news = JSON.parse(text === "" ? "{}" : text) as NewsOf[K];
    for (const listener of this.listeners[kind]) listener(news);
  }

  private reopenLater(): void {
    const closed = this.source;
    setTimeout(() => {
      if (this.source !== closed) return;
      this.close();
      this.open();
    }, 5_000);
  }
}

export const news = new EventStream();
