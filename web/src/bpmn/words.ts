/** The libraries' words in a language, loaded when a diagram is first shown in it. */
import type { Language } from "@/api/types";
import type { Words } from "./translate";

const LOADERS: Record<Language, () => Promise<Words>> = {
  zh: async () => {
    const [common, own] = await Promise.all([
      import("bpmn-js-i18n/translations/zn"),
      import("@/app/i18n/bpmn-zh"),
    ]);
    return { ...common.default, ...own.words };
  },
  en: () => Promise.resolve(ENGLISH),
};

/** The profile is open; its words need not name the product that coined it. */
const ENGLISH: Words = {
  "Camunda Form": "Form",
  "Camunda Form (embedded)": "Embedded form",
  "Camunda Form (linked)": "Linked form",
  "Camunda user task": "User task of this platform",
};

const loaded = new Map<Language, Promise<Words>>();

export function loadWords(language: Language): Promise<Words> {
  const known = loaded.get(language) ?? LOADERS[language]();
  loaded.set(language, known);
  return known;
}
