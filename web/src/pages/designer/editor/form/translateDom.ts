/** The form editor has no translation of its own: its own words on the page are exchanged, what people wrote is not. */

/** The form itself and whatever one types into belong to people; code editors too. */
const THEIRS =
  ".fjs-form-field-label, .fjs-element .fjs-form-field > *, input, textarea, .cm-editor, [contenteditable]";
/** Inside the drawing area only the hints for an empty form are the editor's. */
const HINTS = ".fjs-empty-editor, .fjs-empty-component, .fjs-repeat-render-footer";
const ATTRIBUTES = ["title", "placeholder", "aria-label"] as const;

export function translateDom(root: HTMLElement, words: Readonly<Record<string, string>>): () => void {
  const node = (each: Node) => {
    if (each instanceof Text) translateText(each, words);
    else if (each instanceof HTMLElement) {
      translateAttributes(each, words);
      each.childNodes.forEach(node);
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(node);
      else if (type === "characterData") node(target);
      else if (target instanceof HTMLElement) translateAttributes(target, words);
    }
  });
  node(root);
  observer.observe(root, {
    childList: true,
    characterData: true,
    subtree: true,
    attributes: true,
    attributeFilter: [...ATTRIBUTES],
  });
  return () => observer.disconnect();
}

function translateText(text: Text, words: Readonly<Record<string, string>>): void {
  const known = words[text.data.trim()];
  if (known === undefined || known === text.data || !isOurs(text.parentElement)) return;
  text.data = known;
}

function translateAttributes(element: HTMLElement, words: Readonly<Record<string, string>>): void {
  for (const name of ATTRIBUTES) {
    const known = words[element.getAttribute(name) ?? ""];
    // The attributes of an input are the editor's words, unlike its content.
    if (known && !element.closest(".fjs-element")) element.setAttribute(name, known);
  }
}

function isOurs(element: Element | null): boolean {
  if (!element) return false;
  if (element.closest(HINTS)) return true;
  return (
    element.closest(THEIRS) === null &&
    element.closest(".fjs-form-editor .fjs-element .fjs-form-field") === null
  );
}
