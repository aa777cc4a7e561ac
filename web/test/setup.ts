/** What jsdom lacks and antd asks for. */
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

globalThis.matchMedia ??= (query: string): MediaQueryList => ({
  matches: /min-width:\s*(576|768|992|1200)px/.test(query),
  media: query,
  onchange: null,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
});

globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

globalThis.scrollTo = () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;

// jsdom takes seconds to compute styles over all of antd's rules; an element's own style is all that is asked here.
globalThis.getComputedStyle = (element) => (element as HTMLElement).style;
