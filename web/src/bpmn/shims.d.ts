/** Packages of bpmn.io that bring no types: only what we use of them. */

declare module "bpmn-js-properties-panel" {
  import type { ModuleDeclaration } from "didi";
  export const BpmnPropertiesPanelModule: ModuleDeclaration;
  export const BpmnPropertiesProviderModule: ModuleDeclaration;
  export const ZeebePropertiesProviderModule: ModuleDeclaration;
  export function useService<T>(name: string, strict?: boolean): T;
}

declare module "@bpmn-io/properties-panel" {
  import type { Component } from "@/bpmn/panel/entries";
  export const CheckboxEntry: Component;
  export const FeelEntry: Component;
  export const ListGroup: Component;
  export const SelectEntry: Component;
  export const TextFieldEntry: Component;
  export const ToggleSwitchEntry: Component;
  export function isCheckboxEntryEdited(node: Element): boolean;
  export function isFeelEntryEdited(node: Element): boolean;
  export function isSelectEntryEdited(node: Element): boolean;
  export function isTextFieldEntryEdited(node: Element): boolean;
  export function isToggleSwitchEntryEdited(node: Element): boolean;
}

declare module "bpmn-js-element-templates" {
  import type { ModuleDeclaration } from "didi";
  import type { LintConfig } from "@/bpmn/lint/types";
  export const CloudElementTemplatesPropertiesProviderModule: ModuleDeclaration;
  export function CloudElementTemplatesLinterPlugin(templates: unknown[]): LintConfig;
}

declare module "bpmn-js-create-append-anything" {
  import type { ModuleDeclaration } from "didi";
  export const CreateAppendAnythingModule: ModuleDeclaration;
  export const CreateAppendElementTemplatesModule: ModuleDeclaration;
}

declare module "@bpmn-io/element-template-chooser" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}
declare module "@bpmn-io/element-template-icon-renderer" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}
declare module "camunda-bpmn-js-behaviors/lib/camunda-cloud" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}
declare module "diagram-js-minimap" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}
declare module "diagram-js-grid" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}
declare module "bpmn-js-color-picker" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}
declare module "bpmn-js-native-copy-paste" {
  import type { ModuleDeclaration } from "didi";
  const module: ModuleDeclaration;
  export default module;
}

declare module "bpmn-js-differ" {
  import type { Moddle } from "@/bpmn/moddle";
  type ById<T> = Record<string, T>;
  interface Changed {
    model: Moddle;
    attrs: Record<string, { oldValue: unknown; newValue: unknown }>;
  }
  export interface Difference {
    _added: ById<Moddle>;
    _removed: ById<Moddle>;
    _changed: ById<Changed>;
    _layoutChanged: ById<Moddle>;
  }
  export function diff(before: unknown, after: unknown): Difference;
}

declare module "bpmn-moddle" {
  import type { Moddle } from "@/bpmn/moddle";
  /** Reads and writes BPMN XML; `packages` are descriptors of extensions. */
  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>);
    fromXML(xml: string): Promise<{ rootElement: Moddle; warnings: unknown[] }>;
    toXML(element: Moddle, options?: { format: boolean }): Promise<{ xml: string }>;
  }
}

declare module "bpmn-js-i18n/translations/zn" {
  const words: Record<string, string>;
  export default words;
}

declare module "bpmnlint/lib/linter" {
  import type { Linter } from "@/bpmn/lint/types";
  const linter: Linter;
  export default linter;
}
declare module "bpmnlint/rules/*" {
  import type { RuleFactory } from "@/bpmn/lint/types";
  const rule: RuleFactory;
  export default rule;
}
declare module "bpmn-auto-layout" {
  export function layoutProcess(xml: string): Promise<string>;
}
declare module "dmn-js/lib/Modeler" {
  interface View {
    type: string;
    element: unknown;
  }
  export default class DmnModeler {
    constructor(options: {
      container: HTMLElement;
      keyboard?: { bindTo: EventTarget };
      [other: string]: unknown;
    });
    importXML(xml: string): Promise<unknown>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    getViews(): View[];
    getActiveView(): View | undefined;
    getActiveViewer(): { get<T>(name: string): T; on(event: string, listener: () => void): void } | undefined;
    open(view: View): Promise<unknown>;
    on(event: string, listener: () => void): void;
    destroy(): void;
  }
}
