/** What every editor is given, and what it offers to the frame around it. */
import { useLayoutEffect, type RefObject } from "react";
import type { Model } from "@/api/types";

export interface EditorProps {
  model: Model;
  /** False while another tab is looked at. */
  active: boolean;
}

export interface EditorHandle {
  read: () => Promise<string>;
  /** Replaces everything, as when an older version is restored. */
  load: (content: string) => Promise<void>;
  undo: () => void;
  redo: () => void;
}

/**
 * Unlike React's own handles it is still there when the page goes: the last changes are read then, and an empty
 * handle would let them be lost.
 */
export function useEditorHandle(editor: RefObject<EditorHandle | null>, handle: EditorHandle): void {
  useLayoutEffect(() => {
    editor.current = handle;
  });
}
