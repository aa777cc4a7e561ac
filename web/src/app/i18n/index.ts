/** Languages: zh-CN by default and English; each is its own chunk, each feature its own file (namespace). */
import dayjs from "dayjs";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Locale } from "antd/es/locale";
import type { Language } from "@/api/types";

export interface LanguagePack {
  texts: Record<string, Record<string, unknown>>;
  antd: Locale;
}

/** The language as HTTP and HTML name it. */
export const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en" };
const STORAGE_KEY = "lingqu.language";
const packs: Record<Language, () => Promise<{ pack: LanguagePack }>> = {
  zh: () => import("./zh"),
  en: () => import("./en"),
};
const antdLocales: Partial<Record<Language, Locale>> = {};

export const i18n = i18next.createInstance();

export async function startI18n(language: Language = preferredLanguage()): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await loadLanguage(language);
}

export async function loadLanguage(language: Language): Promise<void> {
  if (!antdLocales[language]) {
    const { pack } = await packs[language]();
    for (const [namespace, texts] of Object.entries(pack.texts))
      i18n.addResourceBundle(language, namespace, texts);
    antdLocales[language] = pack.antd;
  }
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  document.documentElement.lang = TAGS[language];
  await i18n.changeLanguage(language);
}

/** Expected: a language that loadLanguage has loaded. */
export function antdLocale(language: Language): Locale | undefined {
  return antdLocales[language];
}

export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === "zh" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
}
