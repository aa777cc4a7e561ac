/** All words stand in both languages, every word asked for exists, and no component holds words of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { gather } from "../src/app/i18n/gather";

const SRC = join(import.meta.dirname, "../src");
const zh = gather(import.meta.glob("../src/app/i18n/zh/*.json", { eager: true, import: "default" }));
const en = gather(import.meta.glob("../src/app/i18n/en/*.json", { eager: true, import: "default" }));
const CJK = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flatten(texts: Record<string, unknown>, prefix = ""): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === "string" || Array.isArray(value)
      ? [[prefix + name, String(value)] as [string, string]]
      : flatten(value as Record<string, unknown>, `${prefix}${name}.`),
  );
}
const keysOf = (texts: Record<string, unknown> = {}): string[] =>
  [...new Set(flatten(texts).map(([key]) => key.replace(PLURAL, "")))].sort();

function sources(extension: RegExp): string[] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => extension.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => join(SRC, name));
}
const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

describe("both languages", () => {
  test("have the same namespaces", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  test.each(Object.keys(zh))("have the same keys in %s", (namespace) => {
    expect(keysOf(en[namespace])).toEqual(keysOf(zh[namespace]));
  });

  test.each(Object.keys(zh))("fill the same placeholders in %s", (namespace) => {
    const holes = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();
    const english = new Map(
      flatten(en[namespace] ?? {}).map(([key, text]) => [key.replace(PLURAL, ""), text]),
    );
    for (const [key, text] of flatten(zh[namespace] ?? {})) {
      expect(holes(english.get(key.replace(PLURAL, "")) ?? ""), `${namespace}:${key}`).toEqual(holes(text));
    }
  });

  test("leave no text empty and no English text in Chinese characters", () => {
    const all = [...Object.values(zh), ...Object.values(en)].flatMap((texts) => flatten(texts));
    expect(all.filter(([, text]) => text.trim() === "")).toEqual([]);
    const mixed = Object.values(en).flatMap((texts) => flatten(texts).filter(([, text]) => CJK.test(text)));
    // A language is listed under its own name.
    expect(mixed.map(([key]) => key)).toEqual(["language.zh"]);
  });
});

describe("components", () => {
  test.each(sources(/\.tsx$/).map((file) => [relative(SRC, file), file]))("hold no words: %s", (_, file) => {
    expect(inlineWords(parse(file))).toEqual([]);
  });

  test.each(sources(/\.tsx?$/).map((file) => [relative(SRC, file), file]))(
    "ask only for texts that exist: %s",
    (_, file) => {
      const unknown = askedTexts(parse(file)).filter((key) => !exists(key));
      expect(unknown).toEqual([]);
    },
  );
});

/** Attributes and properties that people read. */
const SPOKEN =
  /^(title|label|placeholder|alt|aria-label|aria-description|description|tooltip|help|extra|okText|cancelText|subTitle|content|emptyText|addonAfter|addonBefore|message)$/;

function inlineWords(source: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(source, (node) => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node))
      return;
    if (CJK.test(node.text)) found.push(node.text);
    const holder = node.parent;
    const spoken =
      ((ts.isJsxAttribute(holder) || ts.isPropertyAssignment(holder)) &&
        SPOKEN.test(holder.name.getText())) ||
      (ts.isJsxExpression(holder) && (ts.isJsxElement(holder.parent) || ts.isJsxFragment(holder.parent)));
    if (spoken && /\p{L}/u.test(node.text)) found.push(node.text);
    // A sentence: a capitalised word and another word.
    if (/^\p{Lu}\p{Ll}+ \p{L}/u.test(node.text) && !insideError(node)) found.push(node.text);
  });
  return found;
}

/** Errors for developers may speak English. */
function insideError(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (ts.isNewExpression(at) && /Error$/.test(at.expression.getText())) return true;
  }
  return false;
}

/** Every literal key given to t(...), with the namespace of the file's useTranslation. */
function askedTexts(source: ts.SourceFile): string[] {
  const namespaces: string[] = [];
  const keys: string[] = [];
  walk(source, (node) => {
    if (!ts.isCallExpression(node)) return;
    const [first] = node.arguments;
    const name = node.expression.getText();
    if (name === "useTranslation" && first && ts.isStringLiteral(first)) namespaces.push(first.text);
    if ((name === "t" || name === "i18n.t") && first) keys.push(...literals(first));
  });
  // A file that is handed its t() may speak from any namespace.
  const spaces = namespaces.length > 0 ? [...new Set(namespaces)] : Object.keys(zh);
  return keys.map((key) => (key.includes(":") ? key : spaces.map((space) => `${space}:${key}`).join("|")));
}

function literals(node: ts.Expression): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return literals(node.expression);
  return [];
}

function exists(alternatives: string): boolean {
  return alternatives.split("|").some((key) => {
    const [namespace = "", name = ""] = key.split(":");
    return keysOf(zh[namespace]).includes(name);
  });
}

test("each namespace is one file in each language", () => {
  const files = (language: string) =>
    readdirSync(join(SRC, "app/i18n", language)).map((name) => basename(name, ".json"));
  expect(files("zh").sort()).toEqual(Object.keys(zh).sort());
  expect(files("en").sort()).toEqual(Object.keys(en).sort());
});
