/** Buttons of the drawing: find, try an expression, shortcuts; on the canvas zoom, grid and map. */
import {
  BorderOuterOutlined,
  CompressOutlined,
  FormOutlined,
  FunctionOutlined,
  NodeIndexOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Button, Space } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BpmnEditor } from "@/bpmn/createModeler";
import { extension, subjectOf, type Drawn } from "@/bpmn/moddle";
import type { Choices } from "@/bpmn/panel/kit";
import { BESIDE_PALETTE, fit } from "@/bpmn/createViewer";
import { FeelTrial } from "../FeelTrial";
import { Tool } from "../Frame";
import { Shortcuts } from "../Shortcuts";

export function BpmnTools({ modeler, choices }: { modeler: BpmnEditor; choices: Choices }) {
  const { t } = useTranslation("designer");
  const [trying, setTrying] = useState(false);
  const [helping, setHelping] = useState(false);
  return (
    <>
      <LinkedForm modeler={modeler} choices={choices} />
      <Space.Compact>
        <Tool
          label={t("editor.find")}
          keys="Ctrl+F"
          icon={<SearchOutlined />}
          onClick={() => void modeler.get("editorActions").trigger("find")}
        />
        <Tool
          label={t("feel.title")}
          icon={<FunctionOutlined />}
          onClick={() => setTrying(true)}
          testid="designer-feel"
        />
        <Tool
          label={t("shortcuts.title")}
          icon={<QuestionCircleOutlined />}
          onClick={() => setHelping(true)}
        />
      </Space.Compact>
      <FeelTrial open={trying} onClose={() => setTrying(false)} />
      <Shortcuts open={helping} onClose={() => setHelping(false)} />
    </>
  );
}

/** The form of the selected task, opened in the next tab. */
function LinkedForm({ modeler, choices }: { modeler: BpmnEditor; choices: Choices }) {
  const { t } = useTranslation("designer");
  const navigate = useNavigate();
  const [formId, setFormId] = useState("");
  useEffect(() => {
    const look = () => {
      const [element] = modeler.get("selection").get() as Drawn[];
      const form = element && extension(subjectOf(element), "zeebe:FormDefinition");
      setFormId(String(form?.["formId"] ?? ""));
    };
    modeler.on(["selection.changed", "commandStack.changed"], look);
    return () => {
      modeler.off("selection.changed", look);
      modeler.off("commandStack.changed", look);
    };
  }, [modeler]);
  const found = choices.forms.find(({ value }) => value === formId);
  if (!found) return null;
  return (
    <Button
      icon={<FormOutlined />}
      onClick={() => void navigate({ to: "/designer/$id", params: { id: found.model } })}
      data-testid="designer-open-form"
    >
      {t("editor.openForm")}
    </Button>
  );
}

export function CanvasTools({ modeler }: { modeler: BpmnEditor }) {
  const { t } = useTranslation("designer");
  const [map, setMap] = useState(false);
  const [grid, setGrid] = useState(true);
  const zoom = (step: 1 | -1) => modeler.get("zoomScroll").stepZoom(step);
  return (
    <Space.Compact className="lq-canvas-tools" size="small">
      <Tool label={t("canvas.zoomOut")} keys="Ctrl+-" icon={<ZoomOutOutlined />} onClick={() => zoom(-1)} />
      <Tool
        label={t("canvas.fit")}
        icon={<CompressOutlined />}
        onClick={() => fit(modeler, BESIDE_PALETTE)}
      />
      <Tool label={t("canvas.zoomIn")} keys="Ctrl+=" icon={<ZoomInOutlined />} onClick={() => zoom(1)} />
      <Tool
        label={t("canvas.grid")}
        icon={<BorderOuterOutlined />}
        pressed={grid}
        onClick={() => {
          modeler.get("grid").toggle();
          setGrid(!grid);
        }}
      />
      <Tool
        label={t("canvas.map")}
        icon={<NodeIndexOutlined />}
        pressed={map}
        onClick={() => {
          modeler.get("minimap").toggle();
          setMap(!map);
        }}
        testid="designer-minimap"
      />
    </Space.Compact>
  );
}
