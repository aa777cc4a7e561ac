/** What a person prefers on this device: language, brightness, the width of the menu. */
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Language } from "@/api/types";
import { loadLanguage, preferredLanguage, rememberLanguage } from "./i18n";
import type { Brightness } from "./theme";

export type BrightnessChoice = "system" | Brightness;

interface Preferences {
  language: Language;
  setLanguage: (language: Language) => void;
  brightnessChoice: BrightnessChoice;
  brightness: Brightness;
  setBrightness: (choice: BrightnessChoice) => void;
}

const BRIGHTNESS_KEY = "lingqu.brightness";
const darkMedia = (): MediaQueryList | undefined => globalThis.matchMedia?.("(prefers-color-scheme: dark)");

const Context = createContext<Preferences | undefined>(undefined);

export function usePreferences(): Preferences {
  const preferences = useContext(Context);
  if (!preferences) throw new Error("Expected usePreferences inside PreferencesProvider");
  return preferences;
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguageState] = useState<Language>(preferredLanguage);
  const [brightnessChoice, setChoice] = useState<BrightnessChoice>(storedBrightness);
  const systemDark = useSystemDark();
  const dark = brightnessChoice === "system" ? systemDark : brightnessChoice === "dark";
  const brightness: Brightness = dark ? "dark" : "light";

  useEffect(() => {
    document.documentElement.dataset.theme = brightness;
    document.documentElement.style.colorScheme = brightness;
  }, [brightness]);

  const setLanguage = useCallback((wanted: Language) => {
    rememberLanguage(wanted);
    void loadLanguage(wanted).then(() => setLanguageState(wanted));
  }, []);
  const setBrightness = useCallback((choice: BrightnessChoice) => {
    localStorage.setItem(BRIGHTNESS_KEY, choice);
    setChoice(choice);
  }, []);

  const value = useMemo(
    () => ({ language, setLanguage, brightnessChoice, brightness, setBrightness }),
    [language, setLanguage, brightnessChoice, brightness, setBrightness],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

function storedBrightness(): BrightnessChoice {
  const stored = localStorage.getItem(BRIGHTNESS_KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function useSystemDark(): boolean {
  const [dark, setDark] = useState(() => darkMedia()?.matches ?? false);
  useEffect(() => {
    const media = darkMedia();
    if (!media) return undefined;
    const follow = (event: MediaQueryListEvent) => setDark(event.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  return dark;
}
