/** Drawing a form: form-js's editor in our frame. */
import { FormEditor } from "@bpmn-io/form-js";
import { Alert } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import { download, fileName } from "@/bpmn/files";
import { usePreferences } from "@/app/preferences";
import { useMessageOf } from "@/parts/useMessageOf";
import { useDraft } from "../../draft/useDraft";
import { useEditorHandle, type EditorHandle, type EditorProps } from "../EditorProps";
import { Frame } from "../Frame";
import { ProblemList } from "../ProblemList";
import { useDeploy } from "../useDeploy";
import { VersionsDrawer } from "../versions/VersionsDrawer";
import { translateDom } from "./translateDom";
import "@bpmn-io/form-js/dist/assets/form-js.css";
import "@bpmn-io/form-js/dist/assets/form-js-editor-base.css";
import panelSheet from "@bpmn-io/form-js/dist/assets/properties-panel.css?inline";
import "@/bpmn/theme.css";
import "./form.css";

/** What we use of the editor beyond its published types. */
interface Stack {
  undo(): void;
  redo(): void;
}

export function FormWorkbench({ model, active }: EditorProps) {
  const { t } = useTranslation("designer");
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorHandle>(null);
  const [made, setMade] = useState<FormEditor>();
  const [broken, setBroken] = useState<unknown>();
  const [problems, setProblems] = useState<Problem[]>([]);
  const [listOpen, setListOpen] = useState(false);
  const [versionsOpen, setVersionsOpen] = useState(false);
  const messageOf = useMessageOf();
  const draft = useDraft(model, editor);
  const changed = useRef(draft.changed);
  changed.current = draft.changed;
  const [content] = useState(draft.content);

  useEffect(() => {
    if (!place.current) return undefined;
    const form = new FormEditor({ container: place.current });
    let alive = true;
    form
      .importSchema(JSON.parse(content) as object)
      .then(() => {
        if (!alive) return;
        form.on("changed", () => changed.current());
        setMade(form);
      })
      .catch((error: unknown) => alive && setBroken(error));
    return () => {
      alive = false;
      form.destroy();
      setMade(undefined);
    };
  }, [content]);

  useChinese(place);

  useEditorHandle(editor, {
    read: () => Promise.resolve(made ? JSON.stringify(made.saveSchema(), null, 2) : content),
    load: async (fresh) => {
      await made?.importSchema(JSON.parse(fresh) as object);
    },
    undo: () => made?.get<Stack>("commandStack").undo(),
    redo: () => made?.get<Stack>("commandStack").redo(),
  });
  const deploy = useDeploy(model, draft, editor, {
    onProblems: (found) => {
      setProblems(found);
      if (found.length > 0) setListOpen(true);
    },
  });
  return (
    <Frame
      draft={draft}
      editor={editor}
      active={active}
      deployedVersion={deploy.version}
      deploying={deploy.running}
      onDeploy={deploy.run}
      onVersions={() => setVersionsOpen(true)}
      exports={[
        {
          key: "form",
          label: t("export.form"),
          run: () =>
            void editor.current
              ?.read()
              .then((json) => download(fileName(draft.name, "form"), json, "application/json")),
        },
      ]}
    >
      {broken !== undefined && (
        <Alert type="error" showIcon banner title={t("editor.broken", { what: messageOf(broken) })} />
      )}
      {/* The same class names as the process's panel, an older sheet: it must not reach beyond this form. */}
      <style>{`.lq-form-host{${panelSheet}}`}</style>
      <div ref={place} className="lq-form-host" data-testid="designer-form" />
      {problems.length > 0 && (
        <ProblemList
          problems={{ list: problems, unchecked: null, choose: () => undefined }}
          open={listOpen}
          onOpen={setListOpen}
        />
      )}
      <VersionsDrawer
        open={versionsOpen}
        onClose={() => setVersionsOpen(false)}
        model={model}
        readDraft={() => editor.current?.read() ?? Promise.resolve(content)}
        onRestore={async (fresh) => {
          await editor.current?.load(fresh);
          draft.changed();
        }}
      />
    </Frame>
  );
}

function useChinese(place: React.RefObject<HTMLElement | null>): void {
  const { language } = usePreferences();
  useEffect(() => {
    if (language !== "zh") return undefined;
    let alive = true;
    let stop: (() => void) | undefined;
    void import("@/app/i18n/form-zh").then(({ words }) => {
      if (alive && place.current) stop = translateDom(place.current, words);
    });
    return () => {
      alive = false;
      stop?.();
    };
  }, [language, place]);
}
