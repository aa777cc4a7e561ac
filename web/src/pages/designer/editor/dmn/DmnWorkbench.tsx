/** Drawing a decision: dmn-js's table and requirement editors in our frame. */
import DmnModeler from "dmn-js/lib/Modeler";
import { Alert, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Language, Problem } from "@/api/types";
import { usePreferences } from "@/app/preferences";
import { download, fileName } from "@/bpmn/files";
import { translateModule, type Words } from "@/bpmn/translate";
import { useMessageOf } from "@/parts/useMessageOf";
import { useDraft } from "../../draft/useDraft";
import { useEditorHandle, type EditorHandle, type EditorProps } from "../EditorProps";
import { Frame } from "../Frame";
import { ProblemList } from "../ProblemList";
import { useDeploy } from "../useDeploy";
import { VersionsDrawer } from "../versions/VersionsDrawer";
import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn-embedded.css";
import "@/bpmn/theme.css";
import "./dmn.css";

interface Stack {
  undo(): void;
  redo(): void;
}
interface Side {
  type: string;
  label: string;
}

export function DmnWorkbench({ model, active }: EditorProps) {
  const { t } = useTranslation("designer");
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorHandle>(null);
  const [made, setMade] = useState<DmnModeler>();
  const [side, setSide] = useState("decisionTable");
  const [broken, setBroken] = useState<unknown>();
  const [problems, setProblems] = useState<Problem[]>([]);
  const [listOpen, setListOpen] = useState(false);
  const [versionsOpen, setVersionsOpen] = useState(false);
  const messageOf = useMessageOf();
  const draft = useDraft(model, editor);
  const changed = useRef(draft.changed);
  changed.current = draft.changed;
  const { language } = usePreferences();
  const live = useRef<DmnModeler | undefined>(undefined);
  /** What the next editor opens with: after a change of language that is what the one before held. */
  const carried = useRef<Promise<string>>(Promise.resolve(draft.content));

  useEffect(() => {
    if (!place.current) return undefined;
    let alive = true;
    let decision: DmnModeler | undefined;
    const open = async () => {
      const words = await wordsIn(language);
      if (!alive || !place.current) return;
      decision = createDecision(place.current, words, setSide, () => changed.current());
      await decision.importXML(await carried.current);
      await openTable(decision);
      if (!alive) return;
      live.current = decision;
      setMade(decision);
    };
    open().catch((error: unknown) => alive && setBroken(error));
    return () => {
      alive = false;
      const gone = decision;
      if (gone && live.current === gone) carried.current = xmlOf(gone);
      live.current = undefined;
      void Promise.resolve(carried.current).finally(() => gone?.destroy());
      setMade(undefined);
    };
  }, [language]);

  const stack = () => made?.getActiveViewer()?.get<Stack>("commandStack");
  useEditorHandle(editor, {
    read: () => (live.current ? xmlOf(live.current) : carried.current),
    load: async (fresh) => {
      await made?.importXML(fresh);
      if (made) await openTable(made);
    },
    undo: () => stack()?.undo(),
    redo: () => stack()?.redo(),
  });
  const deploy = useDeploy(model, draft, editor, {
    onProblems: (found) => {
      setProblems(found);
      if (found.length > 0) setListOpen(true);
    },
  });
  const sides: Side[] = [
    { type: "drd", label: t("dmn.diagram") },
    { type: "decisionTable", label: t("dmn.table") },
  ];
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
          key: "dmn",
          label: t("export.dmn"),
          run: () =>
            void editor.current
              ?.read()
              .then((xml) => download(fileName(draft.name, "dmn"), xml, "application/xml")),
        },
      ]}
      tools={
        <Segmented
          value={side === "drd" ? "drd" : "decisionTable"}
          aria-label={t("dmn.view")}
          options={sides.map(({ type, label }) => ({ value: type, label }))}
          onChange={(type) => {
            const view = made?.getViews().find((each) => each.type === type);
            if (view) void made?.open(view);
          }}
        />
      }
    >
      {broken !== undefined && (
        <Alert type="error" showIcon banner title={t("editor.broken", { what: messageOf(broken) })} />
      )}
      <div ref={place} className="lq-dmn-host" data-testid="designer-dmn" />
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
        readDraft={() => (live.current ? xmlOf(live.current) : carried.current)}
        onRestore={async (fresh) => {
          await editor.current?.load(fresh);
          draft.changed();
        }}
      />
    </Frame>
  );
}

async function openTable(decision: DmnModeler): Promise<void> {
  const view = decision.getViews().find((each) => each.type === "decisionTable");
  if (view) await decision.open(view);
}

const xmlOf = async (decision: DmnModeler): Promise<string> => (await decision.saveXML({ format: true })).xml;

const wordsIn = async (language: Language): Promise<Words> =>
  language === "zh" ? (await import("@/app/i18n/dmn-zh")).words : {};

function createDecision(
  container: HTMLElement,
  words: Words,
  onSide: (side: string) => void,
  onChanged: () => void,
): DmnModeler {
  const views = { additionalModules: [translateModule(words)] };
  const decision = new DmnModeler({
    container,
    drd: views,
    decisionTable: views,
    literalExpression: views,
    boxedExpression: views,
  });
  const watched = new Set<unknown>();
  decision.on("views.changed", () => {
    const viewer = decision.getActiveViewer();
    onSide(decision.getActiveView()?.type ?? "drd");
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    viewer.on("commandStack.changed", onChanged);
  });
  return decision;
}
