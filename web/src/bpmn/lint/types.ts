/** What we use of bpmnlint. */
import type { Moddle } from "../moddle";

export interface Reporter {
  report(id: string, message: string, path?: string[] | { path?: string[] }): void;
}
export interface Rule {
  check(node: Moddle, reporter: Reporter): void;
}
export type RuleFactory = (options?: unknown) => Rule;
export type Category = "error" | "warn" | "info" | "off" | "rule-error";

export interface Resolver {
  resolveRule(pkg: string, name: string): RuleFactory | Promise<RuleFactory>;
  resolveConfig(pkg: string, name: string): unknown;
}
export interface LintConfig {
  config: { rules: Record<string, unknown> };
  resolver: Resolver;
}
export interface Report {
  id?: string;
  message: string;
  category: Category;
}
export type Linter = new (options: LintConfig) => {
  lint(root: Moddle): Promise<Record<string, Report[]>>;
};
