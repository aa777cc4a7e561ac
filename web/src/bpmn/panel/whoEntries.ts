/** The two or three fields by which a person, or a rule that finds one, is chosen. */
import type { Entry, Option } from "./entries";
import type { Kit } from "./kit";
import { parseWho, WHO_KINDS, writeWho, type Who, type WhoKind } from "./who";

export function whoEntries(kit: Kit, id: string, text: string, set: (text: string) => void): Entry[] {
  const { t, entries } = kit;
  const who = parseWho(text);
  const kind = entries.select({
    id,
    label: t("who.title"),
    options: WHO_KINDS.map((value) => ({ value, label: t(`who.kinds.${value}`) })),
    get: () => who.kind,
    set: (value) => set(writeWho({ kind: value as WhoKind, value: "" })),
  });
  return who.kind === "initiator" ? [kind] : [kind, valueEntry(kit, `${id}-value`, who, set)];
}

function valueEntry(kit: Kit, id: string, who: Who, set: (text: string) => void): Entry {
  const { t, entries } = kit;
  const field = {
    id,
    label: t(`who.value.${who.kind}`),
    get: () => who.value,
    set: (value: string) => set(writeWho({ kind: who.kind, value: value.trim() })),
  };
  if (who.kind === "feel") return entries.feel({ ...field, required: true });
  if (who.kind === "head") {
    return entries.select({
      ...field,
      options: ["1", "2", "3", "4", "5"].map((level) => ({ value: level, label: t("who.level", { level }) })),
    });
  }
  const known = optionsFor(kit, who.kind);
  if (known.length === 0) return entries.text(field);
  return entries.select({ ...field, options: withCurrent(known, who.value, t("choose")) });
}

function optionsFor({ choices }: Kit, kind: WhoKind): Option[] {
  if (kind === "user") return choices.people;
  if (kind === "group") return choices.groups;
  return kind === "department" ? choices.departments : [];
}

/** A list never hides what stands in the file, even if nobody knows it any more. */
export function withCurrent(options: Option[], current: string, empty?: string): Option[] {
  const unknown = current !== "" && !options.some((option) => option.value === current);
  return [
    ...(empty === undefined ? [] : [{ value: "", label: empty }]),
    ...options,
    ...(unknown ? [{ value: current, label: current }] : []),
  ];
}

/** One line for the head of a list item. */
export function whoLabel(kit: Kit, who: Who): string {
  const { t } = kit;
  const kind = t(`who.kinds.${who.kind}`);
  if (who.kind === "initiator" || (who.kind === "head" && who.value === "1")) return kind;
  if (who.kind === "head") return `${kind} · ${t("who.level", { level: who.value })}`;
  const name = optionsFor(kit, who.kind).find((option) => option.value === who.value)?.label ?? who.value;
  return name === "" ? kind : `${kind} · ${name}`;
}
