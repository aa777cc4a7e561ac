/** A modeler in this place of the page, for as long as it is there; drawn anew when the language changes. */
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "@/app/preferences";
import { createModeler, type BpmnEditor } from "@/bpmn/createModeler";
import { BESIDE_PALETTE, fit } from "@/bpmn/createViewer";
import type { Choices } from "@/bpmn/panel/kit";
import { loadWords } from "@/bpmn/words";
import { useTemplates } from "./useTemplates";

interface Options {
  content: string;
  choices: Choices;
  onChanged: () => void;
  onBroken: (error: unknown) => void;
}

interface Places {
  canvas: RefObject<HTMLDivElement | null>;
  panel: RefObject<HTMLDivElement | null>;
}

export interface OpenModeler {
  /** While it is being made there is none. */
  modeler: BpmnEditor | undefined;
  /** The drawing as it is, also while the modeler is made anew or has just gone. */
  read: () => Promise<string>;
}

export function useModeler(places: Places, options: Options): OpenModeler {
  const { language } = usePreferences();
  const { t } = useTranslation("bpmn");
  const ready = useTemplates();
  const [modeler, setModeler] = useState<BpmnEditor>();
  const latest = useRef(options);
  latest.current = options;
  const live = useRef<BpmnEditor | undefined>(undefined);
  /** The drawing of the modeler before, for the next one. */
  const carried = useRef<Promise<string> | undefined>(undefined);
  const read = useCallback(
    () => (live.current ? xmlOf(live.current) : Promise.resolve(carried.current ?? latest.current.content)),
    [],
  );

  useEffect(() => {
    if (!ready) return undefined;
    let alive = true;
    let made: BpmnEditor | undefined;
    const open = async () => {
      const [words, content] = await Promise.all([
        loadWords(language),
        carried.current ?? latest.current.content,
      ]);
      const { canvas, panel } = { canvas: places.canvas.current, panel: places.panel.current };
      if (!alive || !canvas || !panel) return;
      made = createModeler({
        canvas,
        panel,
        words,
        templates: ready,
        lingqu: { t, choices: () => latest.current.choices },
        ...(import.meta.env.DEV ? { onMissingWord } : {}),
      });
      await importInto(made, content);
      if (!alive) return;
      made.on("commandStack.changed", () => latest.current.onChanged());
      live.current = made;
      setModeler(made);
    };
    open().catch((error: unknown) => alive && latest.current.onBroken(error));
    return () => {
      alive = false;
      const gone = made;
      if (!gone) return;
      // One that never came to show the drawing has nothing to hand on.
      if (live.current === gone) carried.current = xmlOf(gone);
      live.current = undefined;
      void Promise.resolve(carried.current).finally(() => gone.destroy());
      setModeler(undefined);
    };
    // t changes with the language, and only then.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language, ready, places.canvas, places.panel]);

  // The lists to choose from arrive after the first drawing.
  useEffect(() => {
    modeler?.get("eventBus").fire("propertiesPanel.providersChanged");
  }, [modeler, options.choices]);
  return { modeler, read };
}

const xmlOf = async (modeler: BpmnEditor): Promise<string> =>
  (await modeler.saveXML({ format: true })).xml ?? "";

/** A file without a picture is laid out by itself. */
export async function importInto(modeler: BpmnEditor, content: string): Promise<void> {
  const { layoutProcess } = /<(\w+:)?BPMNShape\b/.test(content)
    ? { layoutProcess: undefined }
    : await import("bpmn-auto-layout");
  await modeler.importXML(layoutProcess ? await layoutProcess(content) : content);
  fit(modeler, BESIDE_PALETTE);
}

/** For developers and the test that walks the designer: which words have no translation yet. */
function onMissingWord(text: string): void {
  const known = (window.lingquMissingWords ??= new Set());
  known.add(text);
}

declare global {
  interface Window {
    lingquMissingWords?: Set<string>;
  }
}
