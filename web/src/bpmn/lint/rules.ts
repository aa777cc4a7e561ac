/** What we check while somebody draws, beside the stock rules: what the engine will want to know. */
import { extension, isA, type Moddle } from "../moddle";
import type { RuleFactory } from "./types";

const rule =
  (check: (node: Moddle) => boolean): RuleFactory =>
  () => ({
    check(node, reporter) {
      if (node.id && check(node)) reporter.report(node.id, "");
    },
  });

const filled = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

function definition<T extends Moddle>(event: Moddle, type: string): T | undefined {
  return (event["eventDefinitions"] as T[] | undefined)?.find((item) => item.$type === type);
}

/** A service task does something: a connector or a job type. */
const taskDefinitionNeeded = rule(
  (node) =>
    (isA(node, "bpmn:ServiceTask") || isA(node, "bpmn:SendTask")) &&
    !filled(extension(node, "zeebe:TaskDefinition")?.["type"]),
);

/** Somebody decides: seats, a list of seats, an assignee or candidates. */
const deciderNeeded = rule((node) => {
  if (!isA(node, "bpmn:UserTask")) return false;
  const approval = extension(node, "lingqu:Approval");
  const places = (approval?.["places"] as Moddle[] | undefined) ?? [];
  const assignment = extension(node, "zeebe:AssignmentDefinition");
  return !(
    places.some((seat) => filled(seat["who"])) ||
    filled(approval?.["seats"]) ||
    ["assignee", "candidateGroups", "candidateUsers"].some((name) => filled(assignment?.[name]))
  );
});

/** Every way out of a deciding gateway has its condition or is the default. */
const conditionNeeded = rule((node) => {
  if (!isA(node, "bpmn:SequenceFlow")) return false;
  const source = node["sourceRef"] as Moddle | undefined;
  if (!source || !(isA(source, "bpmn:ExclusiveGateway") || isA(source, "bpmn:InclusiveGateway")))
    return false;
  const outgoing = (source["outgoing"] as Moddle[] | undefined) ?? [];
  const condition = node["conditionExpression"] as Moddle | undefined;
  return outgoing.length > 1 && source["default"] !== node && !filled(condition?.["body"]);
});

const timerNeeded = rule((node) => {
  const timer = isA(node, "bpmn:Event") ? definition(node, "bpmn:TimerEventDefinition") : undefined;
  if (!timer) return false;
  return !["timeDuration", "timeDate", "timeCycle"].some((name) =>
    filled((timer[name] as Moddle | undefined)?.["body"]),
  );
});

/** Whoever waits for a message says which one. */
const messageNeeded = rule((node) => {
  if (isA(node, "bpmn:ReceiveTask")) return !node["messageRef"];
  if (!isA(node, "bpmn:CatchEvent")) return false;
  const message = definition(node, "bpmn:MessageEventDefinition");
  return message !== undefined && !message["messageRef"];
});

const calledProcessNeeded = rule(
  (node) => isA(node, "bpmn:CallActivity") && !filled(extension(node, "zeebe:CalledElement")?.["processId"]),
);

const scriptNeeded = rule(
  (node) =>
    isA(node, "bpmn:ScriptTask") &&
    !filled(extension(node, "zeebe:Script")?.["expression"]) &&
    !filled(extension(node, "zeebe:TaskDefinition")?.["type"]),
);

/** A rule that needs its number has it. */
const approvalComplete = rule((node) => {
  const passRule = String(extension(node, "lingqu:Approval")?.["passRule"] ?? "");
  return /^(at-least|ratio|weight):\s*$|^=\s*$/.test(passRule);
});

/** Named like the server's own checks, so that a thing is not said twice. */
export const OWN_RULES: Record<string, RuleFactory> = {
  "missing-task-type": taskDefinitionNeeded,
  "unassigned-user-task": deciderNeeded,
  "conditional-flows": conditionNeeded,
  "timer-text": timerNeeded,
  "event-without-reference": messageNeeded,
  "missing-called-element": calledProcessNeeded,
  "missing-script": scriptNeeded,
  "approval-policy": approvalComplete,
};
