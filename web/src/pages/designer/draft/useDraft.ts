/** The draft of an open model: its content to begin with, its saving, and what to do after a crash or a conflict. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Model } from "@/api/types";
import { modelsQuery, readModel, saveModel } from "../api";
import type { EditorHandle } from "../editor/EditorProps";
import { DraftKeeper, type DraftState } from "./DraftKeeper";
import { remember } from "./lastSaves";
import { recovery, StoredCopies, type Recovery } from "./localCopies";

export interface DraftControl {
  /** What the editor opens with. */
  content: string;
  name: string;
  rename: (name: string) => void;
  state: DraftState;
  found: Recovery;
  changed: () => void;
  flush: () => Promise<void>;
  takeTheirs: () => Promise<void>;
  overwrite: () => Promise<void>;
}

export function useDraft(model: Model, editor: React.RefObject<EditorHandle | null>): DraftControl {
  const client = useQueryClient();
  const [state, setState] = useState<DraftState>({ kind: "saved", at: null });
  const [name, setName] = useState(model.name);
  const latestName = useRef(model.name);
  const [local] = useState(() => new StoredCopies());
  const [found] = useState(() =>
    recovery(local.find(model.id), { content: model.content, etag: String(model.etag) }),
  );
  const [keeper] = useState(
    () =>
      new DraftKeeper({
        id: model.id,
        etag: String(model.etag),
        saved: { content: model.content, name: model.name },
        save: (draft, etag) => saveModel(model.id, draft.content, draft.name, etag),
        local,
        onState: setState,
      }),
  );

  const read = useCallback(async () => {
    if (!editor.current) throw new Error("Expected an editor to read the draft from, but there is none yet");
    return { content: await editor.current.read(), name: latestName.current };
  }, [editor]);
  const changed = useCallback(() => keeper.changed(read), [keeper, read]);
  const flush = useCallback(() => keeper.flush(), [keeper]);

  // What a crash left on this device goes to the server without asking: nobody has saved in between.
  useEffect(() => {
    if (found.kind === "unsaved") keeper.changed(() => Promise.resolve(found.copy));
  }, [found, keeper]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (!keeper.dirty) return;
      void keeper.flush();
      event.preventDefault();
    };
    const hide = () => {
      if (document.visibilityState === "hidden") void keeper.flush();
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [keeper]);
  useEffect(
    () => () => {
      const save = keeper.flush().then(() => keeper.close());
      remember(model.id, save);
      void save.then(() => client.invalidateQueries({ queryKey: modelsQuery.queryKey }));
    },
    [keeper, client, model.id],
  );

  return {
    content: found.kind === "unsaved" ? found.copy.content : model.content,
    name,
    rename: (wanted) => {
      const fresh = wanted.trim();
      if (fresh === "" || fresh === latestName.current) return;
      latestName.current = fresh;
      setName(fresh);
      changed();
      void keeper.flush().then(() => client.invalidateQueries({ queryKey: modelsQuery.queryKey }));
    },
    state,
    found,
    changed,
    flush,
    takeTheirs: async () => {
      const theirs = await readModel(model.id);
      await editor.current?.load(theirs.content);
      latestName.current = theirs.name;
      setName(theirs.name);
      keeper.takeTheirs({ content: theirs.content, name: theirs.name }, String(theirs.etag));
    },
    overwrite: () => keeper.overwrite(),
  };
}
