/** Colours of diagrams come from CSS variables, so that a change of theme needs no new drawing. */

export const RENDERER = {
  defaultFillColor: "var(--lq-shape-fill)",
  defaultStrokeColor: "var(--lq-shape-stroke)",
};

const ON_PAPER: Record<string, string> = {
  "--lq-shape-fill": "#ffffff",
  "--lq-shape-stroke": "#22303b",
};

/** An exported picture stands alone: variables become the colours of the light theme. */
export function onPaper(svg: string): string {
  return svg.replaceAll(/var\((--lq-[a-z-]+)\)/g, (whole, name: string) => ON_PAPER[name] ?? whole);
}
