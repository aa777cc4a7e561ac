/** Puts our groups into the properties panel, right under the general ones. */
import type { ModuleDeclaration } from "didi";
import { isA, subjectOf, type Drawn } from "../moddle";
import { approvalGroup, seatsFromEntry, seatsGroup } from "./approvalGroups";
import type { Group } from "./entries";
import { makeKit, type Kit, type LingquConfig, type PanelServices } from "./kit";
import { decisionGroup } from "./decisionGroup";
import { documentGroup, startersGroup, titleGroup } from "./processGroups";
import { copyGroup, fieldsGroup, outcomesGroup, urgeGroup } from "./workGroups";

interface Panel {
  registerProvider(
    priority: number,
    provider: { getGroups(element: Drawn): (groups: Group[]) => Group[] },
  ): void;
}
/** After the stock groups have been made. */
const PRIORITY = 400;
const FIRST_GROUPS = /^(general|documentation|ElementTemplates__.*|multiInstance)$/;

class LingquGroups {
  static $inject = [
    "propertiesPanel",
    "config.lingqu",
    "modeling",
    "bpmnFactory",
    "elementRegistry",
    "translate",
    "debounceInput",
  ];

  constructor(
    panel: Panel,
    config: LingquConfig,
    modeling: PanelServices["modeling"],
    bpmnFactory: PanelServices["bpmnFactory"],
    elementRegistry: PanelServices["elementRegistry"],
    translate: PanelServices["translate"],
    debounceInput: PanelServices["debounceInput"],
  ) {
    const services = { modeling, bpmnFactory, elementRegistry, translate, debounceInput };
    panel.registerProvider(PRIORITY, {
      getGroups: (element) => (groups) => insert(groups, groupsOf(makeKit(config, services), element)),
    });
  }
}

function groupsOf(kit: Kit, element: Drawn): Group[] {
  const object = subjectOf(element);
  if (isA(object, "bpmn:UserTask")) {
    return [
      approvalGroup(kit, element),
      seatsGroup(kit, element),
      seatsFromEntry(kit, element),
      fieldsGroup(kit, element),
      urgeGroup(kit, element),
      copyGroup(kit, element),
      outcomesGroup(kit, element),
      documentGroup(kit, element),
    ].filter((group) => group !== undefined);
  }
  if (isA(object, "bpmn:Process")) {
    return [
      titleGroup(kit, element),
      startersGroup(kit, element),
      copyGroup(kit, element),
      documentGroup(kit, element),
    ];
  }
  if (isA(object, "bpmn:BusinessRuleTask")) {
    return [decisionGroup(kit, element), documentGroup(kit, element)].filter((group) => group !== undefined);
  }
  if (isA(object, "bpmn:Activity") || isA(object, "bpmn:Event")) return [documentGroup(kit, element)];
  return [];
}

function insert(groups: Group[], ours: Group[]): Group[] {
  const at = groups.filter((group) => FIRST_GROUPS.test(group.id)).length;
  // The general groups come first in every list.
  return [...groups.slice(0, at), ...ours, ...groups.slice(at)];
}

export const LingquPropertiesModule: ModuleDeclaration = {
  __init__: ["lingquGroups"],
  lingquGroups: ["type", LingquGroups],
};
