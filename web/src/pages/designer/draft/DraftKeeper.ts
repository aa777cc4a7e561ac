/** Keeps a draft safe while somebody works on it: on the server within two seconds, and on this device at once. */
import { isApiError } from "@/api";
import type { LocalCopies } from "./localCopies";

export type DraftState =
  | { kind: "saved"; at: number | null }
  | { kind: "waiting" }
  | { kind: "saving" }
  /** Somebody else has saved; only a person can say what counts. */
  | { kind: "conflict" }
  /** Tried again by itself. */
  | { kind: "failed"; error: unknown };

export interface Draft {
  content: string;
  name: string;
}

interface Options {
  id: string;
  etag: string;
  /** What stands on the server under `etag`. */
  saved: Draft;
  /** Answers the new etag. */
  save: (draft: Draft, etag: string) => Promise<string>;
  local: LocalCopies;
  onState: (state: DraftState) => void;
  delayMs?: number;
  retryMs?: number;
  now?: () => number;
}

export class DraftKeeper {
  private etag: string;
  private savedDraft: Draft;
  private current: Draft;
  private reading: (() => Promise<Draft>) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private state: DraftState = { kind: "saved", at: null };

  constructor(private readonly options: Options) {
    this.etag = options.etag;
    this.savedDraft = options.saved;
    this.current = options.saved;
  }

  get dirty(): boolean {
    return this.reading !== undefined || !same(this.current, this.savedDraft);
  }

  /** Something changed; `read` is asked for the whole when it is time to save. */
  changed(read: () => Promise<Draft>): void {
    this.reading = read;
    if (this.state.kind === "conflict") {
      void this.keepLocal();
      return;
    }
    if (this.state.kind !== "saving") this.tell({ kind: "waiting" });
    this.schedule(this.options.delayMs ?? 1_000);
  }

  /** Saves now. Resolves when the server has it, or when it is clear that it has not. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.running) await this.running;
    if (!this.dirty || this.state.kind === "conflict") return;
    this.running = this.save();
    try {
      await this.running;
    } finally {
      this.running = undefined;
    }
    // Changed again while it was on its way.
    if (this.reading && this.now().kind === "saved") this.changed(this.reading);
  }

  /** The person has decided: what stands here replaces what the other one saved. */
  async overwrite(): Promise<void> {
    this.etag = "*";
    this.tell({ kind: "waiting" });
    await this.flush();
  }

  /** The person has decided: what the server has counts; the content is put into the editor by the caller. */
  takeTheirs(theirs: Draft, etag: string): void {
    this.etag = etag;
    this.savedDraft = theirs;
    this.current = theirs;
    this.reading = undefined;
    this.options.local.drop(this.options.id);
    this.tell({ kind: "saved", at: this.clock() });
  }

  /** No more saving from here on; what is not saved stays on this device. */
  close(): void {
    clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delayMs);
  }

  private async keepLocal(): Promise<void> {
    const read = this.reading;
    if (read) this.current = await read();
    if (this.reading === read) this.reading = undefined;
    this.options.local.keep(this.options.id, { ...this.current, etag: this.etag, at: this.clock() });
  }

  private async save(): Promise<void> {
    try {
      await this.keepLocal();
      const draft = this.current;
      if (!same(draft, this.savedDraft)) {
        this.tell({ kind: "saving" });
        this.etag = await this.options.save(draft, this.etag);
      }
      this.saved(draft);
    } catch (error) {
      if (isApiError(error, 412)) {
        this.tell({ kind: "conflict" });
        return;
      }
      this.tell({ kind: "failed", error });
      this.schedule(this.options.retryMs ?? 5_000);
    }
  }

  private saved(draft: Draft): void {
    this.savedDraft = draft;
    if (!this.reading && same(this.current, draft)) this.options.local.drop(this.options.id);
    this.tell({ kind: "saved", at: this.clock() });
  }

  private now(): DraftState {
    return this.state;
  }

  private tell(state: DraftState): void {
    this.state = state;
    this.options.onState(state);
  }

  private clock(): number {
    return (this.options.now ?? Date.now)();
  }
}

const same = (one: Draft, other: Draft): boolean => one.content === other.content && one.name === other.name;
