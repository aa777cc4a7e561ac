/** The modeler, put together from the parts of bpmn.io that we use, and ours. */
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from "bpmn-js-properties-panel";
import ElementTemplateChooser from "@bpmn-io/element-template-chooser";
import ElementTemplateIcons from "@bpmn-io/element-template-icon-renderer";
import ColorPicker from "bpmn-js-color-picker";
import {
  CreateAppendAnythingModule,
  CreateAppendElementTemplatesModule,
} from "bpmn-js-create-append-anything";
import { CloudElementTemplatesPropertiesProviderModule } from "bpmn-js-element-templates";
import Modeler from "bpmn-js/lib/Modeler";
import type Modeling from "bpmn-js/lib/features/modeling/Modeling";
import ZeebeBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import type CommandStack from "diagram-js/lib/command/CommandStack";
import type Selection from "diagram-js/lib/features/selection/Selection";
import Grid from "diagram-js-grid";
import Minimap from "diagram-js-minimap";
import type { ModuleDeclaration } from "didi";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { clipboardModules } from "./clipboard";
import { RENDERER } from "./colors";
import { completeFlows } from "./flows";
import type { Moddle } from "./moddle";
import type { ViewerServices } from "./createViewer";
import lingqu from "./lingqu-moddle.json";
import type { LingquConfig } from "./panel/kit";
import { namePopups } from "./panel/popups";
import { LingquPropertiesModule } from "./panel/provider";
import { translateModule, type Words } from "./translate";
import "@bpmn-io/element-template-chooser/dist/element-template-chooser.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "bpmn-js-color-picker/colors/color-picker.css";
import "bpmn-js-element-templates/dist/assets/element-templates.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/diagram-js.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import "./theme.css";

interface Toggle {
  toggle(): void;
  isActive?(): boolean;
  isOpen?(): boolean;
}
interface EditorActions {
  trigger(action: string, options?: unknown): unknown;
}
export interface ModelerServices extends ViewerServices {
  commandStack: CommandStack;
  modeling: Modeling;
  selection: Selection;
  minimap: Toggle;
  grid: Toggle;
  editorActions: EditorActions;
}
export type BpmnEditor = Modeler<ModelerServices>;

export interface ModelerOptions {
  canvas: HTMLElement;
  panel: HTMLElement;
  words: Words;
  onMissingWord?: (text: string) => void;
  templates: unknown[];
  lingqu: LingquConfig;
}

export function createModeler(options: ModelerOptions): BpmnEditor {
  const modules: ModuleDeclaration[] = [
    BpmnPropertiesPanelModule,
    BpmnPropertiesProviderModule,
    ZeebePropertiesProviderModule,
    ZeebeBehaviors,
    CloudElementTemplatesPropertiesProviderModule,
    CreateAppendAnythingModule,
    CreateAppendElementTemplatesModule,
    ElementTemplateChooser,
    ElementTemplateIcons,
    LingquPropertiesModule,
    Minimap,
    Grid,
    ColorPicker,
    ...clipboardModules(),
    translateModule(options.words, options.onMissingWord),
  ];
  const settings = {
    container: options.canvas,
    propertiesPanel: { parent: options.panel, feelPopupContainer: options.canvas.parentElement },
    bpmnRenderer: RENDERER,
    elementTemplates: options.templates,
    lingqu: options.lingqu,
    moddleExtensions: { zeebe, lingqu },
    exporter: { name: "Lingqu", version: "1" },
    additionalModules: modules,
  };
  const modeler = new Modeler<ModelerServices>(settings);
  modeler.on("import.parse.complete", ({ definitions }: { definitions?: Moddle }) => {
    if (definitions) completeFlows(definitions);
  });
  namePopups(modeler);
  return modeler;
}
