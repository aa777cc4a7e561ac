/** Drawing a process: canvas, properties, problems, versions, deployment. */
import { Alert, Grid, Splitter } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import type { BpmnEditor } from "@/bpmn/createModeler";
import { download, fileName, svgForPaper, toPng } from "@/bpmn/files";
import { useFailure } from "@/parts/useFailure";
import { useMessageOf } from "@/parts/useMessageOf";
import { fixModel } from "../../api";
import { useDraft } from "../../draft/useDraft";
import { useEditorHandle, type EditorHandle, type EditorProps } from "../EditorProps";
import { Frame } from "../Frame";
import { ProblemList } from "../ProblemList";
import { StoryBar } from "../StoryBar";
import { useDeploy } from "../useDeploy";
import { VersionsDrawer } from "../versions/VersionsDrawer";
import { BpmnTools, CanvasTools } from "./BpmnTools";
import { ReadOnly } from "./ReadOnly";
import { useChoices } from "./useChoices";
import { importInto, useModeler } from "./useModeler";
import { useProblems } from "./useProblems";
import { useStory } from "./useStory";

const BPMN_TYPE = "application/xml";

export function BpmnWorkbench(props: EditorProps) {
  const wide = Grid.useBreakpoint().md ?? true;
  // On a phone one looks; drawing wants a mouse and room.
  return wide ? <Workbench {...props} /> : <ReadOnly model={props.model} />;
}

function Workbench({ model, active }: EditorProps) {
  const { t } = useTranslation("designer");
  const canvas = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorHandle>(null);
  const [broken, setBroken] = useState<unknown>();
  const [listOpen, setListOpen] = useState(false);
  const [versionsOpen, setVersionsOpen] = useState(false);
  const messageOf = useMessageOf();
  const fail = useFailure();

  const draft = useDraft(model, editor);
  const choices = useChoices();
  const [places] = useState({ canvas, panel });
  const { modeler, read } = useModeler(places, {
    content: draft.content,
    choices,
    onChanged: draft.changed,
    onBroken: setBroken,
  });
  const problems = useProblems(modeler, model.id);
  const story = useStory(modeler);
  useReturn(modeler, active);

  useEditorHandle(editor, {
    read,
    load: async (content) => {
      if (modeler) await importInto(modeler, content);
    },
    undo: () => modeler?.get("commandStack").undo(),
    redo: () => modeler?.get("commandStack").redo(),
  });
  const deploy = useDeploy(model, draft, editor, {
    onProblems: (found) => {
      problems.setServer(found);
      if (found.length > 0) setListOpen(true);
    },
  });
  const putRight = (problem: Problem) =>
    void read()
      .then((xml) => fixModel(model.id, xml, problem))
      .then(async (content) => {
        await editor.current?.load(content);
        draft.changed();
      })
      .catch(fail);
  const picture = async () => (await modeler?.saveSVG())?.svg ?? "";
  const exports = [
    {
      key: "bpmn",
      label: t("export.bpmn"),
      run: () =>
        void editor.current
          ?.read()
          .then((xml) => download(fileName(draft.name, "bpmn"), xml, BPMN_TYPE))
          .catch(fail),
    },
    {
      key: "svg",
      label: t("export.svg"),
      run: () =>
        void picture()
          .then((svg) => download(fileName(draft.name, "svg"), svgForPaper(svg), "image/svg+xml"))
          .catch(fail),
    },
    {
      key: "png",
      label: t("export.png"),
      run: () =>
        void picture()
          .then(toPng)
          .then((png) => download(fileName(draft.name, "png"), png))
          .catch(fail),
    },
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
      exports={exports}
      tools={modeler && <BpmnTools modeler={modeler} choices={choices} />}
    >
      {broken !== undefined && (
        <Alert type="error" showIcon banner title={t("editor.broken", { what: messageOf(broken) })} />
      )}
      <Splitter style={{ flex: 1, minHeight: 0 }}>
        <Splitter.Panel>
          <div className="lq-canvas-host">
            <div ref={canvas} className="lq-canvas" data-testid="designer-canvas" />
            {modeler && <CanvasTools modeler={modeler} />}
          </div>
        </Splitter.Panel>
        <Splitter.Panel defaultSize={330} min={260} max={560} collapsible>
          <div ref={panel} className="lq-properties" data-testid="designer-properties" />
        </Splitter.Panel>
      </Splitter>
      <StoryBar story={story} nameOf={(id) => nameIn(modeler, id)} />
      <ProblemList
        problems={problems}
        onPlay={story.play}
        onFix={putRight}
        open={listOpen}
        onOpen={setListOpen}
      />
      <VersionsDrawer
        open={versionsOpen}
        onClose={() => setVersionsOpen(false)}
        model={model}
        readDraft={read}
        onRestore={async (content) => {
          await editor.current?.load(content);
          draft.changed();
        }}
      />
    </Frame>
  );
}

/** What a person calls an element. */
function nameIn(modeler: BpmnEditor | undefined, id: string): string {
  const object = modeler?.get("elementRegistry").get(id)?.businessObject as { name?: string } | undefined;
  return object?.name || id;
}

/** A hidden canvas has no size: what was placed in the meantime is placed anew when one comes back to the tab. */
function useReturn(modeler: BpmnEditor | undefined, active: boolean): void {
  useEffect(() => {
    if (!modeler || !active) return;
    modeler.get("canvas").resized();
    const selection = modeler.get("selection");
    const selected = selection.get();
    selection.select(null);
    selection.select(selected);
  }, [modeler, active]);
}
