/** Groups of a user task: how it is decided, who sits in the round, who hears of it, what they may touch. */
import { ListGroup } from "@bpmn-io/properties-panel";
import type { Drawn, Moddle } from "../moddle";
import type { Group, ListItem } from "./entries";
import type { Kit } from "./kit";
import { isPassValue, needsValue, parsePassRule, PASS_KINDS, writePassRule } from "./policy";
import { parseWho } from "./who";
import { whoEntries, whoLabel, withCurrent } from "./whoEntries";

const APPROVAL = "lingqu:Approval";
const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function approvalGroup(kit: Kit, element: Drawn): Group {
  const { t, entries, extensions } = kit;
  const approval = extensions.first(element, APPROVAL);
  const mode = entries.select({
    id: "lingqu-mode",
    label: t("approval.mode"),
    description: approval
      ? t(`approval.modeHint.${text(approval["mode"]) || "all"}`)
      : t("approval.modeHint.off"),
    options: ["", "all", "any", "sequential"].map((value) => ({
      value,
      label: t(`approval.modes.${value || "off"}`),
    })),
    get: () => (approval ? text(approval["mode"]) || "all" : ""),
    set: (value) => setMode(kit, element, value),
  });
  return {
    id: "lingqu-approval",
    label: t("approval.title"),
    element,
    entries: [mode, ...(approval ? policyEntries(kit, element, approval) : [])],
    shouldOpen: true,
  };
}

function setMode(kit: Kit, element: Drawn, mode: string): void {
  const approval = kit.extensions.first(element, APPROVAL);
  if (approval && mode === "") kit.extensions.remove(element, approval);
  else if (approval) kit.extensions.change(element, approval, { mode });
  else if (mode !== "") kit.extensions.add(element, APPROVAL, { mode });
}

function policyEntries(kit: Kit, element: Drawn, approval: Moddle) {
  const { t, entries, extensions } = kit;
  const set = (properties: Record<string, unknown>) => extensions.change(element, approval, properties);
  const pass = parsePassRule(text(approval["passRule"]));
  const rejection = text(approval["onReject"]) || "end";
  return [
    entries.select({
      id: "lingqu-pass-rule",
      label: t("approval.pass"),
      options: PASS_KINDS.map((kind) => ({ value: kind, label: t(`approval.passRules.${kind || "mode"}`) })),
      get: () => pass.kind,
      set: (kind) => set({ passRule: writePassRule({ kind: kind as typeof pass.kind, value: "" }) }),
    }),
    ...(needsValue(pass.kind)
      ? [
          entries.text({
            id: "lingqu-pass-value",
            label: t(`approval.passValue.${pass.kind}`),
            get: () => pass.value,
            set: (value) => set({ passRule: writePassRule({ kind: pass.kind, value: value.trim() }) }),
            validate: (value) =>
              isPassValue(pass.kind, value ?? "") ? undefined : t("approval.passValueWrong"),
          }),
        ]
      : []),
    ...(pass.kind === "feel"
      ? [
          entries.feel({
            id: "lingqu-pass-feel",
            label: t("approval.passRules.feel"),
            required: true,
            get: () => pass.value,
            set: (value) => set({ passRule: value || "=" }),
          }),
        ]
      : []),
    entries.select({
      id: "lingqu-reject-rule",
      label: t("approval.reject"),
      options: ["", "veto", "veto-holders", "impossible", "all"].map((value) => ({
        value,
        label: t(`approval.rejectRules.${value || "mode"}`),
      })),
      get: () => text(approval["rejectRule"]),
      set: (rejectRule) => set({ rejectRule }),
    }),
    entries.select({
      id: "lingqu-on-reject",
      label: t("approval.onReject"),
      options: ["end", "send-back", "flow", "nothing"].map((value) => ({
        value,
        label: t(`approval.onRejects.${value}`),
      })),
      get: () => rejection,
      set: (onReject) => set({ onReject, sendBackTo: onReject === "send-back" ? "initiator" : undefined }),
    }),
    ...(rejection === "send-back"
      ? [
          entries.select({
            id: "lingqu-send-back-to",
            label: t("approval.sendBackTo"),
            // Other targets are reserved; one that stands in the file is shown all the same.
            options: withCurrent(
              [{ value: "initiator", label: t("approval.initiator") }],
              text(approval["sendBackTo"]),
            ),
            get: () => text(approval["sendBackTo"]) || "initiator",
            set: (sendBackTo) => set({ sendBackTo }),
          }),
        ]
      : []),
    entries.toggle({
      id: "lingqu-early-close",
      label: t("approval.earlyClose"),
      get: () => approval["earlyClose"] !== false,
      set: (on) => set({ earlyClose: on ? undefined : false }),
    }),
    entries.toggle({
      id: "lingqu-added-count",
      label: t("approval.addedCount"),
      get: () => approval["addedCount"] !== false,
      set: (on) => set({ addedCount: on ? undefined : false }),
    }),
  ];
}

/** Who decides; shown once the task is an approval. */
export function seatsGroup(kit: Kit, element: Drawn): Group | undefined {
  const { t, entries, extensions } = kit;
  const approval = extensions.first(element, APPROVAL);
  if (!approval) return undefined;
  const seats = (approval["places"] as Moddle[] | undefined) ?? [];
  return {
    id: "lingqu-seats",
    label: t("seats.title"),
    element,
    component: ListGroup,
    shouldOpen: true,
    translate: kit.translate,
    add: (event) => {
      event.stopPropagation();
      extensions.append(element, approval, "places", "lingqu:Seat", { who: "head" });
    },
    items: seats.map((seat, index): ListItem => {
      const id = `lingqu-seat-${index}`;
      const set = (properties: Record<string, unknown>) => extensions.change(element, seat, properties);
      return {
        id,
        label: whoLabel(kit, parseWho(text(seat["who"]))),
        autoFocusEntry: `${id}-who`,
        remove: (event) => {
          event.stopPropagation();
          extensions.drop(element, approval, "places", seat);
        },
        entries: [
          ...whoEntries(kit, `${id}-who`, text(seat["who"]), (who) => set({ who })),
          entries.text({
            id: `${id}-weight`,
            label: t("seats.weight"),
            placeholder: "1",
            get: () => text(seat["weight"]),
            set: (weight) => set({ weight: weight.trim() }),
            validate: (value) => (!value || /^\d+(\.\d+)?$/.test(value) ? undefined : t("seats.weightWrong")),
          }),
          entries.toggle({
            id: `${id}-veto`,
            label: t("seats.veto"),
            get: () => seat["veto"] === true,
            set: (on) => set({ veto: on ? true : undefined }),
          }),
        ],
      };
    }),
  };
}

/** Seats that only the data know, such as the owners of the order's lines. */
export function seatsFromEntry(kit: Kit, element: Drawn): Group | undefined {
  const approval = kit.extensions.first(element, APPROVAL);
  if (!approval) return undefined;
  return {
    id: "lingqu-seats-from",
    label: kit.t("seats.from"),
    element,
    entries: [
      kit.entries.feel({
        id: "lingqu-seats-feel",
        label: kit.t("seats.fromLabel"),
        description: kit.t("seats.fromHint"),
        required: true,
        get: () => text(approval["seats"]),
        set: (seats) => kit.extensions.change(element, approval, { seats }),
      }),
    ],
  };
}
