/** `incoming` and `outgoing` are optional in BPMN files; rules and layouts rely on them, so they come from the flows. */
import type { Moddle } from "./moddle";

export function completeFlows(definitions: Moddle): void {
  for (const root of (definitions["rootElements"] as Moddle[] | undefined) ?? []) completeScope(root);
}

function completeScope(scope: Moddle): void {
  for (const element of (scope["flowElements"] as Moddle[] | undefined) ?? []) {
    completeScope(element);
    if (element.$type !== "bpmn:SequenceFlow") continue;
    join(element["sourceRef"] as Moddle | undefined, "outgoing", element);
    join(element["targetRef"] as Moddle | undefined, "incoming", element);
  }
}

function join(node: Moddle | undefined, side: "incoming" | "outgoing", flow: Moddle): void {
  const flows = node?.get<Moddle[]>(side);
  if (flows && !flows.includes(flow)) flows.push(flow);
}
