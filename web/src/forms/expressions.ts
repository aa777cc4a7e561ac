/** Expressions of a form (FEEL): the server evaluates them, so a condition means the same everywhere. */
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "@/api";
import { writeJson, type JsonValue, type Variables } from "@/api/json";
import type { FeelResult } from "@/api/types";
import { useSettled } from "@/parts/useSettled";
import { isContext, read } from "./paths";
import { everyPlace, type Place } from "./plan";
import type { Component } from "./schema";

export type Use = "hide" | "readonly" | "options" | "text" | "rows" | "source";
/** Undefined where the value is not known (yet): the field is then shown, as if there were no condition. */
export type Evaluated = (place: Place, use: Use) => JsonValue | undefined;

interface Request {
  id: string;
  expression: string;
  context: Variables;
}

const SETTLE_MS = 200;
const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const PATH = /^=\s*([\p{L}_][\p{L}\p{N}_]*)((?:\.[\p{L}_][\p{L}\p{N}_]*)*)\s*$/u;

export function useExpressions(places: Place[], data: Variables): Evaluated {
  const settled = useSettled(data, SETTLE_MS);
  const requests = requestsOf(places, settled);
  const remote = requests.filter((request) => localPath(request) === undefined);
  const answers = useQueries({
    queries: remote.map(({ expression, context }) => ({
      queryKey: ["feel", expression, writeJson(context)],
      queryFn: () => evaluate(expression, context),
      staleTime: Infinity,
      retry: false,
    })),
    combine: (results) => results.map((result) => result.data),
  });
  const last = useLastKnown(remote, answers);
  const values = new Map<string, JsonValue | undefined>(
    requests.map((request) => {
      const path = localPath(request);
      return [request.id, path ? read(request.context, path) : last.get(request.id)];
    }),
  );
  return (place, use) => values.get(idOf(place, use));
}

async function evaluate(expression: string, context: Variables): Promise<JsonValue> {
  const { result } = await post<FeelResult>("/api/feel/evaluate", {
    expression: expression.replace(/^=/, ""),
    context,
  });
  return result;
}

/** While a new answer is on its way the old one stands, or fields would blink. */
function useLastKnown(requests: Request[], answers: (JsonValue | undefined)[]): Map<string, JsonValue> {
  const [known] = useState(() => new Map<string, JsonValue>());
  requests.forEach((request, index) => {
    const answer = answers[index];
    if (answer !== undefined) known.set(request.id, answer);
  });
  return known;
}

const idOf = (place: Place, use: Use): string => `${place.id}:${use}`;

function requestsOf(places: Place[], data: Variables): Request[] {
  const requests: Request[] = [];
  for (const place of everyPlace(places)) {
    for (const [use, expression] of expressionsOf(place.component)) {
      requests.push({ id: idOf(place, use), expression, context: contextOf(place, expression, data) });
    }
  }
  return requests;
}

function expressionsOf(component: Component): [Use, string][] {
  const found: [Use, unknown][] = [
    ["hide", component.conditional?.hide],
    ["readonly", component.readonly],
    ["options", component.valuesExpression],
    ["text", component.type === "html" ? component.content : component.text],
    ["rows", component.dataSource],
    ["source", component.source],
  ];
  return found.filter(
    (pair): pair is [Use, string] => typeof pair[1] === "string" && pair[1].startsWith("="),
  );
}

/**
 * What the expression sees, no more than it may mean: fewer questions when other fields change.
 * In a list it sees its item's own names, `this` (the item), `i` (its place, from 1) and `parent` (the form).
 */
function contextOf(place: Place, expression: string, data: Variables): Variables {
  const item = place.scope.length > 0 ? read(data, place.scope) : undefined;
  const position = Number(place.scope.at(-1) ?? 0) + 1;
  const all: Variables = isContext(item) ? { ...data, ...item, this: item, i: position, parent: data } : data;
  const words = new Set(expression.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  return Object.fromEntries(
    Object.entries(all).filter(
      ([name]) => words.has(name) || (!WORD.test(name) && expression.includes(name)),
    ),
  );
}

/** A plain path such as "=order.total" needs no server, unless it runs through a list. */
function localPath({ expression, context }: Request): string[] | undefined {
  const [, first, rest = ""] = PATH.exec(expression) ?? [];
  if (first === undefined || first === "true" || first === "false" || first === "null") return undefined;
  const path = [first, ...rest.split(".").slice(1)];
  const runsThroughList = path.some(
    (_, length) => length > 0 && Array.isArray(read(context, path.slice(0, length))),
  );
  return runsThroughList ? undefined : path;
}
