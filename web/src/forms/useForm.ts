/** One form on screen: its data, what is hidden, its faults, and what it would send. */
import { useCallback, useMemo, useState } from "react";
import { sameJson, type JsonValue, type Variables } from "@/api/json";
import type { FieldProblem, FormSchema } from "@/api";
import { collect, collectDraft } from "./collect";
import { useExpressions, type Evaluated } from "./expressions";
import { overlay, wordOf, wordOfServer, write, type Path } from "./paths";
import { everyPlace, plan, withDefaults, type Place, type Rights } from "./plan";
import { componentsOf, submitLabel } from "./schema";
import { faultsOf, type Faults, type Hidden } from "./validate";

interface Given {
  schema: FormSchema;
  variables: Variables;
  draft?: Variables | null | undefined;
  rights?: Rights;
  /** Shows everything, edits nothing. */
  readOnly?: boolean;
}

export interface FormState {
  places: Place[];
  data: Variables;
  evaluated: Evaluated;
  hidden: Hidden;
  /** What is wrong, by the word of the path; empty until the first attempt to send. */
  faults: Faults;
  /** What the server said of fields that this form shows. */
  serverSays: Record<string, string>;
  changed: boolean;
  submitLabel: string | undefined;
  set: (path: Path, value: JsonValue | undefined) => void;
  reset: () => void;
  /** The variables to send, or undefined where something is missing or wrong (then `faults` says it). */
  check: () => Variables | undefined;
  /** What was typed so far, checked or not: for a draft. */
  typed: () => Variables;
  /** Takes the field errors of a 422; answers those that belong to no visible field. */
  refuse: (problems: FieldProblem[]) => FieldProblem[];
}

const NO_RIGHTS: Rights = {};

export function useForm({
  schema,
  variables,
  draft,
  rights = NO_RIGHTS,
  readOnly = false,
}: Given): FormState {
  const components = useMemo(() => componentsOf(schema), [schema]);
  // The first variables count: news from the server neither wipes what somebody is typing nor counts as their change.
  const [original] = useState(variables);
  const [initial] = useState(() => withDefaults(components, overlay(variables, draft ?? {})));
  const [data, setData] = useState(initial);
  const [attempted, setAttempted] = useState(false);
  const [serverSays, setServerSays] = useState<Record<string, string>>({});

  const planned = useMemo(() => plan(components, data, rights), [components, data, rights]);
  const evaluated = useExpressions(planned, data);
  const places = readOnly ? planned.map(asRead) : planned.map((place) => decided(place, evaluated));
  const hidden: Hidden = (place) => evaluated(place, "hide") === true;

  const set = useCallback((path: Path, value: JsonValue | undefined) => {
    setData((before) => write(before, path, value));
    setServerSays((said) =>
      Object.fromEntries(Object.entries(said).filter(([word]) => word !== wordOf(path))),
    );
  }, []);
  const faults = faultsOf(places, data, hidden);
  return {
    places,
    data,
    evaluated,
    hidden,
    faults: attempted ? faults : {},
    serverSays,
    changed: !sameJson(data, initial),
    submitLabel: submitLabel(components),
    set,
    reset: () => {
      setData(initial);
      setAttempted(false);
      setServerSays({});
    },
    check: () => {
      setAttempted(true);
      return Object.keys(faults).length > 0 ? undefined : collect(places, data, original, hidden);
    },
    typed: () => collectDraft(places, data, original, hidden),
    refuse: (problems) => {
      const words = new Set(
        [...everyPlace(places)].filter((place) => !hidden(place)).map((place) => wordOf(place.path)),
      );
      const said = problems.map((problem) => ({ word: wordOfServer(problem.field), problem }));
      setServerSays(
        Object.fromEntries(
          said.filter(({ word }) => words.has(word)).map(({ word, problem }) => [word, problem.message]),
        ),
      );
      return said.filter(({ word }) => !words.has(word)).map(({ problem }) => problem);
    },
  };
}

const asRead = (place: Place): Place => ({
  ...place,
  right: place.right === "hidden" ? "hidden" : "read",
  children: place.children.map(asRead),
  items: place.items.map((item) => item.map(asRead)),
});

/** A readonly that is an expression has been decided now. */
function decided(place: Place, evaluated: Evaluated): Place {
  const readonly =
    (place.right === "write" || place.right === "read") && evaluated(place, "readonly") === true;
  return {
    ...place,
    right: readonly ? "read" : place.right,
    fixed: place.fixed || (readonly && place.right === "write"),
    children: place.children.map((child) => decided(child, evaluated)),
    items: place.items.map((item) => item.map((child) => decided(child, evaluated))),
  };
}
