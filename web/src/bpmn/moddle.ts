/** What we use of moddle, the object model behind BPMN XML, and of the shapes that show it. */
import type {
  Connection as DiagramConnection,
  Element,
  Shape as DiagramShape,
} from "diagram-js/lib/model/Types";

export interface Moddle {
  $type: string;
  $parent?: Moddle;
  id?: string;
  name?: string;
  get<T = unknown>(name: string): T;
  set(name: string, value: unknown): void;
  [property: string]: unknown;
}

/** An element on the canvas. */
export type Drawn = Element & {
  id: string;
  type: string;
  businessObject: Moddle;
  labelTarget?: Drawn;
  hidden?: boolean;
};
export type Shape = DiagramShape & Drawn;
export type Connection = DiagramConnection & Drawn & { source: Shape; target: Shape };

export const isConnection = (element: Drawn): element is Connection => "waypoints" in element;

/** The first extension element of that type, such as "lingqu:Approval". */
export function extension(object: Moddle, type: string): Moddle | undefined {
  return extensions(object).find((item) => item.$type === type);
}

export function extensions(object: Moddle): Moddle[] {
  return (object["extensionElements"] as { values?: Moddle[] } | undefined)?.values ?? [];
}

/** Also true for what inherits from it: `isA(task, "bpmn:Activity")`. */
export function isA(object: Moddle, type: string): boolean {
  const instanceOf = object["$instanceOf"] as ((type: string) => boolean) | undefined;
  return instanceOf ? instanceOf.call(object, type) : object.$type === type;
}

/** What a drawn element is about: of a pool its process. */
export function subjectOf(element: Drawn): Moddle {
  const object = element.businessObject;
  return (object["processRef"] as Moddle | undefined) ?? object;
}

/** The words that people know an element by. */
export const titleOf = (object: Moddle): string => object.name || object.id || object.$type;
