/** Words of the bpmn.io libraries in the reader's language. */
import type { ModuleDeclaration } from "didi";

export type Words = Readonly<Record<string, string>>;
type Fillings = Readonly<Record<string, string>>;

/** The libraries' own function: placeholders are written {so}. */
export function translator(words: Words, onMissing?: (text: string) => void) {
  return (text: string, fillings: Fillings = {}): string => {
    const known = words[text] ?? words[text.trim()] ?? words[asSentence(text)];
    if (known === undefined) onMissing?.(text);
    return (known ?? text).replaceAll(/{([^}]+)}/g, (hole, name: string) => fillings[name] ?? hole);
  };
}

/** Headings are in title case: "Timer Boundary Event (Non Interrupting)" is the menu's "Timer boundary event (non-interrupting)". */
const asSentence = (text: string): string =>
  text.charAt(0) + text.slice(1).toLowerCase().replace("non interrupting", "non-interrupting");

export function translateModule(words: Words, onMissing?: (text: string) => void): ModuleDeclaration {
  return { translate: ["value", translator(words, onMissing)] };
}
