/** What the panel offers to choose from: people, groups, departments, forms and their fields. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { get } from "@/api";
import { departmentsQuery, groupsQuery } from "@/api/people";
import type { Page, Person } from "@/api/types";
import type { Option } from "@/bpmn/panel/entries";
import type { Choices } from "@/bpmn/panel/kit";
import { modelsQuery, readModel } from "../../api";

/** Beyond this many a list is no help; the id can still be typed. */
const MOST_PEOPLE = 200;
const MOST_FORMS = 30;
const MOST_DECISIONS = 30;

const everybodyQuery = {
  queryKey: ["people", "everybody"],
  queryFn: async () => {
    const page = await get<Page<Person>>("/api/people", { limit: MOST_PEOPLE });
    return page.hasMore ? [] : page.items;
  },
  staleTime: 5 * 60_000,
};

export function useChoices(): Choices {
  const people = useQuery(everybodyQuery).data;
  const groups = useQuery(groupsQuery).data;
  const departments = useQuery(departmentsQuery).data;
  const models = useQuery(modelsQuery).data;
  const forms = useQueries({
    queries: (models ?? [])
      .filter((model) => model.kind === "form")
      .slice(0, MOST_FORMS)
      .map((model) => ({
        queryKey: ["formFields", model.id, model.updatedAt],
        queryFn: async () => ({ model: model.id, ...readForm((await readModel(model.id)).content) }),
        staleTime: Infinity,
      })),
    combine: (results) => results.map((result) => result.data).filter((data) => data !== undefined),
  });

  const decisions = useQueries({
    queries: (models ?? [])
      .filter((model) => model.kind === "dmn")
      .slice(0, MOST_DECISIONS)
      .map((model) => ({
        queryKey: ["decisions", model.id, model.updatedAt],
        queryFn: async () => readDecisions((await readModel(model.id)).content),
        staleTime: Infinity,
      })),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  });

  return useMemo(
    () => ({
      people: (people ?? []).map(option),
      groups: (groups ?? []).map(option),
      departments: (departments ?? []).map(option),
      forms: forms.map(({ id, name, model }) => ({ value: id, label: name, model })),
      decisions,
      fields: Object.fromEntries(forms.map(({ id, fields }) => [id, fields])),
    }),
    [people, groups, departments, forms, decisions],
  );
}

const option = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name });

/** Ids and names of the decisions in a DMN file; one that is no XML has none. */
export function readDecisions(content: string): Option[] {
  const document = new DOMParser().parseFromString(content, "application/xml");
  return [...document.getElementsByTagNameNS("*", "decision")].flatMap((decision) => {
    const id = decision.getAttribute("id");
    const name = decision.getAttribute("name");
    return id ? [{ value: id, label: name ? `${name} (${id})` : id }] : [];
  });
}

interface Component {
  key?: string;
  label?: string;
  path?: string;
  components?: Component[];
}

/** Id, title and fields of a form-js form; a broken one has none. */
export function readForm(content: string): { id: string; name: string; fields: Option[] } {
  try {
    const form = JSON.parse(content) as { id?: string; components?: Component[] };
    return { id: form.id ?? "", name: form.id ?? "", fields: fieldsOf(form.components ?? []) };
  } catch (error) {
    if (error instanceof SyntaxError) return { id: "", name: "", fields: [] };
    throw error;
  }
}

function fieldsOf(components: Component[]): Option[] {
  return components.flatMap(({ key, label, components: inner }) => [
    ...(key ? [{ value: key, label: label ? `${label} (${key})` : key }] : []),
    ...fieldsOf(inner ?? []),
  ]);
}
