/** The drawings that a new process may begin with. Names come in the reader's language: they land in the file. */
import type { TFunction } from "i18next";
import { drawingXml, freshId, type Drawing, type Node } from "./starters";

export const STARTERS = ["blank", "approval", "countersign", "amount"] as const;
export type Starter = (typeof STARTERS)[number];

/** `t` is of namespace "designer". */
export function starterXml(starter: Starter, name: string, t: TFunction): string {
  return drawingXml({ processId: freshId("Process"), name, ...DRAWINGS[starter](t) });
}

type Body = Pick<Drawing, "nodes" | "flows" | "title">;
const seat = (who: string): string => `<lingqu:seat who="${who}" />`;
const approval = (mode: string, seats: string[], more = ""): string =>
  `<zeebe:userTask /><lingqu:approval mode="${mode}"${more}>${seats.map(seat).join("")}</lingqu:approval>`;
const sendBack = ` onReject="send-back" sendBackTo="initiator"`;

const start = (t: TFunction, row = 0): Node => ({
  id: "Start",
  kind: "startEvent",
  name: t("starter.start"),
  column: 0,
  row,
});
const end = (t: TFunction, column: number, row = 0): Node => ({
  id: "End",
  kind: "endEvent",
  name: t("starter.end"),
  column,
  row,
});

const DRAWINGS: Record<Starter, (t: TFunction) => Body> = {
  blank: (t) => ({ nodes: [start(t)], flows: [] }),

  approval: (t) => ({
    nodes: [
      start(t),
      {
        id: "Approve",
        kind: "userTask",
        name: t("starter.head"),
        column: 1,
        row: 0,
        extensions: approval("all", ["head"], sendBack),
      },
      end(t, 2),
    ],
    flows: [
      { from: "Start", to: "Approve" },
      { from: "Approve", to: "End" },
    ],
  }),

  countersign: (t) => ({
    nodes: [
      start(t),
      {
        id: "Approve",
        kind: "userTask",
        name: t("starter.head"),
        column: 1,
        row: 0,
        extensions: approval("all", ["head"], sendBack),
      },
      {
        id: "Countersign",
        kind: "userTask",
        name: t("starter.countersign"),
        column: 2,
        row: 0,
        extensions: approval("all", ["head:2", "head:3"], sendBack),
      },
      end(t, 3),
    ],
    flows: [
      { from: "Start", to: "Approve" },
      { from: "Approve", to: "Countersign" },
      { from: "Countersign", to: "End" },
    ],
  }),

  amount: (t) => ({
    title: `="${t("starter.amountTitle")} " + string(amount)`,
    nodes: [
      start(t),
      {
        id: "Approve",
        kind: "userTask",
        name: t("starter.head"),
        column: 1,
        row: 0,
        extensions: approval("all", ["head"], sendBack),
      },
      { id: "Decide", kind: "exclusiveGateway", name: t("starter.amount"), column: 2, row: 0 },
      {
        id: "Countersign",
        kind: "userTask",
        name: t("starter.countersign"),
        column: 3,
        row: 1,
        extensions: approval("all", ["head:2"], sendBack),
      },
      { id: "Meet", kind: "exclusiveGateway", name: "", column: 4, row: 0 },
      end(t, 5),
    ],
    flows: [
      { from: "Start", to: "Approve" },
      { from: "Approve", to: "Decide" },
      { from: "Decide", to: "Meet", name: t("starter.small") },
      { from: "Decide", to: "Countersign", name: t("starter.large"), condition: "=amount > 10000" },
      { from: "Countersign", to: "Meet" },
      { from: "Meet", to: "End" },
    ],
  }),
};

/** An empty form; its id is what user tasks refer to. */
export function blankForm(name: string): string {
  const form = {
    type: "default",
    id: freshId("Form"),
    schemaVersion: 19,
    components: [{ type: "text", text: `## ${name}` }],
  };
  return JSON.stringify(form, null, 2);
}
