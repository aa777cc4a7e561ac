/** Copy and paste across tabs and windows, where the browser allows it; elsewhere inside this editor. */
import NativeCopyPaste from "bpmn-js-native-copy-paste";
import type EventBus from "diagram-js/lib/core/EventBus";
import type { ModuleDeclaration } from "didi";

interface Switch {
  toggle(active: boolean): void;
}

/** Permission refused: go on with the editor's own clipboard. */
class ClipboardFallback {
  static $inject = ["eventBus", "nativeCopyPaste"];

  constructor(eventBus: EventBus, native: Switch) {
    eventBus.on("native-copy-paste:error", () => native.toggle(false));
  }
}

export function clipboardModules(): ModuleDeclaration[] {
  const allowed = globalThis.isSecureContext && typeof navigator.clipboard?.readText === "function";
  if (!allowed) return [];
  return [
    NativeCopyPaste,
    { __init__: ["clipboardFallback"], clipboardFallback: ["type", ClipboardFallback] },
  ];
}
