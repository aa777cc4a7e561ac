/** Drawings to begin with: each is a list of steps in columns and rows, written out as BPMN. */

import { escapeXml } from "./xml";

type NodeKind =
  "startEvent" | "endEvent" | "userTask" | "serviceTask" | "exclusiveGateway" | "parallelGateway";

export interface Node {
  id: string;
  kind: NodeKind;
  name: string;
  /** Place on the grid, from 0. */
  column: number;
  row: number;
  /** Inside `extensionElements`. */
  extensions?: string;
}
export interface Flow {
  from: string;
  to: string;
  name?: string;
  /** FEEL, with its "=". Of a deciding gateway the flow without one is the default. */
  condition?: string;
}
export interface Drawing {
  processId: string;
  name: string;
  title?: string;
  nodes: Node[];
  flows: Flow[];
}

const SIZES: Record<NodeKind, [width: number, height: number]> = {
  startEvent: [36, 36],
  endEvent: [36, 36],
  userTask: [100, 80],
  serviceTask: [100, 80],
  exclusiveGateway: [50, 50],
  parallelGateway: [50, 50],
};
const COLUMN = 160;
const ROW = 130;
const ORIGIN = { x: 200, y: 200 };

export function drawingXml({ processId, name, title, nodes, flows }: Drawing): string {
  const named = flows.map((flow, index) => ({ ...flow, id: `Flow_${index + 1}` }));
  const extension = title
    ? `<bpmn:extensionElements><lingqu:title template="${escapeXml(title)}" /></bpmn:extensionElements>`
    : "";
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:lingqu="urn:lingqu:bpmn:1" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn">`,
    `<bpmn:process id="${escapeXml(processId)}" name="${escapeXml(name)}" isExecutable="true">`,
    extension,
    ...nodes.map((node) => nodeXml(node, named)),
    ...named.map(flowXml),
    `</bpmn:process>`,
    `<bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="${escapeXml(processId)}">`,
    ...nodes.map(shapeXml),
    ...named.map((flow) => edgeXml(flow, nodes)),
    `</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`,
    `</bpmn:definitions>`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

type NamedFlow = Flow & { id: string };

function nodeXml(node: Node, flows: NamedFlow[]): string {
  const out = flows.filter((flow) => flow.from === node.id);
  const fallback =
    node.kind === "exclusiveGateway" && out.length > 1 ? out.find((flow) => !flow.condition) : undefined;
  const attributes = [
    `id="${node.id}"`,
    `name="${escapeXml(node.name)}"`,
    fallback ? `default="${fallback.id}"` : "",
  ];
  const extensions = node.extensions
    ? `<bpmn:extensionElements>${node.extensions}</bpmn:extensionElements>`
    : "";
  const incoming = flows
    .filter((flow) => flow.to === node.id)
    .map((flow) => `<bpmn:incoming>${flow.id}</bpmn:incoming>`);
  const outgoing = out.map((flow) => `<bpmn:outgoing>${flow.id}</bpmn:outgoing>`);
  const head = attributes.filter((text) => text !== "" && text !== 'name=""').join(" ");
  return `<bpmn:${node.kind} ${head}>${extensions}${incoming.join("")}${outgoing.join("")}</bpmn:${node.kind}>`;
}

function flowXml({ id, from, to, name, condition }: NamedFlow): string {
  const label = name ? ` name="${escapeXml(name)}"` : "";
  const inside = condition
    ? `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${escapeXml(condition)}</bpmn:conditionExpression>`
    : "";
  return `<bpmn:sequenceFlow id="${id}"${label} sourceRef="${from}" targetRef="${to}">${inside}</bpmn:sequenceFlow>`;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
function box({ kind, column, row }: Node): Box {
  const [width, height] = SIZES[kind];
  return {
    x: ORIGIN.x + column * COLUMN - width / 2,
    y: ORIGIN.y + row * ROW - height / 2,
    width,
    height,
  };
}

function shapeXml(node: Node): string {
  const { x, y, width, height } = box(node);
  const label =
    node.name && (node.kind.endsWith("Gateway") || node.kind.endsWith("Event"))
      ? `<bpmndi:BPMNLabel><dc:Bounds x="${x + width / 2 - 40}" y="${node.kind.endsWith("Gateway") ? y - 22 : y + height + 6}" width="80" height="14" /></bpmndi:BPMNLabel>`
      : "";
  const marker = node.kind === "exclusiveGateway" ? ` isMarkerVisible="true"` : "";
  return `<bpmndi:BPMNShape id="${node.id}_di" bpmnElement="${node.id}"${marker}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" />${label}</bpmndi:BPMNShape>`;
}

function edgeXml(flow: NamedFlow, nodes: Node[]): string {
  const points = route(
    nodes.find((node) => node.id === flow.from)!,
    nodes.find((node) => node.id === flow.to)!,
  );
  const [first, second] = [points[0]!, points.at(-1)!];
  const level = first.y === second.y;
  const place = level ? { x: first.x + 6, y: first.y - 20 } : { x: first.x + 8, y: second.y - 20 };
  const label = flow.name
    ? `<bpmndi:BPMNLabel><dc:Bounds x="${place.x}" y="${place.y}" width="86" height="14" /></bpmndi:BPMNLabel>`
    : "";
  const way = points.map(({ x, y }) => `<di:waypoint x="${x}" y="${y}" />`).join("");
  return `<bpmndi:BPMNEdge id="${flow.id}_di" bpmnElement="${flow.id}">${way}${label}</bpmndi:BPMNEdge>`;
}

/** Level: straight. Out of a gateway: first up or down, then on. Else: on, then up or down. Back: in an arc below. */
function route(from: Node, to: Node): { x: number; y: number }[] {
  const [a, b] = [box(from), box(to)];
  const [ay, by] = [a.y + a.height / 2, b.y + b.height / 2];
  const [ax, bx] = [a.x + a.width / 2, b.x + b.width / 2];
  if (to.column < from.column) {
    const low = Math.max(a.y + a.height, b.y + b.height) + 40;
    return [
      { x: ax, y: a.y + a.height },
      { x: ax, y: low },
      { x: bx, y: low },
      { x: bx, y: b.y + b.height },
    ];
  }
  if (ay === by)
    return [
      { x: a.x + a.width, y: ay },
      { x: b.x, y: by },
    ];
  if (from.kind.endsWith("Gateway"))
    return [
      { x: ax, y: by > ay ? a.y + a.height : a.y },
      { x: ax, y: by },
      { x: b.x, y: by },
    ];
  return [
    { x: a.x + a.width, y: ay },
    { x: bx, y: ay },
    { x: bx, y: ay > by ? b.y + b.height : b.y },
  ];
}

/** An id of the file: letters and digits, unlikely to meet another. */
export function freshId(prefix: string): string {
  const letters = "abcdefghijkmnpqrstuvwxyz0123456789";
  const random = crypto.getRandomValues(new Uint8Array(7));
  return `${prefix}_${Array.from(random, (byte) => letters[byte % letters.length]).join("")}`;
}
