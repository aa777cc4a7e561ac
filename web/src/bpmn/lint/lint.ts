/** Checks a drawing while it is drawn: bpmnlint's stock rules, our own, and those of the element templates. */
import Linter from "bpmnlint/lib/linter";
import endEventRequired from "bpmnlint/rules/end-event-required";
import fakeJoin from "bpmnlint/rules/fake-join";
import labelRequired from "bpmnlint/rules/label-required";
import noDisconnected from "bpmnlint/rules/no-disconnected";
import noDuplicateFlows from "bpmnlint/rules/no-duplicate-sequence-flows";
import noGatewayJoinFork from "bpmnlint/rules/no-gateway-join-fork";
import noImplicitEnd from "bpmnlint/rules/no-implicit-end";
import noImplicitSplit from "bpmnlint/rules/no-implicit-split";
import noOverlap from "bpmnlint/rules/no-overlapping-elements";
import singleBlankStart from "bpmnlint/rules/single-blank-start-event";
import startEventRequired from "bpmnlint/rules/start-event-required";
import subProcessBlankStart from "bpmnlint/rules/sub-process-blank-start-event";
import superfluousGateway from "bpmnlint/rules/superfluous-gateway";
import type { Problem } from "@/api/types";
import type { Moddle } from "../moddle";
import { OWN_RULES } from "./rules";
import type { Category, LintConfig, RuleFactory } from "./types";

const STOCK_RULES: Record<string, RuleFactory> = {
  "end-event-required": endEventRequired,
  "fake-join": fakeJoin,
  "label-required": labelRequired,
  "no-disconnected": noDisconnected,
  "no-duplicate-sequence-flows": noDuplicateFlows,
  "no-gateway-join-fork": noGatewayJoinFork,
  "no-implicit-end": noImplicitEnd,
  "no-implicit-split": noImplicitSplit,
  "no-overlapping-elements": noOverlap,
  "single-blank-start-event": singleBlankStart,
  "start-event-required": startEventRequired,
  "sub-process-blank-start-event": subProcessBlankStart,
  "superfluous-gateway": superfluousGateway,
};
/** A process that breaks these still runs. */
const ONLY_WARN = new Set([
  "fake-join",
  "label-required",
  "no-gateway-join-fork",
  "no-implicit-end",
  "no-implicit-split",
  "no-overlapping-elements",
  "single-blank-start-event",
  "superfluous-gateway",
  "unassigned-user-task",
]);
const RULES = { ...STOCK_RULES, ...OWN_RULES };
/** Every code that `bpmn:lint.<code>` has words for. */
export const RULE_NAMES = Object.keys(RULES);

export type Lint = (definitions: Moddle) => Promise<Problem[]>;
/** From a rule and its own English words to a sentence for the reader. */
export type Phrase = (rule: string, message: string) => string;

/** `templates`: the rules that come with the element templates, if there are any. */
export function createLint(phrase: Phrase, templates?: LintConfig): Lint {
  const config = configFor(templates);
  return async (definitions) => {
    // A fresh one each time: rules such as "no duplicates" remember what they have seen.
    const found = await new Linter(config).lint(definitions);
    return Object.entries(found).flatMap(([rule, reports]) =>
      reports.map((report) => ({
        element: report.id ?? null,
        code: rule,
        severity: severityOf(report.category),
        message: phrase(rule, report.message),
        line: null,
      })),
    );
  };
}

function configFor(templates: LintConfig | undefined): LintConfig {
  const own = Object.keys(RULES).map((name) => [name, ONLY_WARN.has(name) ? "warn" : "error"] as const);
  return {
    config: { rules: { ...templates?.config.rules, ...Object.fromEntries(own) } },
    resolver: {
      resolveRule: (pkg, name) => {
        if (templates && pkg.includes("element-templates")) return templates.resolver.resolveRule(pkg, name);
        const found = RULES[name];
        if (!found) throw new Error(`Expected a lint rule, but nobody has written ${pkg}/${name}`);
        return found;
      },
      resolveConfig: (pkg, name) => {
        throw new Error(`Expected rules only, but a configuration ${pkg}/${name} was asked for`);
      },
    },
  };
}

function severityOf(category: Category): Problem["severity"] {
  if (category === "warn") return "warning";
  return category === "info" ? "info" : "error";
}
