/** The elements of a drawing that an operator may name. */

export interface DrawnNode {
  id: string;
  name: string;
}

const NODE = /(Task|task|Gateway|Event|subProcess|callActivity|transaction|SubProcess)$/;
/** Where a token cannot be put. */
const NOT_ENTERED = new Set(["startEvent", "boundaryEvent"]);

/** Flow nodes of a BPMN file that can be entered, in document order. */
export function enterable(xml: string): DrawnNode[] {
  const found = new DOMParser().parseFromString(xml, "text/xml").querySelectorAll("process *[id]");
  return [...found]
    .filter(({ localName }) => NODE.test(localName) && !NOT_ENTERED.has(localName))
    .map((node) => ({ id: node.id, name: node.getAttribute("name") || node.id }));
}
