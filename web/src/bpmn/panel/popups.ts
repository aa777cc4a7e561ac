/** The large editor of an expression: titled with the element's own name, and named for screen readers. */
import type { BpmnEditor } from "../createModeler";
import { subjectOf, type Drawn } from "../moddle";

interface PopupConfig {
  element?: Drawn;
  label?: string;
  title?: string;
}
/** Before the popup is drawn. */
const EARLY = 2000;

export function namePopups(modeler: BpmnEditor): void {
  let title = "";
  modeler.on("propertiesPanelPopup.open", EARLY, ({ config }: { config: PopupConfig }) => {
    const object = config.element && subjectOf(config.element);
    const name = String(object?.["name"] ?? object?.id ?? "");
    title = [name, config.label].filter(Boolean).join(" / ");
    config.title = title;
  });
  modeler.on("feelPopup.opened", ({ domNode }: { domNode: HTMLElement }) => {
    // Its text field comes a moment after the popup.
    const watch = new MutationObserver(() => name());
    const name = () => {
      const field = domNode.querySelector(".cm-content");
      field?.setAttribute("aria-label", title);
      if (field) watch.disconnect();
    };
    watch.observe(domNode, { childList: true, subtree: true });
    name();
  });
}
