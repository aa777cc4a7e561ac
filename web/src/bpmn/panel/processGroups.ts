/** Groups of a process: the title of its instances, who may start it, and the business document it is about. */
import type { Drawn } from "../moddle";
import type { Group } from "./entries";
import type { Kit } from "./kit";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function titleGroup(kit: Kit, element: Drawn): Group {
  const { t, entries, extensions } = kit;
  const TYPE = "lingqu:Title";
  return {
    id: "lingqu-title",
    label: t("instance.title"),
    element,
    shouldOpen: true,
    entries: [
      entries.feel({
        id: "lingqu-title-template",
        label: t("instance.template"),
        description: t("instance.hint"),
        get: () => text(extensions.first(element, TYPE)?.["template"]),
        set: (template) => extensions.set(element, TYPE, { template }),
      }),
    ],
  };
}

export function startersGroup(kit: Kit, element: Drawn): Group {
  const { t, entries, extensions } = kit;
  const TYPE = "lingqu:Starters";
  const field = (name: "candidateGroups" | "candidateUsers") =>
    entries.text({
      id: `lingqu-starters-${name}`,
      label: t(`starters.${name}`),
      description: name === "candidateUsers" ? t("starters.hint") : undefined,
      get: () => text(extensions.first(element, TYPE)?.[name]),
      set: (value) => extensions.set(element, TYPE, { [name]: value }),
    });
  return {
    id: "lingqu-starters",
    label: t("starters.title"),
    element,
    entries: [field("candidateGroups"), field("candidateUsers")],
  };
}

export function documentGroup(kit: Kit, element: Drawn): Group {
  const { t, entries, extensions } = kit;
  const TYPE = "lingqu:Document";
  const current = extensions.first(element, TYPE);
  return {
    id: "lingqu-document",
    label: t("document.title"),
    element,
    entries: [
      entries.text({
        id: "lingqu-document-type",
        label: t("document.type"),
        get: () => text(current?.["type"]),
        set: (type) => extensions.set(element, TYPE, { type: type.trim() }),
      }),
      entries.feel({
        id: "lingqu-document-id",
        label: t("document.id"),
        get: () => text(current?.["id"]),
        set: (id) => extensions.set(element, TYPE, { id }),
      }),
    ],
  };
}
