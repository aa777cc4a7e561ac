/** No change is lost: not by speed, not by a broken line, not by somebody else. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../src/api/problem";
import { DraftKeeper, type Draft, type DraftState } from "../../src/pages/designer/draft/DraftKeeper";
import { recovery, StoredCopies, type LocalCopy } from "../../src/pages/designer/draft/localCopies";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const draft = (content: string): Draft => ({ content, name: "Order" });

function desk(save: (draft: Draft, etag: string) => Promise<string>) {
  const states: DraftState["kind"][] = [];
  const copies = new Map<string, LocalCopy>();
  const keeper = new DraftKeeper({
    id: "1",
    etag: "e1",
    saved: draft("v1"),
    save,
    local: {
      keep: (id, copy) => void copies.set(id, copy),
      drop: (id) => void copies.delete(id),
      find: (id) => copies.get(id),
    },
    onState: ({ kind }) => states.push(kind),
    delayMs: 1_000,
    retryMs: 5_000,
    now: () => 7,
  });
  const write = (content: string) => keeper.changed(() => Promise.resolve(draft(content)));
  return { keeper, write, states, copies };
}
const accepted = () => vi.fn((_: Draft, etag: string) => Promise.resolve(`${etag}+`));
const refused = (status: number) => () => Promise.reject(new ApiError(status, { detail: "no" }));

describe("a draft", () => {
  test("is saved once after the last of several changes", async () => {
    const save = accepted();
    const { write, states } = desk(save);
    write("v2");
    await vi.advanceTimersByTimeAsync(600);
    write("v3");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save.mock.calls).toEqual([[draft("v3"), "e1"]]);
    expect(states.at(-1)).toBe("saved");
  });

  test("is on the server within two seconds", async () => {
    const save = accepted();
    desk(save).write("v2");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(save).toHaveBeenCalledOnce();
  });

  test("goes on from the etag that the server answered", async () => {
    const save = accepted();
    const { write } = desk(save);
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    write("v3");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save.mock.calls.map(([, etag]) => etag)).toEqual(["e1", "e1+"]);
  });

  test("that did not really change is not sent", async () => {
    const save = accepted();
    desk(save).write("v1");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save).not.toHaveBeenCalled();
  });

  test("changed while it is on its way is sent again", async () => {
    let answer: (etag: string) => void = () => undefined;
    const save = vi.fn<(draft: Draft, etag: string) => Promise<string>>(
      () => new Promise((resolve) => (answer = resolve)),
    );
    const { write } = desk(save);
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    write("v3");
    answer("e2");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save.mock.calls.map(([{ content }, etag]) => [content, etag])).toEqual([
      ["v2", "e1"],
      ["v3", "e2"],
    ]);
  });

  test("is kept on this device until the server has it", async () => {
    const { write, copies } = desk(refused(0));
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(copies.get("1")).toEqual({ ...draft("v2"), etag: "e1", at: 7 });
  });

  test("leaves no copy behind once saved", async () => {
    const { write, copies } = desk(accepted());
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(copies.size).toBe(0);
  });

  test("is tried again after a broken line", async () => {
    const save = vi.fn<(draft: Draft, etag: string) => Promise<string>>(refused(0));
    const { write, states } = desk(save);
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states.at(-1)).toBe("failed");
    save.mockImplementation(() => Promise.resolve("e2"));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toBe("saved");
  });
});

describe("a conflict", () => {
  test("stops saving, and keeps what is written on this device", async () => {
    const save = vi.fn<(draft: Draft, etag: string) => Promise<string>>(refused(412));
    const { write, states, copies } = desk(save);
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    write("v3");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.at(-1)).toBe("conflict");
    expect(save).toHaveBeenCalledOnce();
    expect(copies.get("1")?.content).toBe("v3");
  });

  test("ends by overwriting", async () => {
    const save = vi.fn<(draft: Draft, etag: string) => Promise<string>>(refused(412));
    const { keeper, write, states } = desk(save);
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    save.mockImplementation(() => Promise.resolve("e9"));
    await keeper.overwrite();
    expect(save).toHaveBeenLastCalledWith(draft("v2"), "*");
    expect(states.at(-1)).toBe("saved");
  });

  test("ends by taking theirs", async () => {
    const { keeper, write, states, copies } = desk(refused(412));
    write("v2");
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.takeTheirs(draft("theirs"), "e5");
    expect([states.at(-1), keeper.dirty, copies.size]).toEqual(["saved", false, 0]);
  });
});

describe("what is found on this device", () => {
  const copy: LocalCopy = { content: "mine", name: "Order", etag: "e1", at: 1 };

  test("is taken up when nobody has saved in between", () => {
    expect(recovery(copy, { content: "server", etag: "e1" }).kind).toBe("unsaved");
  });
  test("is asked about when somebody has", () => {
    expect(recovery(copy, { content: "server", etag: "e2" }).kind).toBe("diverged");
  });
  test("is nothing when the server has the same", () => {
    expect(recovery(copy, { content: "mine", etag: "e2" }).kind).toBe("none");
  });
  test("comes back from the storage, a broken copy does not", () => {
    const storage = new StoredCopies(localStorage);
    storage.keep("1", copy);
    localStorage.setItem("lingqu.draft.2", "{half");
    expect([storage.find("1"), storage.find("2")]).toEqual([copy, undefined]);
  });
});
