/** Changes of extension elements as commands, so that each of them can be undone. */
import type BpmnFactory from "bpmn-js/lib/features/modeling/BpmnFactory";
import type Modeling from "bpmn-js/lib/features/modeling/Modeling";
import type { Element as ModelElement } from "bpmn-js/lib/model/Types";
import { extensions, subjectOf, type Drawn, type Moddle } from "../moddle";

export class Extensions {
  constructor(
    private readonly modeling: Modeling,
    private readonly factory: BpmnFactory,
  ) {}

  all(element: Drawn, type: string): Moddle[] {
    return extensions(subjectOf(element)).filter((item) => item.$type === type);
  }

  first(element: Drawn, type: string): Moddle | undefined {
    return this.all(element, type)[0];
  }

  add(element: Drawn, type: string, properties: Record<string, unknown> = {}): void {
    const object = subjectOf(element);
    const item = this.make(type, properties);
    const holder = object["extensionElements"] as Moddle | undefined;
    if (holder) {
      item.$parent = holder;
      this.change(element, holder, { values: [...((holder["values"] as Moddle[] | undefined) ?? []), item] });
      return;
    }
    const created = this.make("bpmn:ExtensionElements", { values: [item] });
    item.$parent = created;
    created.$parent = object;
    this.change(element, object, { extensionElements: created });
  }

  remove(element: Drawn, item: Moddle): void {
    const holder = subjectOf(element)["extensionElements"] as Moddle | undefined;
    if (!holder) return;
    const values = ((holder["values"] as Moddle[] | undefined) ?? []).filter((other) => other !== item);
    this.change(element, holder, { values });
  }

  /** Sets a property of the first extension of that type; makes it if missing, drops it when nothing is left. */
  set(element: Drawn, type: string, properties: Record<string, unknown>): void {
    const item = this.first(element, type);
    const given = emptied(properties);
    if (!item) {
      if (Object.values(given).some((value) => value !== undefined)) this.add(element, type, given);
      return;
    }
    if (isEmptyAfter(item, given)) this.remove(element, item);
    else this.change(element, item, given);
  }

  /** Properties of any object inside the element; an empty text means: the attribute is missing. */
  change(element: Drawn, object: Moddle, properties: Record<string, unknown>): void {
    this.modeling.updateModdleProperties(element as ModelElement, object, emptied(properties));
  }

  append(
    element: Drawn,
    holder: Moddle,
    list: string,
    type: string,
    properties: Record<string, unknown> = {},
  ): void {
    const item = this.make(type, properties);
    item.$parent = holder;
    this.change(element, holder, {
      [list]: [...((holder.get<Moddle[]>(list) as Moddle[] | undefined) ?? []), item],
    });
  }

  drop(element: Drawn, holder: Moddle, list: string, item: Moddle): void {
    this.change(element, holder, { [list]: holder.get<Moddle[]>(list).filter((other) => other !== item) });
  }

  private make(type: string, properties: Record<string, unknown>): Moddle {
    return this.factory.create(type, properties) as Moddle;
  }
}

const emptied = (properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, value === "" ? undefined : value]),
  );

function isEmptyAfter(item: Moddle, change: Record<string, unknown>): boolean {
  const names = (item["$descriptor"] as { properties: { name: string }[] }).properties.map((each) =>
    each.name.replace(/^.*:/, ""),
  );
  return names.every((name) => (name in change ? change[name] : item[name]) === undefined);
}
