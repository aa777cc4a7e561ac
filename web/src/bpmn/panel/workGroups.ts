/** Groups around the decision: field rights, urging, carbon copies, extra answers. */
import { ListGroup } from "@bpmn-io/properties-panel";
import { extension, type Drawn, type Moddle } from "../moddle";
import type { Entry, Group } from "./entries";
import type { Kit } from "./kit";
import { parseWho } from "./who";
import { whoEntries, whoLabel, withCurrent } from "./whoEntries";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

interface ListOf {
  type: string;
  id: string;
  title: string;
  fresh: Record<string, unknown>;
  label: (item: Moddle) => string;
  entries: (item: Moddle, id: string, set: (properties: Record<string, unknown>) => void) => Entry[];
}

function listGroup(kit: Kit, element: Drawn, list: ListOf): Group {
  const { extensions } = kit;
  return {
    id: list.id,
    label: list.title,
    element,
    component: ListGroup,
    translate: kit.translate,
    add: (event) => {
      event.stopPropagation();
      extensions.add(element, list.type, list.fresh);
    },
    items: extensions.all(element, list.type).map((item, index) => {
      const id = `${list.id}-${index}`;
      return {
        id,
        label: list.label(item),
        entries: list.entries(item, id, (properties) => extensions.change(element, item, properties)),
        remove: (event: Event) => {
          event.stopPropagation();
          extensions.remove(element, item);
        },
      };
    }),
  };
}

/** What may be done here with each field of the form. */
export function fieldsGroup(kit: Kit, element: Drawn): Group {
  const { t, entries, choices } = kit;
  const formId = text(extension(element.businessObject, "zeebe:FormDefinition")?.["formId"]);
  const known = choices.fields[formId] ?? [];
  const labelOf = (name: string) => known.find((option) => option.value === name)?.label ?? name;
  return listGroup(kit, element, {
    type: "lingqu:Field",
    id: "lingqu-fields",
    title: t("fields.title"),
    fresh: { access: "read" },
    label: (field) =>
      [
        labelOf(text(field["name"])) || t("fields.unnamed"),
        t(`fields.access.${text(field["access"]) || "write"}`),
      ].join(" · "),
    entries: (field, id, set) => {
      const name = {
        id: `${id}-name`,
        label: t("fields.name"),
        get: () => text(field["name"]),
        set: (value: string) => set({ name: value.trim() }),
      };
      return [
        known.length > 0
          ? entries.select({ ...name, options: withCurrent(known, text(field["name"]), t("choose")) })
          : entries.text(name),
        entries.select({
          id: `${id}-access`,
          label: t("fields.right"),
          options: ["read", "write", "required", "hidden"].map((value) => ({
            value,
            label: t(`fields.access.${value}`),
          })),
          get: () => text(field["access"]) || "write",
          set: (access) => set({ access }),
        }),
      ];
    },
  });
}

/** Carbon copies: who reads along when the element starts or ends. */
export function copyGroup(kit: Kit, element: Drawn): Group {
  const { t, entries } = kit;
  return listGroup(kit, element, {
    type: "lingqu:Copy",
    id: "lingqu-copy",
    title: t("copy.title"),
    fresh: { to: "initiator" },
    label: (copy) => whoLabel(kit, parseWho(text(copy["to"]))),
    entries: (copy, id, set) => [
      ...whoEntries(kit, `${id}-to`, text(copy["to"]), (to) => set({ to })),
      entries.select({
        id: `${id}-at`,
        label: t("copy.at"),
        options: ["start", "end"].map((value) => ({ value, label: t(`copy.when.${value}`) })),
        get: () => text(copy["at"]) || "end",
        set: (at) => set({ at: at === "end" ? undefined : at }),
      }),
    ],
  });
}

/** Whoever has not acted is reminded by itself. */
export function urgeGroup(kit: Kit, element: Drawn): Group {
  const { t, entries, extensions } = kit;
  const TYPE = "lingqu:Urge";
  const urge = extensions.first(element, TYPE);
  const field = (name: "after" | "repeat", example: string) =>
    entries.feel({
      id: `lingqu-urge-${name}`,
      label: t(`urge.${name}`),
      description: t(`urge.${name}Hint`, { example }),
      get: () => text(urge?.[name]),
      set: (value) => extensions.set(element, TYPE, { [name]: value }),
    });
  return {
    id: "lingqu-urge",
    label: t("urge.title"),
    element,
    entries: [
      field("after", "PT8H"),
      field("repeat", "R3/PT4H"),
      entries.select({
        id: "lingqu-urge-escalate",
        label: t("urge.escalate"),
        options: withCurrent(
          [
            { value: "head", label: t("who.kinds.head") },
            { value: "initiator", label: t("who.kinds.initiator") },
            ...kit.choices.people.map((person) => ({ value: `user:${person.value}`, label: person.label })),
          ],
          text(urge?.["escalate"]),
          t("urge.nobody"),
        ),
        get: () => text(urge?.["escalate"]),
        set: (escalate) => extensions.set(element, TYPE, { escalate }),
      }),
    ],
  };
}

/** Answers beside approve and reject, such as "needs a visit". */
export function outcomesGroup(kit: Kit, element: Drawn): Group {
  const { t, entries } = kit;
  return listGroup(kit, element, {
    type: "lingqu:Outcome",
    id: "lingqu-outcomes",
    title: t("outcomes.title"),
    fresh: {},
    label: (outcome) => text(outcome["label"]) || text(outcome["value"]) || t("outcomes.unnamed"),
    entries: (outcome, id, set) => [
      entries.text({
        id: `${id}-label`,
        label: t("outcomes.label"),
        get: () => text(outcome["label"]),
        set: (label) => set({ label }),
      }),
      entries.text({
        id: `${id}-value`,
        label: t("outcomes.value"),
        get: () => text(outcome["value"]),
        set: (value) => set({ value: value.trim() }),
      }),
    ],
  });
}
