/** What every group of ours needs: words, widgets, changes, the elements around, and the people to choose from. */
import type BpmnFactory from "bpmn-js/lib/features/modeling/BpmnFactory";
import type Modeling from "bpmn-js/lib/features/modeling/Modeling";
import type ElementRegistry from "diagram-js/lib/core/ElementRegistry";
import type { TFunction } from "i18next";
import { Entries, type Option } from "./entries";
import { Extensions } from "./extensions";

/** What a seat, a form or a field can be chosen from; empty lists mean: type it. */
export interface Choices {
  people: Option[];
  groups: Option[];
  departments: Option[];
  /** Each with the model that holds it. */
  forms: (Option & { model: string })[];
  decisions: Option[];
  /** The fields of a form by its id. */
  fields: Readonly<Record<string, Option[]>>;
}

export interface LingquConfig {
  /** Of namespace "bpmn". */
  t: TFunction;
  /** Asked anew each time a group is drawn: the lists arrive after the modeler. */
  choices: () => Choices;
}

export const NO_CHOICES: Choices = {
  people: [],
  groups: [],
  departments: [],
  forms: [],
  decisions: [],
  fields: {},
};

export interface Kit {
  t: TFunction;
  translate: (text: string, fillings?: Record<string, string>) => string;
  entries: Entries;
  extensions: Extensions;
  registry: ElementRegistry;
  choices: Choices;
}

export interface PanelServices {
  modeling: Modeling;
  bpmnFactory: BpmnFactory;
  elementRegistry: ElementRegistry;
  translate: Kit["translate"];
  debounceInput: ConstructorParameters<typeof Entries>[0];
}

export function makeKit(config: LingquConfig, services: PanelServices): Kit {
  return {
    t: config.t,
    translate: services.translate,
    entries: new Entries(services.debounceInput, services.translate),
    extensions: new Extensions(services.modeling, services.bpmnFactory),
    registry: services.elementRegistry,
    choices: config.choices(),
  };
}
