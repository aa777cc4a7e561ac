/** Connector templates, where a connection is chosen among those that the system has. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { connectionsQuery } from "@/api/systems";
import type { Connection } from "@/api/types";
import { templatesQuery } from "../../api";

interface Property {
  binding?: { type?: string; name?: string };
  [other: string]: unknown;
}
interface Template {
  id?: unknown;
  properties?: Property[];
  [other: string]: unknown;
}

const NONE: Template[] = [];

/** Undefined until they are known. Without templates one can still draw: a failed request leaves the chooser empty. */
export function useTemplates(): Template[] | undefined {
  const templates = useQuery(templatesQuery);
  // Who may draw may not be one who may see connections: then the name is typed.
  const connections = useQuery({ ...connectionsQuery, retry: false, staleTime: Infinity });
  const ready = connections.data ?? (connections.isError ? NO_CONNECTIONS : undefined);
  return useMemo(() => {
    if (templates.isError) return NONE;
    if (!templates.data || !ready) return undefined;
    return templates.data.map((template) => withChoices(template, ready));
  }, [templates.data, templates.isError, ready]);
}

const NO_CONNECTIONS: Connection[] = [];

export function withChoices(template: Template, connections: Connection[]): Template {
  const choices = connections
    .filter(({ connector }) => String(template.id).startsWith(`io.lingqu.${connector}.`))
    .map(({ name }) => ({ name, value: name }));
  if (choices.length === 0) return template;
  const { properties = [] } = template;
  return {
    ...template,
    properties: properties.map((each) => (isConnection(each) ? chosen(each, choices) : each)),
  };
}

const isConnection = ({ binding }: Property): boolean =>
  binding?.type === "zeebe:input" && binding.name === "connection";

/** The only one there is stands there already. */
function chosen(property: Property, choices: { name: string; value: string }[]): Property {
  const { feel: _feel, ...rest } = property;
  return {
    ...rest,
    type: "Dropdown",
    choices,
    ...(choices.length === 1 && rest["value"] === undefined ? { value: choices[0]!.value } : {}),
  };
}
