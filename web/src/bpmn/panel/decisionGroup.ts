/** Which decision a business rule task calls: chosen from those on the desk; the stock group takes any id. */
import { extension, type Drawn } from "../moddle";
import type { Group } from "./entries";
import type { Kit } from "./kit";
import { withCurrent } from "./whoEntries";

const TYPE = "zeebe:CalledDecision";

export function decisionGroup(kit: Kit, element: Drawn): Group | undefined {
  const { t, entries, extensions, choices } = kit;
  const called = extension(element.businessObject, TYPE);
  if (!called || choices.decisions.length === 0) return undefined;
  const current = () => {
    const id = called["decisionId"];
    return typeof id === "string" ? id : "";
  };
  return {
    id: "lingqu-decision",
    label: t("decision.title"),
    element,
    entries: [
      entries.select({
        id: "lingqu-decision-id",
        label: t("decision.which"),
        description: t("decision.hint"),
        options: withCurrent(choices.decisions, current(), t("choose")),
        get: current,
        set: (decisionId) => extensions.change(element, called, { decisionId }),
      }),
    ],
  };
}
